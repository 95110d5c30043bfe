"""What the archive is asked for. All of it stands in the address, so that a link reopens it; forgeries are dropped."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from comunik_kit.invitations.rules import InvitationState
from comunik_kit.mail.delivery import TROUBLE, Delivery
from comunik_kit.users.fields import is_id

NOBODY = "none"
"""The department of those who have none; the delivery of an invitation without a message."""
SEARCH_LENGTH = 100
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

# Words that are asked for together, under a name of their own; each word may be asked for alone as well.
DELIVERY_GROUPS: Mapping[str, tuple[Delivery, ...]] = {
    "under_way": (Delivery.QUEUED, Delivery.DELAYED, Delivery.SCHEDULED, Delivery.WAITING),
    "left": (Delivery.SENT, Delivery.KEPT),
    "arrived": (Delivery.DELIVERED, Delivery.OPENED, Delivery.CLICKED),
    "trouble": tuple(word for word in Delivery if word in TROUBLE),
    "stopped": (Delivery.CANCELLED,),
}


class Period(StrEnum):
    """When the invitations were created; all but `all` and `dates` end now."""

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
class ArchiveFilter:
    """Which invitations; empty is any. `first_day` and `last_day` count only with `Period.DATES`."""

    search: str = ""
    state: str = ""
    delivery: str = ""
    department: str = ""
    inviter: str = ""
    period: Period = Period.ALL
    first_day: date | None = None
    last_day: date | None = None

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """Read an address; whatever is not a choice of ours counts as not asked for (ACL-09)."""
        first, last = _day(query.get("from", "")), _day(query.get("to", ""))
        if first and last and first > last:
            first, last = last, first
        period = _period(query.get("period", ""), by_dates=bool(first or last))
        by_dates = period is Period.DATES
        department = query.get("department", "")
        return cls(
            search=_search(query.get("q", "")),
            state=_one_of(query.get("state", ""), InvitationState),
            delivery=_one_of(query.get("delivery", ""), (*Delivery, *DELIVERY_GROUPS, NOBODY)),
            department=department if is_id(department) or department == NOBODY else "",
            inviter=inviter if is_id(inviter := query.get("inviter", "")) else "",
            period=period,
            first_day=first if by_dates else None,
            last_day=last if by_dates else None,
        )

    def query(self) -> dict[str, str]:
        """Write what is asked for, and nothing that is not; `parse` reads it back."""
        written = {
            "q": self.search,
            "state": self.state,
            "delivery": self.delivery,
            "department": self.department,
            "inviter": self.inviter,
            "period": "" if self._says_dates() or self.period is Period.ALL else self.period.value,
            "from": self.first_day.isoformat() if self.first_day else "",
            "to": self.last_day.isoformat() if self.last_day else "",
        }
        return {name: value for name, value in written.items() if value}

    def asking(self, **changes: str) -> Self:
        """Give the same with some things asked for otherwise; an empty text takes one away."""
        query = self.query()
        if "period" in changes:
            query.pop("from", None), query.pop("to", None)
        if changes.keys() & {"from", "to"}:
            query["period"] = Period.DATES.value
        return self.parse({**query, **changes})

    def address(self) -> str:
        """Write it as the query of an address."""
        return urlencode(self.query())

    def words(self) -> frozenset[str]:
        """List the words of delivery that it asks for; none when it asks for any, or for no message."""
        if self.delivery in DELIVERY_GROUPS:
            return frozenset(word.value for word in DELIVERY_GROUPS[self.delivery])
        return frozenset() if self.delivery in {"", NOBODY} else frozenset({self.delivery})

    def span(self, now: datetime, zone: ZoneInfo) -> Span:
        """Cut its period at local midnights, so that a day on which the clock changes is one day as well."""
        if self.period is Period.DATES:
            start = _midnight(self.first_day, zone) if self.first_day else None
            end = _midnight(self.last_day + timedelta(days=1), zone) if self.last_day else None
            return Span(start, end)
        first = _first_day(self.period, now.astimezone(zone).date())
        return Span(_midnight(first, zone) if first else None, None)

    def _says_dates(self) -> bool:
        return bool(self.first_day or self.last_day)


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


def _period(text: str, *, by_dates: bool) -> Period:
    if by_dates:
        return Period.DATES
    return Period(text) if text in set(Period) else Period.ALL


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text) or not text.isascii():
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _EARLIEST <= found <= _LATEST else None


def _one_of(text: str, choices: Iterable[str]) -> str:
    return text if text in set(choices) else ""


def _search(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text[:SEARCH_LENGTH]).split())
