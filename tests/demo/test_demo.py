"""The demo fills a workspace with people one could believe in, and sends nothing."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel, col

from comunik_kit.access.tables import Credential
from comunik_kit.demo import fill
from comunik_kit.demo.filling import ADDRESS, WORKSPACE
from comunik_kit.demo.happenings import DAYS
from comunik_kit.invitations.rules import state_of
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel import phone
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.modules.asking import ItemFilter
from comunik_kit.modules.registry import MODULES, module_named
from comunik_kit.modules.tables import Activity, ActivityEvent, ActivityTag
from comunik_kit.roles.permissions import ADMIN_RANK
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User
from comunik_kit.wiring import Kit
from tests.support.cast import ORIGIN, found, kit_on
from tests.support.clock import MovedClock

# Who the people are and what they do is decided before a database is asked.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MONDAY_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


@pytest.fixture
def kit(database_url: str, tmp_path: Path) -> Iterator[Kit]:
    """Open the services of a new installation, on a Monday at noon in Paris."""
    made = kit_on(database_url, MovedClock(MONDAY_NOON), tmp_path)
    yield made
    made.db.dispose()


def count(kit: Kit, table: type[SQLModel]) -> int:
    """Count the rows of a table."""
    with kit.db.read() as s:
        return s.execute(select(func.count()).select_from(table)).scalar_one()


def test_an_empty_installation_gets_a_workspace_whose_admin_can_sign_in(kit: Kit) -> None:
    told = fill(kit, users=40)
    password = re.search(r"password +(\S+)", told)
    assert password
    assert ADDRESS in told
    started = kit.sign_in.sign_in(email=ADDRESS, password=password[1], remember=False, origin=ORIGIN)
    actor = kit.sessions.actor(started.secret, origin=ORIGIN)
    assert actor
    assert actor.rank == ADMIN_RANK
    assert kit.users.counts(actor).all >= 38
    assert not kit.first_setup.is_open()


@ON_SQLITE
def test_an_existing_workspace_is_filled_and_keeps_its_name_and_its_only_admin(kit: Kit) -> None:
    cast = found(kit, workspace="Chez nous")
    told = fill(kit, users=25)
    assert told.startswith("Chez nous: 25 people")
    assert "password" not in told
    assert WORKSPACE not in told
    assert count(kit, User) == 26
    assert count(kit, Credential) == 1
    with kit.db.read() as s:
        admins = select(col(User.id)).join(Role, col(Role.id) == col(User.role_id))
        assert s.execute(admins.where(col(Role.rank) == ADMIN_RANK)).scalars().all() == [cast.admin.user_id]


def test_filling_twice_doubles_the_people_without_a_clash_of_addresses(kit: Kit) -> None:
    fill(kit, users=60)
    fill(kit, users=60)
    with kit.db.read() as s:
        addresses = s.execute(select(col(User.email_key))).scalars().all()
    assert len(addresses) == len(set(addresses)) == 121
    assert all(re.fullmatch(r"[a-z0-9.-]+@example\.(org|com|net)", address) for address in addresses)


@ON_SQLITE
def test_every_form_takes_a_demo_persons_number_back(kit: Kit) -> None:
    fill(kit, users=60)
    with kit.db.read() as s:
        numbers = [number for number in s.execute(select(col(User.phone))).scalars() if number]
    assert len(numbers) > 30
    assert [phone.parse(phone.display(number)) for number in numbers] == numbers


@ON_SQLITE
def test_no_demo_message_ever_leaves(kit: Kit) -> None:
    fill(kit, users=80)
    with kit.db.read() as s:
        states = Counter(s.execute(select(col(OutboxMessage.state), col(OutboxMessage.channel))))
    assert set(states) == {("sent", "local")}
    kit.worker.step(100)
    with kit.db.read() as s:
        assert Counter(s.execute(select(col(OutboxMessage.state), col(OutboxMessage.channel)))) == states


def test_people_and_invitations_stand_in_every_state_and_agree_with_each_other(kit: Kit) -> None:
    fill(kit, users=300)
    now = kit.clock.now()
    with kit.db.read() as s:
        rows = s.execute(
            select(User, Invitation).outerjoin(Invitation, col(Invitation.user_id) == col(User.id))
        )
        pairs = [(user.status, state_of(sent, now) if sent else None) for user, sent in rows]
        moments = [user.created_at for user in s.execute(select(User)).scalars()]
    assert {status for status, _ in pairs} == {"active", "invited", "created", "suspended", "deleted"}
    assert {state for _, state in pairs} == {"pending", "accepted", "expired", "revoked", None}
    assert {state for status, state in pairs if status == "invited"} == {"pending", "expired"}
    assert {state for status, state in pairs if status == "active"} == {"accepted", None}
    assert max(moments) <= now


@ON_SQLITE
def test_activity_follows_the_working_week_and_stays_in_the_past(kit: Kit) -> None:
    fill(kit, users=100)
    with kit.db.read() as s:
        rows = s.execute(
            select(col(Activity.module), col(Activity.kind), col(Activity.status), col(Activity.occurred_at))
        ).all()
    local = [row.occurred_at.astimezone(ZoneInfo("Europe/Paris")) for row in rows]
    weekdays = Counter(moment.weekday() for moment in local)
    hours = Counter(moment.hour for moment in local)
    assert {row.module for row in rows} == {module.key for module in MODULES}
    assert all(_known(row.module, row.kind, row.status) for row in rows)
    assert weekdays[1] > 2 * weekdays[5] > weekdays[6]
    assert hours[10] > hours[13] > hours[20]
    assert max(row.occurred_at for row in rows) <= MONDAY_NOON
    assert (MONDAY_NOON - min(row.occurred_at for row in rows)).days <= DAYS


@ON_SQLITE
def test_activity_has_customers_teams_and_some_work_done_on_it(kit: Kit) -> None:
    cast = found(kit)
    fill(kit, users=60)
    with kit.db.read() as s:
        rows = s.execute(select(Activity)).scalars().all()
        acts = Counter(s.execute(select(col(ActivityEvent.act))).scalars())
        tagged = s.execute(select(func.count()).select_from(ActivityTag)).scalar_one()
        latest = s.execute(select(func.max(col(ActivityEvent.at)))).scalar_one()
    assert all(row.customer and row.search_text and row.about and row.department_id for row in rows)
    assert set(acts) == {"taken", "note"}
    assert tagged > 0
    assert latest <= kit.clock.now()
    found_there = ItemFilter.parse(MODULES[0], {})
    assert kit.module_items.page(cast.admin, "calls", found_there).total > 0


def _known(module: str, kind: str, status: str) -> bool:
    entry = module_named(module)
    return entry is not None and kind in entry.kinds and (not status or status in entry.every_status)


def test_the_admins_home_page_has_something_to_say(kit: Kit) -> None:
    cast = found(kit)
    fill(kit, users=60)
    widgets = kit.home.view(cast.admin).widgets
    assert all(shown.figure > 0 and shown.latest for shown in widgets)
    assert all(shown.change_percent is not None for shown in widgets)
