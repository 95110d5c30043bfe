"""What « Mon équipe » is asked for. All of it stands in the address; forgeries are dropped (ACL-09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from comunik_kit.modules.asking import Span
from comunik_kit.modules.periods import SPANS
from comunik_kit.modules.team_views import COLUMNS
from comunik_kit.users.fields import is_id

ADDRESS = "/team"
BY_NAME = COLUMNS[0]
_SORTS = frozenset({*COLUMNS, *(f"-{column}" for column in COLUMNS)})


@dataclass(frozen=True, slots=True)
class Asked:
    """Which team (empty: all), over which period, sorted by which column (with a minus: the other way round).

    `undated` and `unsorted` are the address's query without one of them, to go on from.
    """

    span: str = Span.WEEK.value
    team: str = ""
    sort: str = BY_NAME
    undated: str = ""
    unsorted: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """Read an address."""
        period, team, sort = query.get("period", ""), query.get("team", ""), query.get("sort", "")
        span = next((each.value for each in SPANS if each.value == period), Span.WEEK.value)
        team, sort = team if is_id(team) else "", sort if sort in _SORTS else BY_NAME
        written = _written(span, team, sort)
        return cls(span, team, sort, _without(written, "period"), _without(written, "sort"))

    def address(self, *, team: str) -> str:
        """Write the address that asks for another team."""
        query = urlencode(_written(self.span, team, self.sort))
        return f"{ADDRESS}?{query}" if query else ADDRESS

    @property
    def column(self) -> str:
        """The column that it is sorted by."""
        return self.sort.removeprefix("-")

    @property
    def is_down(self) -> bool:
        """Tell whether the greatest comes first."""
        return self.sort.startswith("-")


def _written(span: str, team: str, sort: str) -> dict[str, str]:
    said = {
        "period": "" if span == Span.WEEK else span,
        "team": team,
        "sort": "" if sort == BY_NAME else sort,
    }
    return {name: value for name, value in said.items() if value}


def _without(written: Mapping[str, str], name: str) -> str:
    query = urlencode({key: value for key, value in written.items() if key != name})
    return f"{query}&" if query else ""
