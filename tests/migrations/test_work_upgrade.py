"""Activity of the version before: searched, found by its customer, seen by its team; and it goes back whole."""

from sqlalchemy import MetaData, create_engine, select

from comunik_kit.kernel import schema
from comunik_kit.kernel.db import normalised
from comunik_kit.modules.findable import about, search_text
from tests.migrations.lived_in import HERE, go, live_in
from tests.support.clock import START

ROWS = {
    "call": ("Hélène Œuvré", "Hélène Œuvré", {"number": "+33 1 99 00"}),
    "number": ("0199", "", {"number": "01-99"}),
    "ticket": ("Panne  d’été", "", {}),
}


def put(url: str) -> tuple[str, str]:
    """Write activity of the version before down, one of it somebody's of a department; answer both ids."""
    engine = create_engine(normalised(url))
    metadata = MetaData()
    with engine.begin() as connection:
        metadata.reflect(connection)
        users, places = metadata.tables["users"], metadata.tables["departments"]
        owner = connection.execute(select(users.c.id).where(users.c.workspace_id == HERE)).scalars().first()
        place = "d" * 32
        values = {"id": place, "workspace_id": HERE, "name": "Ventes", "name_key": "ventes"}
        values |= {"colour": "grey", "modules_off": [], "version": 1}
        connection.execute(places.insert().values(created_at=START, **values))
        connection.execute(users.update().where(users.c.id == owner).values(department_id=place))
        for row_id, (title, customer, details) in ROWS.items():
            row = {
                "id": row_id,
                "workspace_id": HERE,
                "module": "calls",
                "kind": "missed",
                "status": "missed",
            }
            more = {"title": title, "customer": customer, "details": details, "source": ""}
            mine = {"owner_id": owner if row_id == "call" else None, "occurred_at": START}
            connection.execute(metadata.tables["activities"].insert().values(row | more | mine))
    engine.dispose()
    return str(owner), place


def test_old_activity_is_found_and_belongs_to_a_team(empty_database_url: str) -> None:
    """REL-09: the texts are those that a new row would have."""
    live_in(empty_database_url)
    go(empty_database_url, "0013")
    owner, place = put(empty_database_url)
    schema.upgrade(empty_database_url)
    engine = create_engine(normalised(empty_database_url))
    metadata = MetaData()
    with engine.connect() as connection:
        metadata.reflect(connection)
        found = {row.id: row for row in connection.execute(select(metadata.tables["activities"]))}
    engine.dispose()
    for row_id, (title, customer, details) in ROWS.items():
        number = details.get("number", "")
        assert found[row_id].search_text == search_text(title, customer, number)
        assert found[row_id].about == about(customer, number)
        assert found[row_id].version == 1
    assert (found["call"].owner_id, found["call"].department_id) == (owner, place)
    assert (found["ticket"].owner_id, found["ticket"].department_id) == (None, None)
    go(empty_database_url, "0013")
    go(empty_database_url, "head")
