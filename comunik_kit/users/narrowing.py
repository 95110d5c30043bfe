"""The list narrowed by filters, or sorted by something else than names: whom a page shows, and how many there are.

First at most `MOST_COUNTED` people and one are gathered from the index that knows the filter best. When that is
everybody, the page is cut out of them; so it is when no more than `_MORE` have the words. When there are more, they are
so many that a walk along the index of the order meets a page of them soon.

SQLite keeps no statistics: a `+` before every other column tells it which index to read. Which one knows a filter and
words best shows as they are read: the beginning of the words' index, that of the column's, more of the words', and only
then all of the column's, for those who have rare letters can be missing among everybody who was here this week.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Self

from sqlalchemy import (
    Connection,
    String,
    Text,
    UnaryExpression,
    bindparam,
    case,
    func,
    literal_column,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.operators import custom_op
from sqlmodel import col

from comunik_kit.users import filters, gathering, searching
from comunik_kit.users.filters import GROUPS, HasFactor, Shape, UserFilter
from comunik_kit.users.listing import MOST_COUNTED, ROWS, Found, Hits
from comunik_kit.users.sorts import Key, Place, Sort, Walk, ways
from comunik_kit.users.tables import User


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which people, in which order; `now` is what « in the last days » counts from."""

    workspace_id: str
    filter: UserFilter
    sort: Sort
    now: datetime


_BEGINNING, _RARE, _MORE = 1_000, 20, 20_000
"""How many of a column are read at first; more of the words' index when not one in so many has them; how many of it."""


_MANY = Hits(None, MOST_COUNTED, capped=True)
_OF_NAMES = frozenset({Key.NAME, Key.EMAIL})
"""The orders in which those stand together who are called alike, perhaps far from where a walk begins."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Where people are gathered from: an index of words, the index of a column, or else the workspace.

    `most` of it are read; all of it when that is 0.
    """

    words: str = ""
    column: str = ""
    most: int = 0
    has_pairs: bool = False


def find(c: Connection, asked: Narrowed, place: Place | None, limit: int, whole: int | None = None) -> Hits:
    """Find up to `limit` people from a place on, and how many there are; `whole` is their number where it is known."""
    if whole is not None and (whole == 0 or whole > MOST_COUNTED):
        return Hits([] if whole == 0 else None, whole)
    gather = _Gatherer.of(c, asked, place, limit)
    if c.dialect.name != "sqlite":
        found = gather.from_(_Source(has_pairs=bool(gather.given["pairs"])))
        return found.hits() if found.total <= MOST_COUNTED else _MANY
    return _from_the_cheapest(gather, _sources(asked.filter))


def _from_the_cheapest(gather: "_Gatherer", sources: Sequence[_Source]) -> Hits:
    left = list(sources)
    while left:
        found = gather.from_(source := left.pop(0))
        if found.is_whole and (found.total <= MOST_COUNTED or source.words):
            return found.hits()
        if found.total > MOST_COUNTED:
            break
        if source.column and found.total * _RARE > found.read:
            left.pop(0)  # the column's index meets more than are counted sooner than the words' does
    more = next((source for source in left if source.words), None)
    if more is not None and gather.asked.sort.key in _OF_NAMES:
        found = gather.from_(more)
        return found.hits() if found.is_whole else _MANY
    return _MANY


@dataclass(frozen=True, slots=True)
class _Gathered:
    """How many of a source were read, whether that is all of it, how many fit, and the page among them."""

    read: int
    is_whole: bool
    total: int
    ids: Sequence[str]

    def hits(self) -> Hits:
        return Hits(self.ids, min(self.total, MOST_COUNTED), capped=self.total > MOST_COUNTED)


@dataclass(frozen=True, slots=True)
class _Gatherer:
    """Gathers who is asked for from one source or another."""

    c: Connection
    asked: Narrowed
    place: Place | None
    given: dict[str, Any]

    @classmethod
    def of(cls, c: Connection, asked: Narrowed, place: Place | None, limit: int) -> Self:
        pairs = () if c.dialect.name == "sqlite" else gathering.rare_pairs(c, asked.filter.words())
        return cls(c, asked, place, _given(asked, place, limit) | {"pairs": pairs})

    def from_(self, source: _Source) -> _Gathered:
        statement = _gathering(
            source, filters.shape(self.asked.filter), tuple(ways(self.asked.sort, self.place))
        )
        met = self.c.execute(statement, self.given | _words_given(source, self.asked.filter)).all()
        ids = [row.id for row in met if row.id is not None]
        read, total = met[0].read, met[0].total
        return _Gathered(read, not source.most or read <= source.most, total, ids)


def rows(c: Connection, asked: Narrowed, place: Place | None, limit: int) -> Sequence[Found]:
    """Walk along the order from a place on."""
    found: list[Found] = []
    is_sqlite, shape = c.dialect.name == "sqlite", filters.shape(asked.filter)
    for way, from_place in ways(asked.sort, place):
        if len(found) < limit:
            statement = _walking(shape, way, from_place=from_place, is_sqlite=is_sqlite)
            found += c.execute(statement, _given(asked, place, limit - len(found))).all()
    return found


def _given(asked: Narrowed, place: Place | None, limit: int) -> dict[str, Any]:
    here = place.given(asked.sort) if place else {}
    return filters.given(asked.workspace_id, asked.filter, asked.now) | here | {"limit": limit}


