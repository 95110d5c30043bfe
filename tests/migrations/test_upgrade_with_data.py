"""A house that is lived in: what stands in a database of the version before is right after the upgrade."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

from alembic import command
from sqlalchemy import Connection, Engine, MetaData, create_engine, select, text
from sqlmodel import col
from sqlmodel import select as choose

from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel import schema
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import normalised
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.roles.tables import Role
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.wiring import Kit
from comunik_kit.workspaces.tables import Workspace
from tests.migrations.test_schema import config
from tests.support.cast import kit_on
from tests.support.clock import START, MovedClock

HERE, THERE = "a" * 32, "b" * 32
ADMIN_RIGHTS = ["users:read", "users:create", "mail:read"]
AGENT_RIGHTS = ["users:read"]
STATES = ("created", "invited", "active", "suspended", "deleted")
NAMES = ("Anne-Marie Légaré", "Sofiane Ali", "Éléonore Zhou", "Bo", "Marie Dupont")


def test_old_rows_get_what_the_new_columns_say(
    empty_database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """REL-09: a link that is under way lives on; a message that waited has its place in the queue."""
    _live_in(empty_database_url)
    kit = kit_on(empty_database_url, clock, tmp_path)
    schema.upgrade(empty_database_url)

    with kit.db.read() as session:
        workspace = session.get_one(Workspace, HERE)
        assert (workspace.invitation_days, workspace.reminder_days) == (7, [3, 6])
        invitation = session.exec(choose(Invitation).where(Invitation.workspace_id == HERE)).one()
        assert (invitation.lifetime_days, invitation.words, invitation.by_card) == (7, "", False)
        assert (invitation.reminders_sent, invitation.next_reminder_at) == (0, None)
        assert (invitation.version, invitation.expires_at) == (3, START + timedelta(days=6))
        for row in session.exec(choose(OutboxMessage)).all():
            assert (row.priority, row.batch_key, row.scheduled_at) == (1, "", None)
            assert (row.delivery, row.delivery_detail, row.delivered_at, row.ended_at) == ("", "", None, None)
    kit.db.dispose()


def test_administrators_and_nobody_else_get_the_new_right_once(
    empty_database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """ACL-02: of every workspace, whatever their other rights were; a role of the workspace's own is left alone."""
    _live_in(empty_database_url)
    kit = kit_on(empty_database_url, clock, tmp_path)
    schema.upgrade(empty_database_url)
    assert _rights(kit) == {
        (HERE, "admin"): [*ADMIN_RIGHTS, "mail:manage"],
        (THERE, "admin"): [*ADMIN_RIGHTS, "mail:manage"],
        (HERE, "agent"): AGENT_RIGHTS,
        (HERE, ""): ADMIN_RIGHTS,
    }
    _go(empty_database_url, "0001")
    schema.upgrade(empty_database_url)

    assert _rights(kit)[HERE, "admin"] == [*ADMIN_RIGHTS, "mail:manage"]
    kit.db.dispose()


