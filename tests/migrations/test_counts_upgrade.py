"""Activity of the version before is counted by the hour once its database is taken along, and counted on from there."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, MetaData, create_engine, select

from comunik_kit.kernel import schema
from comunik_kit.kernel.db import normalised
from tests.migrations.lived_in import HERE, THERE, go, live_in
from tests.support.clock import START

PLACE = "d" * 32


def put(connection: Connection, metadata: MetaData, row_id: str, **values: Any) -> None:
    row = {"id": row_id, "workspace_id": HERE, "module": "calls", "kind": "missed", "status": "missed"}
    row |= {"title": "x", "customer": "", "details": {}, "source": "", "search_text": "", "about": ""}
    row |= {"version": 1, "occurred_at": START}
    connection.execute(metadata.tables["activities"].insert().values(row | values))


def fill(connection: Connection, metadata: MetaData) -> str:
    """Write activity of two hours and of two workspaces down; answer whose the owned one is."""
    users, places = metadata.tables["users"], metadata.tables["departments"]
    owner = connection.execute(select(users.c.id).where(users.c.workspace_id == HERE)).scalars().first()
    team = {"id": PLACE, "workspace_id": HERE, "name": "Ventes", "name_key": "ventes", "colour": "grey"}
    connection.execute(places.insert().values(created_at=START, modules_off=[], version=1, **team))
    hour = START.replace(minute=0, second=0, microsecond=0)
    put(connection, metadata, "own", owner_id=owner, department_id=PLACE)
    put(connection, metadata, "team", department_id=PLACE)
    put(connection, metadata, "late", occurred_at=hour - timedelta(seconds=1))
    put(connection, metadata, "theirs", workspace_id=THERE)
    return str(owner)


def counts(connection: Connection, metadata: MetaData) -> dict[tuple[Any, ...], int]:
    table = metadata.tables["activity_counts"]
    found: dict[tuple[Any, ...], int] = {}
    for row in connection.execute(select(table)):
        place = row.workspace_id, row.whose, row.hour_at.replace(tzinfo=START.tzinfo)
        found[place] = found.get(place, 0) + row.number
    return found


def test_old_activity_is_counted_and_new_activity_counts_on(empty_database_url: str) -> None:
    """REL-09."""
    live_in(empty_database_url)
    go(empty_database_url, "0014")
    engine, metadata = create_engine(normalised(empty_database_url)), MetaData()
    hour = START.replace(minute=0, second=0, microsecond=0)
    with engine.begin() as connection:
        metadata.reflect(connection)
        owner = fill(connection, metadata)
    schema.upgrade(empty_database_url)
    expected = {
        (HERE, HERE, hour): 2,
        (HERE, HERE, hour - timedelta(hours=1)): 1,
        (HERE, owner, hour): 1,
        (HERE, PLACE, hour): 1,
        (THERE, THERE, hour): 1,
    }
    with engine.begin() as connection:
        metadata.reflect(connection)
        assert counts(connection, metadata) == expected
        put(connection, metadata, "next", owner_id=owner)
        assert counts(connection, metadata) == expected | {(HERE, HERE, hour): 3, (HERE, owner, hour): 2}
    engine.dispose()
    go(empty_database_url, "0014")
    go(empty_database_url, "head")
