"""What the archive is asked for. All of it stands in the address, so that a link reopens it; forgeries are dropped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from comunik_kit.invitations.rules import InvitationState
from comunik_kit.kernel.listing import search_of
from comunik_kit.kernel.periods import Asked, Period, Span
from comunik_kit.mail.delivery import TROUBLE, Delivery
from comunik_kit.users.fields import is_id

NOBODY = "none"
"""The department of those who have none; the delivery of an invitation without a message."""

# Words that are asked for together, under a name of their own; each word may be asked for alone as well.
DELIVERY_GROUPS: Mapping[str, tuple[Delivery, ...]] = {
    "under_way": (Delivery.QUEUED, Delivery.DELAYED, Delivery.SCHEDULED, Delivery.WAITING),
    "left": (Delivery.SENT, Delivery.KEPT),
    "arrived": (Delivery.DELIVERED, Delivery.OPENED, Delivery.CLICKED),
    "trouble": tuple(word for word in Delivery if word in TROUBLE),
    "stopped": (Delivery.CANCELLED,),
}


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
        when = Asked.parse(query.get("period", ""), query.get("from", ""), query.get("to", ""))
        department = query.get("department", "")
        return cls(
            search=search_of(query.get("q", "")),
            state=_one_of(query.get("state", ""), InvitationState),
            delivery=_one_of(query.get("delivery", ""), (*Delivery, *DELIVERY_GROUPS, NOBODY)),
            department=department if is_id(department) or department == NOBODY else "",
            inviter=inviter if is_id(inviter := query.get("inviter", "")) else "",
            period=when.period,
            first_day=when.first_day,
            last_day=when.last_day,
        )

    def query(self) -> dict[str, str]:
        """Write what is asked for, and nothing that is not; `parse` reads it back."""
        written = {
            "q": self.search,
            "state": self.state,
            "delivery": self.delivery,
            "department": self.department,
            "inviter": self.inviter,
            **self._when().query(),
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
        return self._when().span(now, zone)

    def _when(self) -> Asked:
        return Asked(self.period, self.first_day, self.last_day)


def _one_of(text: str, choices: Iterable[str]) -> str:
    return text if text in set(choices) else ""
