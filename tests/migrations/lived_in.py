"""A database of the first version with two workspaces, their people and their messages in it."""

from datetime import timedelta
from typing import Any
from zlib import crc32

from alembic import command
from sqlalchemy import Connection, MetaData, create_engine, select, text

from comunik_kit.kernel import schema
from comunik_kit.kernel.db import normalised
from tests.migrations.test_schema import config
from tests.support.clock import START

HERE, THERE = "a" * 32, "b" * 32
ADMIN_RIGHTS = ["users:read", "users:create", "mail:read"]
AGENT_RIGHTS = ["users:read"]
STATES = ("created", "invited", "active", "suspended", "deleted")
NAMES = ("Anne-Marie Légaré", "Sofiane Ali", "Éléonore Zhou", "Bo", "Marie Dupont")


def live_in(url: str) -> None:
    """Make a database of the first version, with two workspaces in it."""
    go(url, "0001")
    engine = create_engine(normalised(url))
    with engine.begin() as connection:
        put = _Putter(connection)
        for place, host in ((HERE, "equipe.exemple.fr"), (THERE, "voisin.exemple.fr")):
            look = {"brand": "Kit", "accent": "#2563eb", "time_zone": "Europe/Paris"}
            put("workspaces", id=place, name="Atelier", **look)
            put("domains", id=place, workspace_id=place, host=host, state="proven")
            put("tiers", id=place, workspace_id=place, name="Kit", modules=[], position=0)
            _role(put, place, place, key="admin", name="Admin", rank=50, permissions=ADMIN_RIGHTS)
        _role(put, "1" * 32, HERE, key="agent", name="Agent", rank=20, permissions=AGENT_RIGHTS)
        _role(put, "2" * 32, HERE, key="", name="Siège", rank=30, permissions=ADMIN_RIGHTS)
    engine.dispose()
    add_people(url, HERE, dict(zip(NAMES, STATES, strict=True)))
    add_people(url, THERE, {"Paul Voisin": "active"})
    _write_to(url)


def _role(put: "_Putter", row: str, place: str, **own: Any) -> None:
    put("roles", id=row, workspace_id=place, **own)


def _write_to(url: str) -> None:
    """Invite one of them, and have messages that wait, that left, that failed."""
    engine = create_engine(normalised(url))
    with engine.begin() as connection:
        put = _Putter(connection)
        users = put.tables["users"]
        person = connection.execute(select(users.c.id).where(users.c.status == "invited")).scalar_one()
        terms = {"version": 3, "issued_at": START, "expires_at": START + timedelta(days=6)}
        people = {"user_id": person, "invited_by": person, "email": "sofiane@exemple.fr"}
        put("invitations", id="3" * 32, workspace_id=HERE, **people, **terms)
        for state, proof in (("queued", ""), ("sent", "the-first-id"), ("failed", "")):
            _message(put, state, proof)
    engine.dispose()


def _message(put: "_Putter", state: str, proof: str) -> None:
    put(
        "outbox_messages",
        id=state.rjust(32, "0"),
        workspace_id=HERE,
        template="password_changed",
        dedupe_key=state,
        to_email="ana@exemple.fr",
        language="fr",
        params={"full_name": "Ana"},
        state=state,
        next_at=START,
        sent_at=START if proof else None,
        channel="resend" if proof else "",
        provider_id=proof,
    )


def add_people(url: str, place: str, people: dict[str, str]) -> None:
    engine = create_engine(normalised(url))
    with engine.begin() as connection:
        put = _Putter(connection)
        for name, status in people.items():
            folded = name.lower().translate(str.maketrans("éè", "ee"))
            address = f"{crc32(name.encode())}@exemple.fr"
            own = {"full_name": name, "sort_name": folded, "search_text": f"{folded} {address}"}
            put(
                "users",
                id=f"{place[0]}{crc32(name.encode()):031d}",
                workspace_id=place,
                email=address,
                email_key=address,
                role_id=place,
                tier_id=place,
                language="fr",
                modules_off=[],
                **own,
                **_since(status),
            )
    engine.dispose()


def add_company(url: str, place: str, name: str, name_key: str) -> None:
    """Add a company, with the workspace's own id."""
    add_row(url, "companies", id=place, workspace_id=place, name=name, name_key=name_key)


def add_row(url: str, into: str, **given: Any) -> None:
    """Add a row to a table as it stands; what is not given is empty."""
    engine = create_engine(normalised(url))
    with engine.begin() as connection:
        _Putter(connection)(into, **given)
    engine.dispose()


def _since(status: str) -> dict[str, Any]:
    """Give the moments that make a status."""
    moments = ("invited_at", "activated_at", "suspended_at", "deleted_at")
    passed = STATES.index(status)
    return dict.fromkeys(moments[:passed], START)


class _Putter:
    """Writes rows into tables as they stand, whatever the code knows of them; what is not given is empty."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        metadata = MetaData()
        metadata.reflect(connection)
        self.tables = metadata.tables

    def __call__(self, into: str, /, **given: Any) -> None:
        table = self.tables[into]
        empty = {
            column.name: _nothing(column.type)
            for column in table.columns
            if not column.nullable and column.computed is None
        }
        self._connection.execute(table.insert().values(empty | given))


def _nothing(kind: Any) -> Any:
    return {int: 0, str: "", bool: False}.get(kind.python_type, START)


def go(url: str, revision: str) -> None:
    engine = create_engine(normalised(url))
    with engine.begin() as connection:
        prepared = config()
        prepared.attributes["connection"] = connection
        to_first = schema.current(url) > revision
        (command.downgrade if to_first else command.upgrade)(prepared, revision)
    engine.dispose()


def change(url: str, statement: str) -> None:
    engine = create_engine(normalised(url))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
