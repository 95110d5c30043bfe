"""The stretch of time a widget speaks of: today, seven or thirty days of a person's calendar, and as much before.

Days are cut at local midnight, so a day on which the clock changes has 23 or 25 hours and still is one day.
The period before ends at this hour of the clock: a morning is compared with a morning.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from comunik_kit.modules.asking import Span

SPANS = (Span.TODAY, Span.WEEK, Span.MONTH)
_DAYS = {Span.TODAY: 1, Span.WEEK: 7, Span.MONTH: 30}
HOUR = timedelta(hours=1)
LEAST = timedelta(microseconds=1)  # what the databases keep apart


@dataclass(frozen=True, slots=True)
class Figures:
    """What a widget says of a period: the figure, the figure before, and both periods point by point."""

    figure: int
    previous: int
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """Two periods that end `now` and at this hour of the clock before (`until`), all in UTC.

    `points` are the starts of their days (of their hours, for a single day), the `current`th begins the later period.
    """

    points: tuple[datetime, ...]
    current: int
    until: datetime
    now: datetime

    @property
    def start(self) -> datetime:
        """The first moment of both."""
        return self.points[0]

    @property
    def cuts(self) -> tuple[datetime, ...]:
        """The starts of the stretches to count: every point's, and one more where the period before ends."""
        return (*self.points[: self._rest], self.until, *self.points[self._rest :])

    def figures(self, stretches: Sequence[int]) -> Figures:
        """Add up the counts of the stretches."""
        rest = self._rest
        points = (*stretches[: rest - 1], stretches[rest - 1] + stretches[rest], *stretches[rest + 1 :])
        return Figures(sum(points[self.current :]), sum(stretches[:rest]), points)

    @property
    def _rest(self) -> int:
        """The place of the stretch that is in neither period's figure; it has its point with the one before."""
        return min(bisect_right(self.points, self.until), self.current)


def span_of(query: Mapping[str, str]) -> Span:
    """Read the period from an address; whatever is not a choice of ours is a week (ACL-09)."""
    asked = query.get("period", "")
    return next((span for span in SPANS if span.value == asked), Span.WEEK)


def period_of(span: Span, now: datetime, zone: ZoneInfo) -> Period:
    """Cut the two periods of a span that end now; one that is none of `SPANS` is a week."""
    days = _DAYS.get(span, _DAYS[Span.WEEK])
    local = now.astimezone(zone)
    midnights = [_midnight(local.date() - timedelta(days=back), zone) for back in range(2 * days - 1, -1, -1)]
    # The hour may not have existed on that day: then it lies beyond, but never beyond that day.
    until = min((local - timedelta(days=days)).astimezone(UTC), midnights[days])
    if days > 1:
        return Period(tuple(midnights), days, until, now)
    yesterday, today = midnights
    before = tuple(_hours(yesterday, today))
    return Period((*before, *_hours(today, now), *([] if today < now else [today])), len(before), until, now)


def period_since(start: datetime, now: datetime) -> Period:
    """Make a period of one stretch, without another before it to compare with."""
    return Period((start,), 0, start, now)


def hour_of(moment: datetime) -> datetime:
    """The start of the hour that a moment is in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def change_percent(figure: int, previous: int) -> int | None:
    """Say the change in whole percent; None when there was nothing to compare with."""
    return round((figure - previous) * 100 / previous) if previous else None


def trend(figure: int, previous: int) -> str:
    """Say the change in a word: `none` without anything in both periods, `new`, `up`, `down` or `same`."""
    if not previous:
        return "new" if figure else "none"
    percent = change_percent(figure, previous)
    return "same" if not percent else "up" if percent > 0 else "down"


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    """Count hours on from a midnight: a day on which the clock changes has one more, or one less."""
    while start < end:
        yield start
        start += HOUR
