"""Pure decisions on what people are told: which kinds there are, and when a mail may leave."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_HOUR = 60


class Kind(StrEnum):
    """What somebody may be told."""

    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of a person's day in which no such mail leaves: minutes since midnight, the end after midnight too."""

    since: int
    until: int

    def holds(self, minute: int) -> bool:
        """Tell whether a minute of the day is one of them."""
        if self.since <= self.until:
            return self.since <= minute < self.until
        return minute >= self.since or minute < self.until


def leaves_at(now: datetime, zone: ZoneInfo, quiet: Quiet | None) -> datetime | None:
    """Say when a mail written now may leave: None for at once, else when the quiet hours end by the wall clock."""
    here = now.astimezone(zone)
    minute = here.hour * _HOUR + here.minute
    if quiet is None or not quiet.holds(minute):
        return None
    day = here.date() + timedelta(days=0 if minute < quiet.until else 1)
    end = datetime.combine(day, time(*divmod(quiet.until, _HOUR)), zone)
    # Where the clock is put back, the hour comes twice: the first end may be over already.
    ends = (end.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return next((each for each in ends if each > now), None)