def test_people_are_counted_and_found_as_before(
    empty_database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """ACL-03, ACL-09: those that were there, and those that come after; of each workspace its own."""
    _live_in(empty_database_url)
    kit = kit_on(empty_database_url, clock, tmp_path)
    schema.upgrade(empty_database_url)
    _add_people(empty_database_url, HERE, {"Zoé Martin": "invited"})
    _change(empty_database_url, "UPDATE users SET suspended_at = NULL WHERE suspended_at IS NOT NULL")

    expected = {"created": 1, "invited": 2, "active": 2, "deleted": 1}
    assert _counted(empty_database_url) == {
        **{(HERE, status): number for status, number in expected.items()},
        (THERE, "active"): 1,
    }
    for search, found in (
        ("legare", ["Anne-Marie Légaré"]),
        ("bo", ["Bo"]),
        ("zo", ["Zoé Martin"]),
        ("voisin", []),
        ("dupont", []),
    ):
        page = kit.users.page(_somebody(HERE), UserListQuery.parse(search=search))
        assert [row.full_name for row in page.rows] == found, search
    kit.db.dispose()


def test_mail_that_waited_leaves_after_the_upgrade(
    empty_database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """REL-01: and what has left does not leave again."""
    _live_in(empty_database_url)
    kit = kit_on(empty_database_url, clock, tmp_path)
    schema.upgrade(empty_database_url)
    while kit.worker.step():
        pass

    with kit.db.read() as session:
        rows = session.exec(choose(OutboxMessage).order_by(col(OutboxMessage.dedupe_key))).all()
        assert {row.dedupe_key: (row.state, row.provider_id != "") for row in rows} == {
            "failed": ("failed", False),
            "queued": ("sent", True),
            "sent": ("sent", True),
        }
        assert rows[2].provider_id == "the-first-id"
    kit.db.dispose()


def test_going_back_with_data_and_up_again_keeps_what_the_version_before_knew(
    empty_database_url: str,
) -> None:
    """REL-09: only what the new columns and tables said is lost."""
    _live_in(empty_database_url)
    before = _everything(empty_database_url)
    schema.upgrade(empty_database_url)
    _go(empty_database_url, "0001")
    assert _everything(empty_database_url) == before
    _add_people(empty_database_url, THERE, {"Nadia Voisin": "created"})
    schema.upgrade(empty_database_url)

    assert schema.current(empty_database_url) == schema.head()
    assert _counted(empty_database_url)[THERE, "created"] == 1


def _live_in(url: str) -> None:
    """Make a database of the first version, with two workspaces in it."""
    _go(url, "0001")
    engine = create_engine(normalised(url))
    with engine.begin() as connection:
        put = _Putter(connection)
        for place, host in ((HERE, "equipe.exemple.fr"), (THERE, "voisin.exemple.fr")):
            put(
                "workspaces",
                id=place,
                name="Atelier",
                brand="Kit",
                accent="#2563eb",
                time_zone="Europe/Paris",
            )
            put("domains", id=place, workspace_id=place, host=host, state="proven")
            put("tiers", id=place, workspace_id=place, name="Kit", modules=[], position=0)
            rights = {"rank": 50, "permissions": ADMIN_RIGHTS}
            put("roles", id=place, workspace_id=place, key="admin", name="Admin", **rights)
        put(
            "roles",
            id="1" * 32,
            workspace_id=HERE,
            key="agent",
            name="Agent",
            rank=20,
            permissions=AGENT_RIGHTS,
        )
        put("roles", id="2" * 32, workspace_id=HERE, key="", name="Siège", rank=30, permissions=ADMIN_RIGHTS)
    engine.dispose()
    _add_people(url, HERE, dict(zip(NAMES, STATES, strict=True)))
    _add_people(url, THERE, {"Paul Voisin": "active"})
    _write_to(url)


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


def _add_people(url: str, place: str, people: dict[str, str]) -> None:
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
    return {int: 0, str: ""}.get(kind.python_type, START)


def _go(url: str, revision: str) -> None:
    engine = create_engine(normalised(url))
    with engine.begin() as connection:
        prepared = config()
        prepared.attributes["connection"] = connection
        to_first = schema.current(url) > revision
        (command.downgrade if to_first else command.upgrade)(prepared, revision)
    engine.dispose()


def _change(url: str, statement: str) -> None:
    engine = create_engine(normalised(url))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _counted(url: str) -> dict[tuple[str, str], int]:
    counts: Counter[tuple[str, str]] = Counter()
    engine = create_engine(normalised(url))
    with engine.connect() as connection:
        for place, status, people in connection.execute(
            text("SELECT workspace_id, status, people FROM user_counts")
        ):
            counts[place, status] += people
    engine.dispose()
    return {key: number for key, number in counts.items() if number}


def _rights(kit: Kit) -> dict[tuple[str, str], list[str]]:
    with kit.db.read() as session:
        return {
            (role.workspace_id, role.key): list(role.permissions) for role in session.exec(choose(Role)).all()
        }


def _somebody(place: str) -> Actor:
    return Actor(
        user_id="9" * 32,
        workspace_id=place,
        session_id="9" * 32,
        name="Olga",
        role_id=place,
        rank=50,
        permissions=frozenset(ADMIN_RIGHTS),
    )


def _everything(url: str) -> dict[str, list[Any]]:
    """Read every row of every table that the first version has a word about; the index of search reads itself."""
    engine: Engine = create_engine(normalised(url))
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        found = {
            name: sorted(map(repr, connection.execute(select(table)).all()))
            for name, table in metadata.tables.items()
            if not name.startswith("user_search")
        }
    engine.dispose()
    return found
