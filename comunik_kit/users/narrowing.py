"""The list narrowed by filters, or sorted by something else than names: whom a page shows, and how many there are.

First at most `MOST_COUNTED` people and one are gathered from the index that knows the filter best. When that is
everybody, the page is cut out of them. When there are more, they are so many that a walk along the index of the order
meets a page of them soon; unless they are called alike, and the order is that of names or addresses: then the page is
cut out of all who have the words, if these are no more than `_MORE`.

SQLite keeps no statistics: a `+` before every other column tells it which index to read. Which one knows a filter and
words best shows as they are read: the beginning of the words' index, that of the column's, more of the words', and only
then all of the column's, for those who have rare letters can be missing among everybody who was here this week.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from comunik_kit.users import filters, gathering, searching
from comunik_kit.users.filters import GROUPS, HasFactor, UserFilter
from comunik_kit.users.listing import MOST_COUNTED, Found, Hits
from comunik_kit.users.narrowing_queries import Source, gathered, near, walked
from comunik_kit.users.sorts import Key, Place, Sort, ways


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which people, in which order; `now` is what « in the last days » counts from."""

    workspace_id: str
    filter: UserFilter
    sort: Sort
    now: datetime


_BEGINNING, _RARE, _MORE = 1_000, 20, 20_000
"""How many of a column are read at first; more of the words' index when not one in so many has them; how many of it."""
_OF_NAMES = frozenset({Key.NAME, Key.EMAIL})


def find(c: Connection, asked: Narrowed, place: Place | None, limit: int, whole: int | None = None) -> Hits:
    """Find up to `limit` people from a place on, and how many there are; `whole` is their number where it is known."""
    if whole is not None and (whole == 0 or whole > MOST_COUNTED):
        return Hits([] if whole == 0 else None, whole)
    pairs = () if c.dialect.name == "sqlite" else gathering.rare_pairs(c, asked.filter.words())
    gather = _Gatherer(c, asked, place, limit, pairs)
    hits = _cheapest(gather, gather.sources())
    return hits or Hits(None, MOST_COUNTED, capped=True)


def _cheapest(gather: "_Gatherer", sources: list[Source]) -> Hits | None:
    """Cut the page out of everybody, from the cheapest index on; None when more fit than are counted."""
    while sources:
        found = gather.from_(source := sources.pop(0))
        if found.is_whole:
            return found.hits()
        if found.total > MOST_COUNTED:
            return _among_many(gather, sources) if gather.may_be_called_alike else None
        if source.column and found.total * _RARE > found.read:
            sources.pop(0)  # the column's index meets more than are counted sooner than the words' does
    return None


def _among_many(gather: "_Gatherer", untried: list[Source]) -> Hits | None:
    """Look for more than are counted among the next of the order, then among all who have the words."""
    wide = next((source for source in untried if source.fits == _MORE), None)
    if wide is None:
        return None
    ids = gather.near()
    if len(ids) == gather.limit:
        return Hits(ids, MOST_COUNTED, capped=True)
    found = gather.from_(wide)
    return found.hits() if found.is_whole else None


@dataclass(frozen=True, slots=True)
class _Gathered:
    """How many of a source were read, how many fit, whether these are all, and the page among them."""

    read: int
    total: int
    is_whole: bool
    ids: Sequence[str]

    def hits(self) -> Hits:
        return Hits(self.ids, min(self.total, MOST_COUNTED), capped=self.total > MOST_COUNTED)


@dataclass(frozen=True, slots=True)
class _Gatherer:
    """Gathers up to `limit` of whom are asked for, from a place on, from one source or another."""

    c: Connection
    asked: Narrowed
    place: Place | None
    limit: int
    pairs: Sequence[str]

    @property
    def may_be_called_alike(self) -> bool:
        """Tell whether those who have the words may stand together in the order, far from where a walk begins."""
        return bool(self.asked.filter.words()) and self.asked.sort.key in _OF_NAMES

    def sources(self) -> list[Source]:
        """List the indexes to gather from, the cheapest first; PostgreSQL chooses by itself."""
        if self._is_sqlite:
            return _sources(self.asked.filter)
        return [Source(most, has_pairs=bool(self.pairs)) for most in (MOST_COUNTED, _MORE)]

    def from_(self, source: Source) -> _Gathered:
        shape, way = filters.shape(self.asked.filter), tuple(ways(self.asked.sort, self.place))
        given = self._given() | {"pairs": self.pairs} | _words_given(source, self.asked.filter)
        met = self.c.execute(gathered(source, shape, way), given).all()
        ids = [row.id for row in met if row.id is not None]
        read, total = met[0].read, met[0].total
        is_whole = (not source.most or read <= source.most) and total <= source.fits
        return _Gathered(read, total, is_whole, ids)

    def near(self) -> Sequence[str]:
        """Look among the next people of the order, where who are many are too, unless they are called alike."""
        [(walk, from_place)] = ways(self.asked.sort, self.place)
        shape = filters.shape(self.asked.filter)
        statement = near(shape, walk, from_place=from_place, is_sqlite=self._is_sqlite)
        return self.c.execute(statement, self._given()).scalars().all()

    @property
    def _is_sqlite(self) -> bool:
        return self.c.dialect.name == "sqlite"

    def _given(self) -> dict[str, Any]:
        return _given(self.asked, self.place, self.limit)


def rows(c: Connection, asked: Narrowed, place: Place | None, limit: int) -> Sequence[Found]:
    """Walk along the order from a place on."""
    found: list[Found] = []
    is_sqlite, shape = c.dialect.name == "sqlite", filters.shape(asked.filter)
    for way, from_place in ways(asked.sort, place):
        if len(found) < limit:
            statement = walked(shape, way, from_place=from_place, is_sqlite=is_sqlite)
            found += c.execute(statement, _given(asked, place, limit - len(found))).all()
    return found


def _given(asked: Narrowed, place: Place | None, limit: int) -> dict[str, Any]:
    here = place.given(asked.sort) if place else {}
    return filters.given(asked.workspace_id, asked.filter, asked.now) | here | {"limit": limit}


def _sources(asked: UserFilter) -> list[Source]:
    """List the indexes to gather from, the cheapest first: few people have a rare word, whatever else is asked for."""
    words, typed = asked.words(), asked.typed()
    groups = [GROUPS[group] for group in GROUPS if asked.ids(group)]
    columns = [
        *groups,
        *(["has_factor"] if asked.factor is HasFactor.ON else []),
        *(["last_seen_at"] if asked.last_seen else []),
        *(["status"] if asked.tab != "all" else []),
    ]
    index = searching.index_of(words, typed)[0] if words else ""
    all_of_it = Source(MOST_COUNTED, column=columns[0] if columns else "")
    if not index:
        return [all_of_it]
    few, more = (Source(most, words=index, most=most) for most in (MOST_COUNTED, _MORE))
    beginning = [replace(all_of_it, most=_BEGINNING)] if columns else []
    return [few, *beginning, more, all_of_it]


def _words_given(source: Source, asked: UserFilter) -> dict[str, Any]:
    return {"fragments": searching.index_of(asked.words(), asked.typed())[1]} if source.words else {}
