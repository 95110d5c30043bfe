"""What the choice of how one is told refuses."""

from comunik_kit.kernel.errors import KitError


class NoTimeOfDay(KitError):
    """Not hours and minutes of a day."""

    code = "no_time_of_day"


class HoursThatNeverEnd(KitError):
    """Quiet hours whose end is their beginning."""

    code = "hours_that_never_end"
