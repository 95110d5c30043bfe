"""Which people are meant: one filter for the list, acts on many, exports and the command line.

All of it stands in an address, so that a link reopens it; what an address says that we do not know is not asked for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Literal, Self, cast, get_args
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, bindparam, or_
from sqlmodel import col

from comunik_kit.users import names
from comunik_kit.users.fields import is_id
from comunik_kit.users.tables import User, UserStatus

Tab = Literal["all", "active", "invited", "not_invited", "suspended"]
TABS: tuple[Tab, ...] = get_args(Tab)
STATUS_OF = {
    "active": UserStatus.ACTIVE,
    "invited": UserStatus.INVITED,
    "not_invited": UserStatus.CREATED,
    "suspended": UserStatus.SUSPENDED,
}
INVITED: Tab = "invited"
NOBODY = "none"
"""The department of those who have none; likewise the company and the inviter."""
SEARCH_LENGTH = 100
_MOST_VALUES = 20

# In the address's words, and the column of each; the most telling ones first.
GROUPS: Mapping[str, str] = {
    "company": "company_id",
    "department": "department_id",
    "inviter": "created_by",
    "tier": "tier_id",
    "role": "role_id",
}
_MAY_BE_NOBODY = frozenset({"company", "department", "inviter"})


class HasFactor(StrEnum):
    """Whether people have a second factor."""

    ON = "on"
    NONE = "none"


class LastSeen(StrEnum):
    """When people were last here; « not since » leaves out those who never were."""

    NEVER = "never"
    WITHIN_7 = "7d"
    WITHIN_30 = "30d"
    WITHIN_90 = "90d"
    NOT_SINCE_30 = "before_30d"
    NOT_SINCE_90 = "before_90d"


_DAYS = {
    LastSeen.WITHIN_7: 7,
    LastSeen.WITHIN_30: 30,
    LastSeen.WITHIN_90: 90,
    LastSeen.NOT_SINCE_30: 30,
    LastSeen.NOT_SINCE_90: 90,
}
_BEFORE = frozenset({LastSeen.NOT_SINCE_30, LastSeen.NOT_SINCE_90})


@dataclass(frozen=True, slots=True)
class UserFilter:
    """Which people of a workspace; empty is any. Values of one kind are alternatives, kinds come together."""

    tab: Tab = "all"
    search: str = ""
    role_ids: tuple[str, ...] = ()
    department_ids: tuple[str, ...] = ()
    company_ids: tuple[str, ...] = ()
    tier_ids: tuple[str, ...] = ()
    inviter_ids: tuple[str, ...] = ()
    last_seen: LastSeen | None = None
    factor: HasFactor | None = None

    @classmethod
    def parse(cls, query: Mapping[str, object]) -> Self:
        """Read an address or an event; whatever is not a choice of ours counts as not asked for (ACL-09)."""
        return cls(**{field: read(query.get(word)) for word, (field, read) in _SAID.items()})

    def query(self) -> dict[str, str]:
        """Write what is asked for, and nothing that is not; `parse` reads it back."""
        written = {
            "tab": "" if self.tab == "all" else self.tab,
            "q": self.search,
            **{group: ",".join(self.ids(group)) for group in GROUPS},
            "seen": self.last_seen or "",
            "2fa": self.factor or "",
        }
        return {name: str(value) for name, value in written.items() if value}

    def query_string(self) -> str:
        """Write it as the query of an address."""
        return urlencode(self.query(), safe=",")

    def asking(self, **changes: str) -> Self:
        """Give the same with some things of the address said otherwise; an empty text takes one away."""
        said = {_SAID[word]: text for word, text in changes.items()}
        return replace(self, **{field: read(text) for (field, read), text in said.items()})

    def ids(self, group: str) -> tuple[str, ...]:
        """List what is asked for of one of `GROUPS`."""
        return getattr(self, f"{group}_ids")

    def words(self) -> list[str]:
        """Take the search apart; a person is found when each word is in their text, or what was `typed` is."""
        return names.search_words(self.search)

    def typed(self) -> str:
        """Give what else is looked for in place of the words: a number as it was typed; empty for nothing."""
        return names.as_typed(self.search)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything but a tab and words is asked for."""
        return replace(self, tab="all", search="") != EVERYBODY


EVERYBODY = UserFilter()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a filter's conditions are made of, without the values: a statement is built once for each."""

    in_tab: bool
    words: int
    typed: bool
    groups: tuple[
        tuple[str, int, bool], ...
    ]  # which, how many values (two is several), and those who have none
    seen: str
    by_factor: bool

    def only(self, column: str) -> Self:
        """Leave out all conditions but that of one column."""
        return replace(
            self,
            in_tab=self.in_tab and column == "status",
            words=0,
            typed=False,
            groups=tuple(each for each in self.groups if GROUPS[each[0]] == column),
            seen=self.seen if column == "last_seen_at" else "",
            by_factor=self.by_factor and column == "has_factor",
        )


