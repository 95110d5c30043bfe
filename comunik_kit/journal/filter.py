"""What the journal is asked for. All of it stands in the address, so that a link reopens it; forgeries are dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from comunik_kit.journal.groups import ACTS
from comunik_kit.kernel.listing import search_of
from comunik_kit.kernel.periods import Asked, Period, Span
from comunik_kit.users.fields import is_id


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which entries; empty is any. `person` acted, or was acted on."""

    search: str = ""
    person: str = ""
    act: str = ""
    period: Period = Period.ALL
    first_day: date | None = None
    last_day: date | None = None

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """Read an address; whatever is not a choice of ours counts as not asked for (ACL-09)."""
        when = Asked.parse(query.get("period", ""), query.get("from", ""), query.get("to", ""))
        act, person = query.get("act", ""), query.get("person", "")
        return cls(
            search=search_of(query.get("q", "")),
            person=person if is_id(person) else "",
            act=act if act in ACTS else "",
            period=when.period,
            first_day=when.first_day,
            last_day=when.last_day,
        )

    def query(self) -> dict[str, str]:
        """Write what is asked for, and nothing that is not; `parse` reads it back."""
        written = {"q": self.search, "person": self.person, "act": self.act, **self._when().query()}
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

    def span(self, now: datetime, zone: ZoneInfo) -> Span:
        """Cut its period at local midnights."""
        return self._when().span(now, zone)

    def _when(self) -> Asked:
        return Asked(self.period, self.first_day, self.last_day)
