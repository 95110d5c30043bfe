"""Activity of the version before: calls find their new kinds, and going back loses none of them."""

from sqlalchemy import MetaData, create_engine, select

from comunik_kit.kernel import schema
from comunik_kit.kernel.db import normalised
from tests.migrations.lived_in import HERE, change, go, live_in
from tests.support.clock import START

BEFORE = {
    "placed": ("calls", "placed", "answered", "A-1"),
    "missed": ("calls", "received", "missed", "A-2"),
    "taken": ("calls", "received", "answered", None),
    "ticket": ("tickets", "created", "open", "T-1"),
}


def put(url: str) -> None:
    engine = create_engine(normalised(url))
    metadata = MetaData()
    with engine.begin() as connection:
        metadata.reflect(connection)
        for row_id, (module, kind, status, key) in BEFORE.items():
            row = {"id": row_id, "workspace_id": HERE, "module": module, "kind": kind, "status": status}
            more = {"title": "Morel", "occurred_at": START, "external_key": key, "details": {"n": 1}}
            connection.execute(metadata.tables["activities"].insert().values(row | more))
    engine.dispose()


def kinds(url: str) -> dict[str, tuple[str, str | None]]:
    engine = create_engine(normalised(url))
    metadata = MetaData()
    with engine.connect() as connection:
        metadata.reflect(connection)
        table = metadata.tables["activities"]
        found = connection.execute(select(table.c.id, table.c.kind, table.c.external_key))
        rows = {row_id: (kind, key) for row_id, kind, key in found}
    engine.dispose()
    return rows


def test_calls_are_received_missed_or_made_and_go_back_as_they_were(empty_database_url: str) -> None:
    """REL-09."""
    live_in(empty_database_url)
    put(empty_database_url)
    before = kinds(empty_database_url)
    schema.upgrade(empty_database_url)
    assert kinds(empty_database_url) == {
        "placed": ("made", "A-1"),
        "missed": ("missed", "A-2"),
        "taken": ("received", None),
        "ticket": ("created", "T-1"),
    }
    go(empty_database_url, "0001")
    assert kinds(empty_database_url) == before


def test_one_thing_told_in_two_kinds_goes_back_with_its_name_once(empty_database_url: str) -> None:
    """REL-09: the version before knows a name once, whatever the kind."""
    live_in(empty_database_url)
    put(empty_database_url)
    schema.upgrade(empty_database_url)
    change(empty_database_url, "UPDATE activities SET external_key = 'T-1' WHERE id = 'taken'")
    go(empty_database_url, "0001")
    found = kinds(empty_database_url)
    assert sorted(found) == sorted(BEFORE)
    assert [key for _, key in found.values()].count("T-1") == 1
