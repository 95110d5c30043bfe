"""Searching people on PostgreSQL, whose indexes of fragments give them in no order.

A page of what finds more than are counted is looked for among the next names, which have it when many people do; then,
for many « Zoé » stand together at the end of the alphabet, among those that the index finds, then among more names, and
at last among all that the index finds, however many (docs/decisions/0024). A single letter is in no index: it is looked
for along names, however far.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Text, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from comunik_kit.kernel.db import planned_once
from comunik_kit.users import listing
from comunik_kit.users.filters import STATUS_OF
from comunik_kit.users.listing import MOST_COUNTED, Hits, Wanted, conditions, from_place, given_place
from comunik_kit.users.sorts import Place
from comunik_kit.users.tables import User

_TRIGRAM, _PAIR = 3, 2
_NEAR, _FURTHER, _MOST_GATHERED = 2_000, 20_000, 20_000
_OFTEN = 4_000
"""How many people have two letters, times their share of all: from here on a thousand are met sooner than gathered.

Gathering takes 0.2 µs for each who has them. Whoever reads on for them looks at 1,000 / share people, 0.8 µs for each.
"""


def find(c: Connection, wanted: Wanted, place: Place | None, limit: int) -> Hits:
    """Find up to `limit` people from a place on, and how many there are in all."""
    search = _Search(c, wanted, place, limit, rare_pairs(c, wanted.words))
    total, ids = search.gathered(MOST_COUNTED)
    if total <= MOST_COUNTED:
        return Hits(ids, total)
    return Hits(search.page_of_many(), MOST_COUNTED, capped=True)


@dataclass(frozen=True, slots=True)
class _Search:
    """A search for a page of at most `limit` from a place on; `pairs` are the words that their index is good for."""

    c: Connection
    wanted: Wanted
    place: Place | None
    limit: int
    pairs: Sequence[str]

    def page_of_many(self) -> Sequence[str] | None:
        """Find a page of more people than are counted; None when only a walk along names does."""
        ids = self._near(_NEAR)
        if len(ids) == self.limit:
            return ids
        if not (self.pairs or any(len(word) >= _TRIGRAM for word in self.wanted.words)):
            return None
        total, ids = self.gathered(_MOST_GATHERED)
        if total <= _MOST_GATHERED:
            return ids
        ids = self._near(_FURTHER)
        return ids if len(ids) == self.limit else self.gathered(None)[1]

    def gathered(self, most: int | None) -> tuple[int, Sequence[str]]:
        """Gather people by the indexes, all or one more than `most`; how many, and those of the page among them.

        Whom the index finds by two letters surely have them: asked once more, they would make the planner expect fewer.
        """
        rest = replace(self.wanted, words=[word for word in self.wanted.words if word not in self.pairs])
        shape = rest.text_shape() | {"has_pairs": bool(self.pairs)}
        in_tab, side = self.wanted.tab in STATUS_OF, self.wanted.side(self.place)
        given = rest.given() | given_place(self.place) | {"pairs": self.pairs, "limit": self.limit}
        total, ids = tuple(self.c.execute(_page(side, most, in_tab=in_tab, **shape), given).one())
        return total, ids or []

    def _near(self, names: int) -> Sequence[str]:
        return listing.near(self.c, self.wanted, self.place, self.limit, names=names)


def rare_pairs(c: Connection, words: Sequence[str]) -> Sequence[str]:
    """List the words of two letters that PostgreSQL's index of pairs is good for: those that few people have.

    By the statistics of the index (`_OFTEN`). Whoever reads on for the others meets a thousand people soon.

    Their index would first gather all of them; and a plan that does without it asks each row it meets for its pairs,
    which takes a hundred times as long as looking for two letters in it.
    """
    pairs = [word for word in words if len(word) == _PAIR]
    found = c.execute(_FREQUENT, {"pairs": pairs, "often": _OFTEN}).scalars().all() if pairs else ()
    return [each for each in pairs if each not in found]


_FREQUENT = planned_once(
    text("""
    SELECT asked.pair
    FROM (SELECT pair, known.most_common_elem_freqs[
            array_position(CAST(CAST(known.most_common_elems AS text) AS text[]), pair)] AS share
        FROM unnest(CAST(:pairs AS text[])) AS pair, pg_stats AS known
        WHERE known.schemaname = current_schema() AND known.tablename = 'ix_users_letter_pairs') AS asked
    JOIN pg_class AS kept ON kept.oid = CAST('users' AS regclass)
    WHERE asked.share * asked.share * kept.reltuples > :often""")
)


@cache
def _page(side: str, most: int | None, *, in_tab: bool, words: int, typed: bool, has_pairs: bool) -> Any:
    met = conditions(in_tab=in_tab, words=words, typed=typed)
    query = select(col(User.id), col(User.sort_name)).where(*met)
    if has_pairs:
        given = bindparam("pairs", type_=ARRAY(Text))
        query = query.where(func.letter_pairs(col(User.search_text), type_=ARRAY(Text)).op("@>")(given))
    found = query.limit(None if most is None else most + 1).cte("found")
    found = found.prefix_with("MATERIALIZED", dialect="postgresql")
    page = from_place(select(found.c.id), side, found.c.sort_name, found.c.id).limit(bindparam("limit"))
    total = select(func.count()).select_from(found).scalar_subquery()
    return select(total, func.array(page.scalar_subquery(), type_=ARRAY(Text)))
