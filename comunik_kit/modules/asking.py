"""What a module's list is asked for. All of it stands in the address; forgeries are dropped."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from comunik_kit.kernel.folding import fold
from comunik_kit.modules.definition import Module
from comunik_kit.users.fields import is_id

ME, TEAM, NOBODY = "me", "team", "nobody"
"""Owners who are no person's id."""
SEARCH_LENGTH, TAG_LENGTH = 100, 30
_LEAST = timedelta(microseconds=1)
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


class Span(StrEnum):
    """When it happened; all but `dates` end now."""

    TODAY = "today"
    WEEK = "7d"
    MONTH = "30d"
    DATES = "dates"


_DAYS_BACK = {Span.TODAY: 0, Span.WEEK: 6, Span.MONTH: 29}


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a moment to another, both of them in it; None is open."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which activities of a module; empty is any. `first_day`, `last_day` and `since` count only with `Span.DATES`.

    `since` is a moment (UTC), for who asks what happened while they were away; a day goes before it.
    """

    search: str = ""
    kind: str = ""
    status: str = ""
    owner: str = ""
    department: str = ""
    tag: str = ""
    period: Span = Span.MONTH
    first_day: date | None = None
    last_day: date | None = None
    since: datetime | None = None

    @classmethod
    def parse(cls, module: Module, query: Mapping[str, str]) -> Self:
        """Read an address; whatever is not a choice of ours counts as not asked for (ACL-09)."""
        first, last = _day(query.get("from", "")), _day(query.get("to", ""))
        if first and last and first > last:
            first, last = last, first
        since = None if first or last else _moment(query.get("since", ""))
        by_dates = bool(first or last or since)
        owner, place = query.get("owner", ""), query.get("department", "")
        return cls(
            search=_line(query.get("q", ""), SEARCH_LENGTH),
            kind=_one_of(query.get("kind", ""), module.kinds),
            status=_one_of(query.get("status", ""), module.every_status),
            owner=owner if owner in {ME, TEAM, NOBODY} or is_id(owner) else "",
            department=place if is_id(place) else "",
            tag=fold(_line(query.get("tag", ""), TAG_LENGTH)),
            period=Span.DATES if by_dates else _period(query.get("period", "")),
            first_day=first,
            last_day=last,
            since=since,
        )

    def query(self) -> dict[str, str]:
        """Write what is asked for, and nothing that is not; `parse` reads it back."""
        said = self.period in {Span.TODAY, Span.WEEK}
        written = {
            "q": self.search,
            "kind": self.kind,
            "status": self.status,
            "owner": self.owner,
            "department": self.department,
            "tag": self.tag,
            "period": self.period.value if said else "",
            "from": self.first_day.isoformat() if self.first_day else "",
            "to": self.last_day.isoformat() if self.last_day else "",
            "since": written_moment(self.since) if self.since else "",
        }
        return {name: value for name, value in written.items() if value}

    def asking(self, module: Module, **changes: str) -> Self:
        """Give the same with some things asked for otherwise; an empty text takes one away."""
        query = self.query()
        if "period" in changes:
            for name in ("from", "to", "since"):
                query.pop(name, None)
        return self.parse(module, {**query, **changes})

    def address(self) -> str:
        """Write it as the query of an address."""
        return urlencode(self.query())

    def words(self) -> tuple[str, ...]:
        """Fold the words that are searched for."""
        return tuple(fold(self.search).split())

    def stretch(self, now: datetime, zone: ZoneInfo) -> Stretch:
        """Cut its period at local midnights; what lies in the future has not happened."""
        if self.period is Span.DATES:
            start = _midnight(self.first_day, zone) if self.first_day else self.since
            end = _midnight(self.last_day + timedelta(days=1), zone) - _LEAST if self.last_day else None
            return Stretch(start, min(end, now) if end else now)
        today = now.astimezone(zone).date()
        return Stretch(_midnight(today - timedelta(days=_DAYS_BACK[self.period]), zone), now)


def written_moment(moment: datetime) -> str:
    """Write a moment for an address, to the microsecond that the databases keep."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _moment(text: str) -> datetime | None:
    if not _MOMENT.fullmatch(text) or _day(text[:10]) is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _period(text: str) -> Span:
    return Span(text) if text in _DAYS_BACK else Span.MONTH


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


def _line(text: str, longest: int) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text[:longest]).split())
