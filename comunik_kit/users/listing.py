"""The queries of the list: keyset pages by name, and counts that are kept. None grows with the number of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Integer, Row, Text, bindparam, cast, func, select, tuple_
from sqlmodel import col

from comunik_kit.kernel.db import planned_once
from comunik_kit.kernel.written import written
from comunik_kit.roles.tables import Role
from comunik_kit.users.filters import STATUS_OF, patterns, text_has
from comunik_kit.users.sorts import Place
from comunik_kit.users.tables import Company, Department, User, UserCount
from comunik_kit.workspaces.tables import Tier

MOST_COUNTED = 1_000
BACKWARDS = frozenset({"before", "end"})
"""The sides (`Wanted.side`) that are read from Z to A."""
_LAST = "\U0010ffff"

Found: TypeAlias = Row[Any]
"""A person of the list: the columns of `ROWS`, moments as they are shown."""


@dataclass(frozen=True, slots=True)
class Hits:
    """The ids of a page, None when the index of names must be walked; `capped` when there are more than `total`."""

    ids: Sequence[str] | None
    total: int
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people: of a workspace, of a tab, with every word in their search text; from A to Z unless `descending`.

    Those who have in place of the words what was `typed` are among them, unless that is empty.
    """

    workspace_id: str
    tab: str
    words: Sequence[str]
    descending: bool = False
    typed: str = ""

    def given(self) -> dict[str, Any]:
        """Give the parameters of `conditions`."""
        here = {"workspace_id": self.workspace_id, "status": STATUS_OF.get(self.tab)}
        return here | patterns(self.words, self.typed)

    def text_shape(self) -> dict[str, Any]:
        """Tell how much of a text a statement has to ask for: what `text_has` takes."""
        return {"words": len(self.words), "typed": bool(self.typed)}

    def side(self, place: Place | None) -> str:
        """Say where a page lies among names: from their `start` or `end`, or `after` or `before` a place."""
        if place is None:
            return "end" if self.descending else "start"
        return "before" if place.after is self.descending else "after"


def counts(c: Connection, workspace_id: str) -> dict[str, int]:
    """Read how many people there are of each status: triggers keep it, nobody is counted."""
    kept = c.execute(_COUNTS, {"workspace_id": workspace_id}).all()
    return {status: int(people) for status, people in kept}


def rows(c: Connection, wanted: Wanted, place: Place | None, limit: int) -> Sequence[Found]:
    """Read up to `limit` people from a place on along the index of names."""
    walk = _walk(wanted.side(place), in_tab=wanted.tab in STATUS_OF, **wanted.text_shape())
    return c.execute(walk, wanted.given() | given_place(place) | {"limit": limit}).all()


def near(
    c: Connection, wanted: Wanted, place: Place | None, limit: int, *, names: int, beginning: str = ""
) -> Sequence[str]:
    """Look among the next `names` from a place on, or from a `beginning` beyond it, for up to `limit` with the words.

    Who are many are there, unless they are called alike.
    """
    side, in_tab = wanted.side(place), wanted.tab in STATUS_OF
    statement = _near(side, names, in_tab=in_tab, begins=bool(beginning), **wanted.text_shape())
    edge = beginning + _LAST if side in BACKWARDS else beginning
    given = wanted.given() | given_place(place) | {"limit": limit, "beginning": edge}
    return c.execute(statement, given).scalars().all()


def these(c: Connection, workspace_id: str, ids: Sequence[str], *, backwards: bool) -> Sequence[Found]:
    """Read the people whom a search has found, by name."""
    if not ids:
        return []
    given = {"workspace_id": workspace_id, "ids": ids}
    return c.execute(_BACKWARDS if backwards else _FORWARDS, given).all()


def given_place(place: Place | None) -> dict[str, Any]:
    """Give the parameters of `from_place`."""
    return {"sort_name": place.key, "user_id": place.user_id} if place else {}


