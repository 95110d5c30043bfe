"""Searching people: whom a page shows, and how many there are, at most `MOST_COUNTED`.

On SQLite no search reads more than `MOST_COUNTED` people and one, whatever it finds: they come from the index of
fragments in the order of names, so that the page's are among the first. On PostgreSQL they come in any order: a page of
what finds more is looked for among the next names, which have it when many people do; then, for many « Zoé » stand
together at the end of the alphabet, among those that the index finds, then among more names, and at last among all that
the index finds, however many. A single letter is in no index: it is looked for along names, however far.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Text, TextClause, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from comunik_kit.kernel.db import planned_once
from comunik_kit.users import ordering
from comunik_kit.users.filters import STATUS_OF
from comunik_kit.users.listing import BACKWARDS, Wanted, conditions, from_place, given_place
from comunik_kit.users.sorts import Place
from comunik_kit.users.tables import User

MOST_COUNTED = 1_000
_TRIGRAM, _PAIR = 3, 2
_NEAR, _FURTHER, _MOST_GATHERED = 2_000, 20_000, 20_000
_OFTEN = 4_000
"""How many people have two letters, times their share of all: from here on a thousand are met sooner than gathered.

Gathering takes 0.2 µs for each who has them. Whoever reads on for them looks at 1,000 / share people, 0.8 µs for each.
"""


@dataclass(frozen=True, slots=True)
class Hits:
    """The ids of a page, None when the index of names must be walked; `capped` when there are more than `total`."""

    ids: Sequence[str] | None
    total: int
    capped: bool = False


def find(c: Connection, wanted: Wanted, place: Place | None, limit: int) -> Hits:
    """Find up to `limit` people from a place on, and how many there are in all."""
    look = _on_sqlite if c.dialect.name == "sqlite" else _on_postgresql
    return look(c, wanted, place, limit)


def _on_postgresql(c: Connection, wanted: Wanted, place: Place | None, limit: int) -> Hits:
    pairs = rare_pairs(c, wanted.words)
    search = _Search(
        c, wanted, pairs, wanted.side(place), given_place(place) | {"pairs": pairs, "limit": limit}
    )
    total, ids = search.gathered(MOST_COUNTED)
    if total <= MOST_COUNTED:
        return Hits(ids, total)
    return Hits(search.page_of_many(limit), MOST_COUNTED, capped=True)


@dataclass(frozen=True, slots=True)
class _Search:
    """A search over PostgreSQL for a page on one side of a place; `given` has the place, the limit and the pairs."""

    c: Connection
    wanted: Wanted
    pairs: Sequence[str]
    side: str
    given: dict[str, Any]

    def page_of_many(self, limit: int) -> Sequence[str] | None:
        """Find a page of more people than are counted; None when only a walk along names does."""
        ids = self._near(_NEAR)
        if len(ids) == limit:
            return ids
        if not (self.pairs or any(len(word) >= _TRIGRAM for word in self.wanted.words)):
            return None
        total, ids = self.gathered(_MOST_GATHERED)
        if total <= _MOST_GATHERED:
            return ids
        ids = self._near(_FURTHER)
        return ids if len(ids) == limit else self.gathered(None)[1]

    def gathered(self, most: int | None) -> tuple[int, Sequence[str]]:
        """Gather people by the indexes, all or one more than `most`; how many, and those of the page among them.

        Whom the index finds by two letters surely have them: asked once more, they would make the planner expect fewer.
        """
        rest = replace(self.wanted, words=[word for word in self.wanted.words if word not in self.pairs])
        shape = {"in_tab": self._in_tab, "words": len(rest.words), "has_pairs": bool(self.pairs)}
        statement = _page_on_postgresql(self.side, most, **shape)
        total, ids = tuple(self.c.execute(statement, rest.given() | self.given).one())
        return total, ids or []

    def _near(self, names: int) -> Sequence[str]:
        near = _near_on_postgresql(self.side, names, in_tab=self._in_tab, words=len(self.wanted.words))
        return self.c.execute(near, self.wanted.given() | self.given).scalars().all()

    @property
    def _in_tab(self) -> bool:
        return self.wanted.tab in STATUS_OF


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
def _near_on_postgresql(side: str, names: int, *, in_tab: bool, words: int) -> Any:
    """Look among the next names from a place on: who are many are there too, unless they are called alike."""
    theirs = select(col(User.id), col(User.sort_name), col(User.search_text))
    theirs = theirs.where(*conditions(in_tab=in_tab, words=0)).limit(names)
    near = from_place(theirs, side, col(User.sort_name), col(User.id)).subquery()
    texts = [near.c.search_text.like(bindparam(f"word{number}"), escape="/") for number in range(words)]
    order = [near.c.sort_name, near.c.id]
    return (
        select(near.c.id)
        .where(*texts)
        .order_by(*([each.desc() for each in order] if side in BACKWARDS else order))
        .limit(bindparam("limit"))
    )


@cache
def _page_on_postgresql(side: str, most: int | None, *, in_tab: bool, words: int, has_pairs: bool) -> Any:
    query = select(col(User.id), col(User.sort_name)).where(*conditions(in_tab=in_tab, words=words))
    if has_pairs:
        given = bindparam("pairs", type_=ARRAY(Text))
        query = query.where(func.letter_pairs(col(User.search_text), type_=ARRAY(Text)).op("@>")(given))
    found = query.limit(None if most is None else most + 1).cte("found")
    found = found.prefix_with("MATERIALIZED", dialect="postgresql")
    page = from_place(select(found.c.id), side, found.c.sort_name, found.c.id).limit(bindparam("limit"))
    total = select(func.count()).select_from(found).scalar_subquery()
    return select(total, func.array(page.scalar_subquery(), type_=ARRAY(Text)))


@dataclass(frozen=True, slots=True)
class _Scan:
    """What was met of at most `most` and one: page ids with their rows, how many were read, how many fit."""

    most: int
    ids: Sequence[str]
    last_of_page: int
    fitting: int
    read: int
    last: int

    @property
    def is_whole(self) -> bool:
        """Tell whether there was no more to read."""
        return self.read <= self.most

    def is_page(self, limit: int) -> bool:
        """Tell whether nobody further on can belong on this page."""
        full = len(self.ids) == limit and not ordering.begin_alike(self.last_of_page, self.last)
        return self.is_whole or full


def _on_sqlite(c: Connection, wanted: Wanted, place: Place | None, limit: int) -> Hits:
    scan = _scan(c, wanted, place, limit, from_start=True)
    if scan.is_whole:
        return Hits(scan.ids, scan.fitting)
    from_start = place is None
    page = scan if from_start else _scan(c, wanted, place, limit, from_start=False)
    if index_of(wanted.words)[0] and not page.is_page(limit):  # a thousand « Valérie » begin alike
        until = page.last_of_page if len(page.ids) == limit else None
        page = _scan(c, wanted, place, limit, from_start=from_start, most=_MOST_GATHERED, until=until)
    return Hits(page.ids if page.is_page(limit) else None, min(scan.fitting, MOST_COUNTED), capped=True)


def _scan(
    c: Connection,
    wanted: Wanted,
    place: Place | None,
    limit: int,
    *,
    from_start: bool,
    most: int = MOST_COUNTED,
    until: int | None = None,
) -> _Scan:
    """Scan from an end of the names or from a place, to those who begin as the row `until` does or to the other end."""
    side, (source, fragments) = wanted.side(place), index_of(wanted.words)
    texts = {f"text{number}": word for number, word in enumerate(wanted.words) if not _is_exact(source, word)}
    shape = {"from_start": from_start, "ends": until is not None, "in_tab": wanted.tab in STATUS_OF}
    given = (
        wanted.given()
        | given_place(place)
        | texts
        | {"fragments": fragments, "limit": limit, "most": most + 1}
    )
    if place is not None:
        given["edge"], given["turn"] = _alike(side, ordering.first_row(place.key))
    if until is not None:
        _, given["until"] = _alike(side, until)
    met = c.execute(_scan_of(source, side, texts=tuple(texts), **shape), given).all()
    read, fitting, last, *_ = met[0]
    ids = [row.user_id for row in met if row.user_id is not None]
    return _Scan(most, ids, met[-1].id or 0, int(fitting), read, last or 0)


def _alike(side: str, row: int) -> tuple[int, int]:
    """Give the rows of those whose names begin as that of a row: the first and the last on the way."""
    first, last = row & ~ordering.ALIKE, row | ordering.ALIKE
    return (last, first) if side in BACKWARDS else (first, last)


def index_of(words: Sequence[str]) -> tuple[str, str]:
    """Choose the index that knows the words best, and say them in its language."""
    if any(len(word) == _PAIR for word in words):
        pairs = dict.fromkeys(word[at : at + 2] for word in words for at in range(len(word) - 1))
        return "user_search_pairs", " AND ".join(f'"{pair.encode().hex()}"' for pair in pairs)
    fragments = [word.replace('"', '""') for word in words if len(word) >= _TRIGRAM]
    return ("user_search" if fragments else ""), " AND ".join(f'"{word}"' for word in fragments)


def _is_exact(source: str, word: str) -> bool:
    """Tell whether whom an index finds by a word surely have it, so that their text need not be looked at."""
    return len(word) >= _TRIGRAM if source == "user_search" else bool(source) and len(word) == _PAIR


@cache
def _scan_of(
    source: str, side: str, *, from_start: bool, ends: bool, in_tab: bool, texts: tuple[str, ...]
) -> TextClause:
    """Read the beginning of an index, then the page in it: SQLite keeps the order of a CROSS JOIN.

    Rows come in the order of the first letters. So the page is among the next that fit and those who begin as the last
    of these; only their names are read. With a place, `edge` and `turn` are the ends of those who begin as it does.
    """
    order, before, compared, reached = (
        ("DESC", ">", "<", "min") if side in BACKWARDS else ("ASC", "<", ">", "max")
    )
    fits = ["r.workspace_id = :workspace_id", *(["r.status = :status"] if in_tab else [])]
    fits += [f"instr(r.search_text, :{name}) > 0" for name in texts]
    where = [f"f.{source} MATCH :fragments"] if source else fits
    where += [] if from_start else [f"r.id {compared}= :edge"]
    where += [f"r.id {before}= :until"] if ends else []
    here = (
        "" if side in {"start", "end"} else f"AND (r.sort_name, r.user_id) {compared} (:sort_name, :user_id)"
    )
    rows = f"{source} f CROSS JOIN user_search_rows r ON r.id = f.rowid" if source else "user_search_rows r"
    by = "f.rowid" if source else "r.id"
    return text(f"""
        WITH met AS MATERIALIZED (
            SELECT r.id, {" AND ".join(fits)} AS fits
            FROM {rows} WHERE {" AND ".join(where)} ORDER BY {by} {order} LIMIT :most),
        page AS MATERIALIZED (
            SELECT r.user_id, r.id, r.sort_name FROM met CROSS JOIN user_search_rows r ON r.id = met.id
            WHERE met.fits AND {_near(side)} {here}
            ORDER BY r.sort_name {order}, r.user_id {order} LIMIT :limit)
        SELECT figures.*, page.user_id, page.id
        FROM (SELECT count(*) AS read, total(fits) AS fitting, {reached}(id) AS last FROM met) AS figures
        LEFT JOIN page ON true ORDER BY page.sort_name {order}, page.user_id {order}""")  # noqa: S608  - made of our own words


def _near(side: str) -> str:
    """Say which rows of what was met can be on the page."""
    beyond = {"after": "AND id > :turn", "before": "AND id < :turn"}.get(side, "")
    last = f"(SELECT id FROM met WHERE fits {beyond} LIMIT :limit)"  # noqa: S608  - made of our own words
    return {
        "start": f"met.id <= (SELECT max(id) FROM {last}) | {ordering.ALIKE}",  # noqa: S608
        "end": f"met.id >= (SELECT min(id) FROM {last}) & ~{ordering.ALIKE}",  # noqa: S608
        "after": f"met.id >= :edge AND met.id <= ifnull((SELECT max(id) FROM {last}), :turn) | {ordering.ALIKE}",  # noqa: S608
        "before": f"met.id <= :edge AND met.id >= ifnull((SELECT min(id) FROM {last}), :turn) & ~{ordering.ALIKE}",  # noqa: S608
    }[side]
