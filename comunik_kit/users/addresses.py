"""The address of the list: who is asked for, in which order, with which columns. A saved view keeps one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import parse_qsl, urlencode

from comunik_kit.users.filters import EVERYBODY, INVITED, UserFilter
from comunik_kit.users.sorts import BY_NAME, Sort

COLUMNS = ("role", "department", "company", "tier", "status", "last_seen", "created")
SHOWN_AT_FIRST = ("role", "department", "status", "last_seen")
_NONE = "none"


@dataclass(frozen=True, slots=True)
class ListAddress:
    """What the address says; unknown words are not said."""

    filter: UserFilter = EVERYBODY
    sort: Sort = BY_NAME
    columns: tuple[str, ...] = SHOWN_AT_FIRST

    @classmethod
    def parse(cls, query: Mapping[str, object]) -> Self:
        """Read the query of an address (ACL-09)."""
        return cls(UserFilter.parse(query), Sort.parse(query.get("sort")), _columns(query.get("columns")))

    @classmethod
    def read(cls, query_string: str) -> Self:
        """Read it as it is written after the `?`."""
        return cls.parse(dict(parse_qsl(query_string)))

    @property
    def lists_people(self) -> bool:
        """Tell whether people are listed: the tab « Invités » lists invitations, until it is narrowed or sorted."""
        return self.filter.tab != INVITED or self.filter.is_narrowed or self.sort != BY_NAME

    def query_string(self) -> str:
        """Write what is not as it is at first; `read` reads it back."""
        written = self.filter.query()
        if self.sort != BY_NAME:
            written["sort"] = self.sort.word()
        if self.columns != SHOWN_AT_FIRST:
            written["columns"] = ",".join(self.columns) or _NONE
        return urlencode(written, safe=",")

    def asking(self, **changes: str) -> Self:
        """Give the same with some things of the filter said otherwise; an empty text takes one away."""
        return replace(self, filter=self.filter.asking(**changes))

    def sorted_by(self, sort: Sort) -> Self:
        """Give the same in another order."""
        return replace(self, sort=sort)

    def toggled(self, column: str) -> Self:
        """Give the same with a column shown that was not, or the other way round."""
        return replace(
            self, columns=tuple(each for each in COLUMNS if (each in self.columns) is not (each == column))
        )


def _columns(said: object) -> tuple[str, ...]:
    if not isinstance(said, str) or not said:
        return SHOWN_AT_FIRST
    wanted = said.split(",")
    shown = tuple(each for each in COLUMNS if each in wanted)
    return shown if shown or wanted == [_NONE] else SHOWN_AT_FIRST
