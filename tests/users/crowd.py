"""Many people at once, and what is asked of the database about them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.engine import Engine

from comunik_kit.kernel.db import Database
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.ids import new_id
from comunik_kit.users import names
from comunik_kit.users.tables import User
from comunik_kit.users.views import UserPage
from tests.users.world import Place


def names_on(page: UserPage) -> list[str]:
    """List the names on a page."""
    return [row.full_name for row in page.rows]


def crowd(place: Place, count: int, *, name: str = "Personne {:05}", start: int = 0) -> None:
    """Put many people into a workspace, in one statement."""
    now = place.world.clock.now()
    rows = []
    for number in range(start, start + count):
        full_name, email = name.format(number), f"p{number}.{place.id}@foule.fr"
        rows.append(
            {
                "id": new_id(now),
                "workspace_id": place.id,
                "full_name": full_name,
                "sort_name": names.sort_name(full_name),
                "email": email,
                "email_key": email,
                "search_text": names.search_text(full_name, EmailAddress(email, email)),
                "phone": "",
                "role_id": place.roles["user"],
                "tier_id": place.tier_id,
                "language": "fr",
                "time_zone": "Europe/Paris",
                "modules_off": [],
                "created_at": now,
                "version": 1,
            }
        )
    with place.world.db.write() as s:
        s.execute(insert(User), rows)


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements that reach the database, with what was given to them."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: object, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            seen.append((statement, given))

    engine: Engine = database._reader
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