def shape(wanted: UserFilter) -> Shape:
    """Give the shape of a filter's conditions."""
    groups = [(group, wanted.ids(group)) for group in GROUPS if wanted.ids(group)]
    return Shape(
        in_tab=wanted.tab in STATUS_OF,
        words=len(wanted.words()),
        typed=bool(wanted.typed()),
        groups=tuple((group, min(len(_named(ids)), 2), NOBODY in ids) for group, ids in groups),
        seen=_seen_side(wanted.last_seen),
        by_factor=wanted.factor is not None,
    )


def given(workspace_id: str, wanted: UserFilter, now: datetime) -> dict[str, Any]:
    """Give the values of `terms`."""
    found: dict[str, Any] = {"workspace_id": workspace_id, "status": STATUS_OF.get(wanted.tab)}
    found |= patterns(wanted.words(), wanted.typed())
    for group in GROUPS:
        ids = _named(wanted.ids(group))
        found[f"{group}_ids"] = ids if len(ids) > 1 else next(iter(ids), None)
    days = _DAYS.get(wanted.last_seen) if wanted.last_seen else None
    since = now - timedelta(days=days) if days else None
    return found | {"seen": since, "has_factor": wanted.factor is HasFactor.ON}


def conditions(workspace_id: str, wanted: UserFilter, now: datetime) -> list[ColumnElement[bool]]:
    """Say who is meant, for a WHERE on `users`; the workspace and « not deleted » are among it."""
    values = given(workspace_id, wanted, now)

    def valued(name: str, *, expanding: bool = False) -> Any:
        return bindparam(f"meant_{name}", values[name], expanding=expanding, unique=True)

    return list(terms(shape(wanted), valued))


def terms(
    asked: Shape, value: Callable[..., Any] = bindparam, *, column: Callable[[str], Any] | None = None
) -> Iterator[ColumnElement[bool]]:
    """Give the conditions of a shape; `value` makes a parameter of a name, `column` says how a column is read."""
    read = column or _column
    yield read("workspace_id") == value("workspace_id")
    yield col(User.deleted_at).is_(None)
    if asked.in_tab:
        yield read("status") == value("status")
    yield from text_has(col(User.search_text), asked.words, typed=asked.typed, value=value)
    for group, count, nobody in asked.groups:
        yield _in_group(read(GROUPS[group]), f"{group}_ids", value, count, nobody=nobody)
    if asked.by_factor:
        yield read("has_factor") == value("has_factor")
    if asked.seen:
        yield _was_seen(read("last_seen_at"), value, asked.seen)


def text_has(
    text: Any, words: int, *, typed: bool, value: Callable[..., Any] = bindparam
) -> list[ColumnElement[bool]]:
    """Say that a text has so many words, or else what was typed; see `patterns`."""
    each = [text.like(value(f"word{number}"), escape="/") for number in range(words)]
    return [or_(and_(*each), text.like(value("typed"), escape="/"))] if typed else each


def patterns(words: Sequence[str], typed: str = "") -> dict[str, str]:
    """Give the values of `text_has`."""
    found = {f"word{number}": containing(word) for number, word in enumerate(words)}
    return found | ({"typed": containing(typed)} if typed else {})


def containing(word: str) -> str:
    """Write the LIKE pattern of a word, with `/` before the signs that mean something in it."""
    escaped = word.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return f"%{escaped}%"


def _in_group(
    column: Any, name: str, value: Callable[..., Any], count: int, *, nobody: bool
) -> ColumnElement[bool]:
    if not count:
        return column.is_(None)
    some = column == value(name) if count == 1 else column.in_(value(name, expanding=True))
    return or_(some, column.is_(None)) if nobody else some


def _was_seen(column: Any, value: Callable[..., Any], side: str) -> ColumnElement[bool]:
    if side == "never":
        return column.is_(None)
    return column < value("seen") if side == "before" else column >= value("seen")


def _seen_side(last_seen: LastSeen | None) -> str:
    if last_seen is None or last_seen is LastSeen.NEVER:
        return last_seen or ""
    return "before" if last_seen in _BEFORE else "since"


def _column(name: str) -> Any:
    return getattr(User, name)


def _named(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in ids if each != NOBODY)


def _ids(group: str, said: object) -> tuple[str, ...]:
    """Read ids with commas between them, each once, in an order that does not depend on how they were asked for."""
    if not isinstance(said, str):
        return ()
    known = {each for each in said[: _MOST_VALUES * 33].split(",") if _is_choice(group, each)}
    return tuple(sorted(known))[:_MOST_VALUES]


def _is_choice(group: str, said: str) -> bool:
    return is_id(said) or (said == NOBODY and group in _MAY_BE_NOBODY)


def _tab(said: object) -> Tab:
    return cast("Tab", said) if said in TABS else "all"


def _search(said: object) -> str:
    text = said[:SEARCH_LENGTH] if isinstance(said, str) else ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


_SAID: Mapping[str, tuple[str, Callable[[object], Any]]] = {
    "tab": ("tab", _tab),
    "q": ("search", _search),
    **{group: (f"{group}_ids", partial(_ids, group)) for group in GROUPS},
    "seen": ("last_seen", lambda said: next((each for each in LastSeen if each == said), None)),
    "2fa": ("factor", lambda said: next((each for each in HasFactor if each == said), None)),
}
"""The address's words: which field each one fills, and how it is read."""
