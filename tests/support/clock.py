"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class MovedClock:
    """Tells the time it was last moved to; implements `kernel.clock.Clock`."""

    def __init__(self, start: datetime = START) -> None:
        """Start at a Monday morning unless told otherwise."""
        self._now = start

    def now(self) -> datetime:
        """Tell the present moment, aware, in UTC."""
        return self._now

    def move(self, **by: float) -> datetime:
        """Move by days, hours, minutes, seconds … (`timedelta`'s own names); answer the new moment."""
        self._now += timedelta(**by)
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Jump to a moment, earlier ones included."""
        self._now = moment.astimezone(UTC)
