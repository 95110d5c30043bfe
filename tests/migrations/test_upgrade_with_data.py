"""A house that is lived in: what stands in a database of the version before is right after the upgrade."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, select, text
from sqlmodel import col
from sqlmodel import select as choose

from comunik_kit.access.tables import PendingSignIn
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel import schema
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import normalised
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.oidc.tables import OidcProvider
from comunik_kit.roles.tables import Role
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.tables import User
from comunik_kit.wiring import Kit
from comunik_kit.workspaces.tables import Workspace
from tests.migrations.lived_in import (
    ADMIN_RIGHTS,
    AGENT_RIGHTS,
    HERE,
    THERE,
    add_company,
    add_people,
    add_row,
    change,
    go,
    live_in,
)
from tests.support.cast import kit_on
from tests.support.clock import START, MovedClock

GIVEN_SINCE = (
    "mail:manage",
    "roles:manage",
    "teams:manage",
    "subscriptions:manage",
    "modules:manage",
    "security:manage",
    "api:manage",
)


def test_old_rows_get_what_the_new_columns_say(
    empty_database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """REL-09: a link that is under way lives on; a message that waited has its place in the queue."""
    live_in(empty_database_url)
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
    live_in(empty_database_url)
    kit = kit_on(empty_database_url, clock, tmp_path)
    schema.upgrade(empty_database_url)
    assert _rights(kit) == {
        (HERE, "admin"): [*ADMIN_RIGHTS, *GIVEN_SINCE],
        (THERE, "admin"): [*ADMIN_RIGHTS, *GIVEN_SINCE],
        (HERE, "agent"): AGENT_RIGHTS,
        (HERE, ""): ADMIN_RIGHTS,
    }
    go(empty_database_url, "0001")
    schema.upgrade(empty_database_url)

    assert _rights(kit)[HERE, "admin"] == [*ADMIN_RIGHTS, *GIVEN_SINCE]
    kit.db.dispose()


def test_people_are_counted_and_found_as_before(
    empty_database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """ACL-03, ACL-09: those that were there, and those that come after; of each workspace its own."""
    live_in(empty_database_url)
    kit = kit_on(empty_database_url, clock, tmp_path)
    schema.upgrade(empty_database_url)
    add_people(empty_database_url, HERE, {"Zoé Martin": "invited"})
    change(empty_database_url, "UPDATE users SET suspended_at = NULL WHERE suspended_at IS NOT NULL")

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


def test_people_who_were_there_are_found_by_phone_and_company_and_go_back_as_they_were(
    empty_database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """REL-09: more than one batch of them; going back leaves the text as the version before wrote it."""
    live_in(empty_database_url)
    add_people(empty_database_url, HERE, {f"Personne {n:04}": "active" for n in range(1_100)})
    add_company(empty_database_url, HERE, "Société Œuvre", "societe oeuvre")
    change(empty_database_url, "UPDATE users SET company_id = workspace_id WHERE workspace_id LIKE 'a%'")
    change(empty_database_url, "UPDATE users SET phone = '+33612345678' WHERE full_name = 'Bo'")
    before = _everything(empty_database_url)
    kit = kit_on(empty_database_url, clock, tmp_path)
    schema.upgrade(empty_database_url)

    for search, number in (("06 12 34", 1), ("+33 6", 1), ("societe oeuvre bo", 1), ("œuvre", 1_000)):
        page = kit.users.page(_somebody(HERE), UserListQuery.parse(search=search))
        assert page.total == number, search
    kit.db.dispose()
    go(empty_database_url, "0001")
    assert _everything(empty_database_url) == before


def test_mail_that_waited_leaves_after_the_upgrade(
    empty_database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """REL-01: and what has left does not leave again."""
    live_in(empty_database_url)
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
    live_in(empty_database_url)
    before = _everything(empty_database_url)
    schema.upgrade(empty_database_url)
    go(empty_database_url, "0001")
    assert _everything(empty_database_url) == before
    add_people(empty_database_url, THERE, {"Nadia Voisin": "created"})
    schema.upgrade(empty_database_url)

    assert schema.current(empty_database_url) == schema.head()
    assert _counted(empty_database_url)[THERE, "created"] == 1


def test_providers_come_and_go_and_a_second_step_under_way_lives_through_both(
    empty_database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """REL-09: nobody who awaits their factor came by a provider; who did stays as a person when providers go."""
    live_in(empty_database_url)
    go(empty_database_url, "0020")
    person = _person_of(empty_database_url, "Bo")
    mine = {"workspace_id": HERE, "user_id": person}
    add_row(empty_database_url, "pending_sign_ins", id="4" * 32, secret_digest="d", used_at=None, **mine)
    before, people = _everything(empty_database_url), _counted(empty_database_url)
    schema.upgrade(empty_database_url)
    kit = kit_on(empty_database_url, clock, tmp_path)
    with kit.db.read() as session:
        assert session.exec(choose(PendingSignIn)).one().provider == ""
        assert session.exec(choose(OidcProvider)).all() == []
    kit.db.dispose()

    whose = {"workspace_id": HERE, "provider_id": "5" * 32}
    own = {"name": "SSO", "issuer": "https://sso.exemple.fr", "saved_by": person, "saved_rights": []}
    add_row(
        empty_database_url, "oidc_providers", id="5" * 32, workspace_id=HERE, domains=["exemple.fr"], **own
    )
    add_row(empty_database_url, "oidc_identities", id="6" * 32, user_id=person, subject="bo", **whose)
    add_row(empty_database_url, "oidc_flows", id="7" * 32, host="localhost", used_at=None, **whose)
    go(empty_database_url, "0020")
    assert _everything(empty_database_url) == before
    assert _counted(empty_database_url) == people
    schema.upgrade(empty_database_url)
    assert _everything(empty_database_url)["oidc_identities"] == []


def test_who_was_there_before_is_not_shown_round(
    empty_database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """REL-09: whoever has been here finds their way; whoever has not come yet is new."""
    live_in(empty_database_url)
    change(empty_database_url, "UPDATE users SET last_seen_at = created_at WHERE full_name = 'Bo'")
    kit = kit_on(empty_database_url, clock, tmp_path)
    schema.upgrade(empty_database_url)
    with kit.db.read() as session:
        people = {each.full_name: each for each in session.exec(choose(User)).all()}
    assert people["Bo"].toured_at == people["Bo"].created_at
    assert {each.toured_at for each in people.values() if each.full_name != "Bo"} == {None}
    assert {each.previous_visit_at for each in people.values()} == {None}
    kit.db.dispose()


def _person_of(url: str, name: str) -> str:
    engine = create_engine(normalised(url))
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id FROM users WHERE full_name = :name"), {"name": name})
        person: str = found.scalar_one()
    engine.dispose()
    return person


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
    """Read every row of every table that the first version has a word about; the index of search reads itself.

    Counts of people are written by triggers, which sum them up at random: `_counted` reads those.
    """
    engine: Engine = create_engine(normalised(url))
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        found = {
            name: sorted(map(repr, connection.execute(select(table)).all()))
            for name, table in metadata.tables.items()
            if not name.startswith(("user_search", "user_counts"))
        }
    engine.dispose()
    return found
