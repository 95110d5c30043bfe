"""Periods that a list is narrowed to, as an address says them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Period(StrEnum):
    """When something was; all but `all` and `dates` end now."""

    ALL = "all"
    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "quarter"
    YEAR = "year"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment on, until before another; None is open."""

    start: datetime | None = None
    end: datetime | None = None


ANY_TIME = Span()


@dataclass(frozen=True, slots=True)
class Asked:
    """A period, or days; `first_day` and `last_day` count only with `Period.DATES`."""

    period: Period = Period.ALL
    first_day: date | None = None
    last_day: date | None = None

    @classmethod
    def parse(cls, period: str, first: str, last: str) -> Self:
        """Read the texts of an address; what is no day and no period of ours counts as not asked for."""
        days = sorted(day for day in (day_of(first), day_of(last)) if day)
        if not days:
            return cls(Period(period) if period in set(Period) else Period.ALL)
        start, end = (days[0], days[-1]) if len(days) > 1 else (day_of(first), day_of(last))
        return cls(Period.DATES, start, end)

    def span(self, now: datetime, zone: ZoneInfo) -> Span:
        """Cut it at local midnights, so that a day on which the clock changes is one day as well."""
        if self.period is Period.DATES:
            start = _midnight(self.first_day, zone) if self.first_day else None
            end = _midnight(self.last_day + timedelta(days=1), zone) if self.last_day else None
            return Span(start, end)
        first = _first_day(self.period, now.astimezone(zone).date())
        return Span(_midnight(first, zone) if first else None, None)

    def query(self) -> dict[str, str]:
        """Write it as an address does, empty for what is not asked for."""
        by_dates = bool(self.first_day or self.last_day)
        return {
            "period": "" if by_dates or self.period is Period.ALL else self.period.value,
            "from": self.first_day.isoformat() if self.first_day else "",
            "to": self.last_day.isoformat() if self.last_day else "",
        }


def day_of(text: str) -> date | None:
    """Read a day; None for what is none, or beyond every calendar of ours."""
    if not _DAY.fullmatch(text) or not text.isascii():
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _EARLIEST <= found <= _LATEST else None


def _first_day(period: Period, today: date) -> date | None:
    match period:
        case Period.WEEK:
            return today - timedelta(days=6)
        case Period.MONTH:
            return today - timedelta(days=29)
        case Period.QUARTER:
            return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        case Period.YEAR:
            return today.replace(month=1, day=1)
        case _:
            return None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
