"""The archive is as quick with many invitations as with a few: no plan of it walks or sorts them all."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from comunik_kit.invitations.archive_filter import ArchiveFilter
from comunik_kit.kernel.db import Database
from tests.invitations.history import Letter, Past, Sent
from tests.support.cast import Cast

MANY = 1500
ASKED: dict[str, dict[str, str]] = {
    "everything": {},
    "waiting": {"state": "pending"},
    "accepted": {"state": "accepted"},
    "revoked": {"state": "revoked"},
    "in trouble": {"delivery": "trouble"},
    "found by name": {"q": "numero 77"},
    "of a week": {"period": "7d"},
}


@pytest.fixture
def many(cast: Cast, past: Past) -> Cast:
    """Fill the archive."""
    at = past.now
    letters = (Letter(sent_at=at, delivered_at=at, delivery="delivered"),)
    past.write_many(
        Sent(
            name=f"Numero {n:04}",
            at=at - timedelta(hours=n),
            letters=letters,
            accepted_at=at if n % 3 else None,
            department="Vente",
        )
        for n in range(MANY)
    )
    with cast.kit.db._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return cast


@contextmanager
def asked_of(db: Database) -> Iterator[list[tuple[str, Any]]]:
    """List every question of a while, with what it is asked with."""
    said: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
        said.append((statement, given))

    event.listen(db._reader, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db._reader, "before_cursor_execute", note)


def plans(db: Database, questions: list[tuple[str, Any]]) -> list[str]:
    """Ask the database how it answers each."""
    head = "EXPLAIN QUERY PLAN " if db.is_sqlite else "EXPLAIN "
    with db.read() as s:
        s.execute(text("SELECT 1"))
        if not db.is_sqlite:
            # A table of a test is small enough to be walked; what matters is whether there is another way.
            s.execute(text("SET LOCAL enable_seqscan = off"))
        connection = s.connection()
        return [
            "\n".join(str(row[-1]) for row in connection.exec_driver_sql(head + each, given))
            for each, given in questions
        ]


@pytest.mark.parametrize("name", ASKED)
def test_no_page_walks_every_invitation(many: Cast, name: str) -> None:
    """Else the second hundred thousand would be slower than the first hundred."""
    with asked_of(many.kit.db) as said:
        many.kit.archive.page(many.admin, ArchiveFilter.parse(ASKED[name]))
    found = plans(many.kit.db, said)
    assert [plan for plan in found if re.search(r"(SCAN|Seq Scan on) invitations", plan)] == []
    assert any("invitations" in plan for plan in found)


def test_a_page_reads_its_rows_and_no_more(many: Cast) -> None:
    """The next page begins where the last one ended, and a deep one is no dearer than the first."""
    cursor, asked, sizes, keyset = "", ArchiveFilter(), [], ""
    for _ in range(5):
        with asked_of(many.kit.db) as said:
            page = many.kit.archive.page(many.admin, asked, cursor=cursor)
        cursor, keyset = page.after, next(each for each, _ in said if "LIMIT" in each and "ORDER BY" in each)
        sizes.append((len(page.rows), len(said)))
    assert {length for length, _ in sizes} == {25}
    assert len({number for _, number in sizes}) == 1
    assert sizes[0][1] <= 8
    assert "invitations.id < " in keyset


def test_counts_stop_at_their_cap(cast: Cast, past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("archive", "archive_queries"):
        monkeypatch.setattr(f"comunik_kit.invitations.{module}.MOST_COUNTED", 20)
    past.write_many(Sent(at=past.now - timedelta(minutes=n)) for n in range(30))
    page = cast.kit.archive.page(cast.admin, ArchiveFilter())
    assert (page.total, page.capped, len(page.rows)) == (20, True, 25)
    pending = cast.kit.archive.page(cast.admin, ArchiveFilter.parse({"state": "pending"}))
    assert (pending.total, pending.capped) == (20, True)
