"""Searching people: whom a page shows, and how many there are, at most `MOST_COUNTED`.

On SQLite no search reads more than `MOST_COUNTED` people and one, whatever it finds: they come from the index of
fragments in the order of names, so that the page's are among the first. Only where so many have names that begin alike
more are read, of these. On PostgreSQL they come in any order: see `gathering`. A single letter is in no index: it is
looked for along names, however far.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, TextClause, text

from comunik_kit.users import gathering, listing, ordering
from comunik_kit.users.filters import STATUS_OF
from comunik_kit.users.listing import BACKWARDS, MOST_COUNTED, Hits, Wanted, given_place
from comunik_kit.users.ordering import begin_alike
from comunik_kit.users.sorts import Place

_TRIGRAM, _PAIR = 3, 2
_NEAR, _MOST_SCANNED = 300, 20_000


def find(c: Connection, wanted: Wanted, place: Place | None, limit: int) -> Hits:
    """Find up to `limit` people from a place on, and how many there are in all."""
    look = _on_sqlite if c.dialect.name == "sqlite" else gathering.find
    return look(c, wanted, place, limit)


@dataclass(frozen=True, slots=True)
class _Scan:
    """What was met of at most `most` and one: page ids with their rows, how many were read, how many fit."""

    most: int
    ids: Sequence[str]
    rows: Sequence[int]
    fitting: int
    read: int
    last: int

    @property
    def is_whole(self) -> bool:
        """Tell whether there was no more to read."""
        return self.read <= self.most

    def is_page(self, limit: int) -> bool:
        """Tell whether nobody further on can belong on this page."""
        full = len(self.ids) == limit and not begin_alike(self.last_of_page, self.last)
        return self.is_whole or full

    @property
    def last_of_page(self) -> int:
        """Give the row of the page's last person; 0 on an empty page."""
        return self.rows[-1] if self.rows else 0


def _on_sqlite(c: Connection, wanted: Wanted, place: Place | None, limit: int) -> Hits:
    scan = _scan(c, wanted, place, limit, from_start=True)
    if scan.is_whole:
        return Hits(scan.ids, scan.fitting)
    page = scan if place is None else _scan(c, wanted, place, limit, from_start=False)
    ids = page.ids if page.is_page(limit) else _namesakes(c, wanted, place, limit, page)
    return Hits(ids, min(scan.fitting, MOST_COUNTED), capped=True)


def _namesakes(
    c: Connection, wanted: Wanted, place: Place | None, limit: int, met: _Scan
) -> Sequence[str] | None:
    """Find a page that ends among more people whose names begin alike than were met: a thousand « Valérie ».

    They are next to each other: so it is looked for among their names, then in more of the index, as far as they go.
    """
    until = met.last_of_page if len(met.ids) == limit else None
    if until is not None:
        before = [each for each, row in zip(met.ids, met.rows, strict=True) if not begin_alike(row, until)]
        theirs = listing.near(c, wanted, place, limit, names=_NEAR, beginning=ordering.beginning(until))
        ids = list(dict.fromkeys([*before, *theirs]))[:limit]
        if len(ids) == limit:
            return ids
    if not index_of(wanted.words, wanted.typed)[0]:
        return None
    page = _scan(c, wanted, place, limit, from_start=place is None, most=_MOST_SCANNED, until=until)
    return page.ids if page.is_page(limit) else None


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
    side, (source, fragments) = wanted.side(place), index_of(wanted.words, wanted.typed)
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
    page = [row for row in met if row.user_id is not None]
    ids, rows = [row.user_id for row in page], [row.id for row in page]
    return _Scan(most, ids, rows, int(fitting), read, last or 0)


def _alike(side: str, row: int) -> tuple[int, int]:
    """Give the rows of those whose names begin as that of a row: the first and the last on the way."""
    first, last = row & ~ordering.ALIKE, row | ordering.ALIKE
    return (last, first) if side in BACKWARDS else (first, last)


def index_of(words: Sequence[str], typed: str = "") -> tuple[str, str]:
    """Choose the index that knows the words best, and say them in its language, or what was typed in their place.

    Only a number is looked for as it was typed: one word, which the index of fragments knows.
    """
    if any(len(word) == _PAIR for word in words):
        pairs = dict.fromkeys(word[at : at + 2] for word in words for at in range(len(word) - 1))
        return "user_search_pairs", " AND ".join(f'"{pair.encode().hex()}"' for pair in pairs)
    fragments = [word.replace('"', '""') for word in words if len(word) >= _TRIGRAM]
    found = " AND ".join(f'"{word}"' for word in fragments)
    return ("user_search" if fragments else ""), f'{found} OR "{typed}"' if typed else found


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
    order, compared, reached = ("DESC", "<", "min") if side in BACKWARDS else ("ASC", ">", "max")
    fits = ["r.workspace_id = :workspace_id", *(["r.status = :status"] if in_tab else [])]
    fits += [f"instr(r.search_text, :{name}) > 0" for name in texts]
    where = [f"f.{source} MATCH :fragments"] if source else fits
    where += _bounds(side, from_start=from_start, ends=ends)
    beyond = f"AND (r.sort_name, r.user_id) {compared} (:sort_name, :user_id)"
    here = "" if side in {"start", "end"} else beyond
    rows = f"{source} f CROSS JOIN user_search_rows r ON r.id = f.rowid" if source else "user_search_rows r"
    return text(f"""
        WITH met AS MATERIALIZED (
            SELECT r.id, {" AND ".join(fits)} AS fits
            FROM {rows} WHERE {" AND ".join(where)} ORDER BY {"f.rowid" if source else "r.id"} {order} LIMIT :most),
        page AS MATERIALIZED (
            SELECT r.user_id, r.id, r.sort_name FROM met CROSS JOIN user_search_rows r ON r.id = met.id
            WHERE met.fits AND {_near(side)} {here}
            ORDER BY r.sort_name {order}, r.user_id {order} LIMIT :limit)
        SELECT figures.*, page.user_id, page.id
        FROM (SELECT count(*) AS read, total(fits) AS fitting, {reached}(id) AS last FROM met) AS figures
        LEFT JOIN page ON true ORDER BY page.sort_name {order}, page.user_id {order}""")  # noqa: S608  - made of our own words


def _bounds(side: str, *, from_start: bool, ends: bool) -> list[str]:
    """Say between which rows is read."""
    first, last = ("<=", ">=") if side in BACKWARDS else (">=", "<=")
    return [*([] if from_start else [f"r.id {first} :edge"]), *([f"r.id {last} :until"] if ends else [])]


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