def from_place(query: Any, side: str, sort_name: Any, user_id: Any) -> Any:
    """Keep what is on one side of a place, or all from an end of the names, nearest first."""
    key, here = tuple_(sort_name, user_id), tuple_(bindparam("sort_name"), bindparam("user_id"))
    beyond = {"after": key > here, "before": key < here}
    query = query.where(beyond[side]) if side in beyond else query
    return query.order_by(*_towards(side, sort_name, user_id))


def conditions(*, in_tab: bool, words: int = 0, typed: bool = False) -> list[ColumnElement[bool]]:
    """Say who is wanted; see `Wanted.given`."""
    status = col(User.status) == bindparam("status") if in_tab else col(User.deleted_at).is_(None)
    texts = text_has(col(User.search_text), words, typed=typed)
    return [col(User.workspace_id) == bindparam("workspace_id"), status, *texts]


# Statements are built once for each shape: putting one together costs more than the database takes to answer it.
_COUNTS = planned_once(
    select(col(UserCount.status), func.sum(col(UserCount.people)))
    .where(col(UserCount.workspace_id) == bindparam("workspace_id"))
    .group_by(col(UserCount.status))
)
ROWS = (
    select(
        col(User.id),
        col(User.full_name),
        col(User.sort_name),
        col(User.email),
        col(User.email_key),
        col(User.photo_id),
        col(User.status),
        written(User.last_seen_at, "last_seen_at"),
        written(User.created_at, "created_at"),
        col(Role.key).label("role_key"),
        col(Role.name).label("role_name"),
        col(Role.rank).label("rank"),
        # As text: a page has few roles, and reading what a right is costs more than all else of a row.
        cast(col(Role.permissions), Text).label("permissions"),
        col(Tier.name).label("tier"),
        col(Department.name).label("department"),
        col(Department.colour).label("department_colour"),
        col(Company.name).label("company"),
    )
    .join(Role, col(Role.id) == col(User.role_id))
    .join(Tier, col(Tier.id) == col(User.tier_id))
    .outerjoin(Department, col(Department.id) == col(User.department_id))
    .outerjoin(Company, col(Company.id) == col(User.company_id))
)
# The concatenation keeps SQLite, which has no statistics, from walking the whole workspace for a few ids.
_THESE = ROWS.where(
    col(User.workspace_id).concat("") == bindparam("workspace_id"),
    col(User.id).in_(bindparam("ids", expanding=True)),
)
_FORWARDS: Any = planned_once(_THESE.order_by(col(User.sort_name), col(User.id)))
_BACKWARDS: Any = planned_once(_THESE.order_by(col(User.sort_name).desc(), col(User.id).desc()))


@cache
def _walk(side: str, *, in_tab: bool, words: int, typed: bool) -> Any:
    query = ROWS.where(*conditions(in_tab=in_tab, words=words, typed=typed))
    if words:  # a frequent one and a rare one are looked for in different ways
        return _ordered(query.limit(bindparam("limit")), side)
    # Told how many, PostgreSQL finds that one plan is good for all.
    return planned_once(_ordered(query.limit(bindparam("limit", type_=Integer, literal_execute=True)), side))


def _ordered(query: Any, side: str) -> Any:
    return from_place(query, side, col(User.sort_name), col(User.id))


@cache
def _near(side: str, names: int, *, in_tab: bool, words: int, typed: bool, begins: bool) -> Any:
    ends = col(User.sort_name), col(User.id)
    theirs = select(*ends, col(User.search_text)).where(*conditions(in_tab=in_tab))
    if begins:
        edge = bindparam("beginning")
        theirs = theirs.where(ends[0] <= edge if side in BACKWARDS else ends[0] >= edge)
    met = from_place(theirs.limit(names), side, *ends).subquery()
    found = select(met.c.id).where(*text_has(met.c.search_text, words, typed=typed)).limit(bindparam("limit"))
    return found.order_by(*_towards(side, met.c.sort_name, met.c.id))


def _towards(side: str, *ends: Any) -> list[Any]:
    return [end.desc() if side in BACKWARDS else end for end in ends]
