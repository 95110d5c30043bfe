"""The stretch of time a widget speaks of: the last seven days of a person's calendar, and the seven before.

Days are cut at local midnight, so a day on which the clock changes has 23 or 25 hours and still is one day.
The period before ends at this hour of the clock seven days ago: a morning is compared with a morning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = 7


@dataclass(frozen=True, slots=True)
class Period:
    """`cuts` are the starts of 15 stretches, in UTC: 14 local days, the seventh cut in two at this hour."""

    cuts: tuple[datetime, ...]
    now: datetime

    @property
    def start(self) -> datetime:
        """The first moment of the fourteen days."""
        return self.cuts[0]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a widget says of a period: the figure, the figure before, and fourteen days one by one."""

    figure: int
    previous: int
    days: tuple[int, ...]


def two_weeks(now: datetime, zone: ZoneInfo) -> Period:
    """Cut the fourteen local days that end now."""
    local = now.astimezone(zone)
    days = [local.date() - timedelta(days=back) for back in range(2 * DAYS - 1, -1, -1)]
    starts = [datetime.combine(day, time.min, zone).astimezone(UTC) for day in days]
    # The hour may not have existed on that day: then it lies beyond, but never beyond that day.
    same_hour = min((local - timedelta(days=DAYS)).astimezone(UTC), starts[DAYS])
    return Period(cuts=(*starts[:DAYS], same_hour, *starts[DAYS:]), now=now)


def figures(stretches: Sequence[int]) -> Figures:
    """Add up the counts of a period's fifteen stretches."""
    before, rest, after = stretches[:DAYS], stretches[DAYS], stretches[DAYS + 1 :]
    days = (*before[:-1], before[-1] + rest, *after)
    return Figures(figure=sum(after), previous=sum(before), days=days)


def change_percent(figure: int, previous: int) -> int | None:
    """Say the change in whole percent; None when there was nothing to compare with."""
    return round((figure - previous) * 100 / previous) if previous else None


def trend(figure: int, previous: int) -> str:
    """Say the change in a word: `none` without anything in both periods, `new`, `up`, `down` or `same`."""
    if not previous:
        return "new" if figure else "none"
    percent = change_percent(figure, previous)
    return "same" if not percent else "up" if percent > 0 else "down"