def _sources(asked: UserFilter) -> list[_Source]:
    """List the indexes to gather from, the cheapest first: few people have a rare word, whatever else is asked for."""
    words = asked.words()
    groups = [GROUPS[group] for group in GROUPS if asked.ids(group)]
    columns = [
        *groups,
        *(["has_factor"] if asked.factor is HasFactor.ON else []),
        *(["last_seen_at"] if asked.last_seen else []),
        *(["status"] if asked.tab != "all" else []),
    ]
    index = searching.index_of(words)[0] if words else ""
    all_of_it = _Source(column=columns[0] if columns else "")
    if not index:
        return [all_of_it]
    few, more = (_Source(words=index, most=most) for most in (MOST_COUNTED, _MORE))
    beginning = [replace(all_of_it, most=_BEGINNING)] if columns else []
    return [few, *beginning, more, all_of_it]


def _words_given(source: _Source, asked: UserFilter) -> dict[str, Any]:
    return {"fragments": searching.index_of(asked.words())[1]} if source.words else {}


@cache
def _gathering(source: _Source, shape: Shape, way: tuple[tuple[Walk, bool], ...]) -> Any:
    """Gather people, then cut the page out of them: `read` is how many of the source were met, `total` who fit."""
    key = getattr(User, way[0][0].sort.column)
    query, met = (
        select(col(User.id).label("id"), key.label("key")),
        _met(source, shape) if source.most else None,
    )
    query = query.limit(_most_gathered(source, met) + 1)
    if met is not None:
        query = query.where(col(User.id).in_(select(met.c.id)), *filters.terms(shape, column=_hiding()))
    else:
        query = query.where(*filters.terms(shape, column=_hiding(source.column) if source.column else None))
        query = query.where(*_pairs(source))
    few = query.cte("few").prefix_with("MATERIALIZED")
    total = select(func.count()).select_from(few).scalar_subquery()
    read = total if met is None else select(func.count()).select_from(met).scalar_subquery()
    page = _page_of(few, way)
    figures = select(read.label("read"), total.label("total")).subquery("figures")
    joined = select(figures.c.read, figures.c.total, page.c.id).select_from(figures.outerjoin(page, true()))
    return joined.order_by(page.c.part, page.c.number)


def _most_gathered(source: _Source, met: Any) -> Any:
    """Gather everybody whom few enough words' rows lead to: who are called alike are far from where a walk begins."""
    if met is None or not source.words:
        return MOST_COUNTED
    read = select(func.count()).select_from(met).scalar_subquery()
    return case((read <= source.most, source.most), else_=MOST_COUNTED)


def _page_of(few: Any, way: tuple[tuple[Walk, bool], ...]) -> Any:
    """Cut the page out of the few: the ways one after the other, numbered, so that their order is said."""
    parts = []
    for part, (walk, from_place) in enumerate(way):
        query = walk.along(select(few.c.id, few.c.key), few.c.key, few.c.id, from_place=from_place)
        near = query.limit(bindparam("limit")).subquery()
        order = near.c.key.desc() if walk.downwards else near.c.key
        then = near.c.id.desc() if walk.downwards else near.c.id
        number = func.row_number().over(order_by=(order, then))
        parts.append(select(near.c.id, literal_column(str(part)).label("part"), number.label("number")))
    return union_all(*parts).subquery("page")


def _met(source: _Source, shape: Shape) -> Any:
    """Meet the first of an index of words, or of a column."""
    if source.words:
        sql = f"""SELECT r.user_id AS id FROM {source.words} f CROSS JOIN user_search_rows r ON r.id = f.rowid
            WHERE f.{source.words} MATCH :fragments LIMIT {source.most + 1}"""  # noqa: S608  - made of our own words
        met: Any = text(sql).columns(id=String())
    else:
        alone = filters.terms(shape.only(source.column), column=_hiding(source.column))
        met = select(col(User.id)).where(*alone).limit(source.most + 1)
    return met.cte("met").prefix_with("MATERIALIZED")


def _pairs(source: _Source) -> list[Any]:
    if not source.has_pairs:
        return []
    given = bindparam("pairs", type_=ARRAY(Text))
    return [func.letter_pairs(col(User.search_text), type_=ARRAY(Text)).op("@>")(given)]


@cache
def _walking(shape: Shape, walk: Walk, *, from_place: bool, is_sqlite: bool) -> Any:
    column = (
        _hiding(_ordered_by_name(shape) if walk.sort.key is Key.NAME else "workspace_id")
        if is_sqlite
        else None
    )
    query = ROWS.where(*filters.terms(shape, column=column)).limit(bindparam("limit"))
    return walk.along(query, getattr(User, walk.sort.column), col(User.id), from_place=from_place)


def _ordered_by_name(shape: Shape) -> str:
    """Name the column whose index has those who are asked for in the order of names."""
    for group, count, nobody in shape.groups:
        if count + nobody == 1:
            return GROUPS[group]
    return "status" if shape.in_tab and not shape.groups else "workspace_id"


def _hiding(but: str = "") -> Callable[[str], Any]:
    """Give columns so that SQLite reads none of their indexes, except one's."""

    def column(name: str) -> Any:
        plain = getattr(User, name)
        if but and name in {but, "workspace_id"}:
            return plain
        return UnaryExpression(plain, operator=custom_op("+"), type_=plain.type)

    return column
