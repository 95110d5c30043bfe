"""« Pourquoi ? »: a person's rights, each with what gives it or keeps it away."""

import pytest

from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.modules.rights import PersonalRights
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.tables import User
from comunik_kit.workspaces.tables import Tier
from tests.support.clock import MovedClock
from tests.users.world import Place, World


@pytest.fixture
def world(database: Database, clock: MovedClock) -> World:
    """Lend the services over a database of each kind."""
    return World(database, clock)


@pytest.fixture
def here(world: World) -> Place:
    """Lend a workspace whose subscription lacks offers."""
    place = world.workspace()
    with world.db.write() as s:
        tier = s.get_one(Tier, place.tier_id)
        tier.modules = ["calls", "tickets", "leads", "discussions"]
        s.add(tier)
    return place


@pytest.mark.parametrize(
    ("right", "held", "why", "module"),
    [
        (Permission.USERS_READ, True, "role_alone", ""),
        (Permission.AUDIT_READ, False, "role", ""),
        (Permission.CALLS_READ, True, "on", "calls"),
        (Permission.CALLS_MANAGE, True, "on", "calls"),
        (Permission.LEADS_MANAGE, False, "role", "leads"),
        (Permission.OFFERS_READ, False, "tier", "offers"),
        (Permission.TICKETS_READ, False, "personal", "tickets"),
    ],
)
def test_each_reason_is_named(
    world: World, here: Place, right: Permission, *, held: bool, why: str, module: str
) -> None:
    sam = here.person("Sam Visor", "supervisor", status="active")
    with world.db.write() as s:
        user = s.get_one(User, sam.id)
        user.modules_off = ["tickets"]
        s.add(user)
    rights = PersonalRights(db=world.db)
    found = rights.why(here.actor("supervisor"), user_id=sam.id, permission=right)
    assert (found.permission, found.held, found.why, found.module) == (right.value, held, why, module)
    everything = rights.of(here.actor("supervisor"), user_id=sam.id)
    assert (everything.role_key, everything.tier) == ("supervisor", "Standard")
    assert [each.permission for each in everything.rights] == [each.value for each in Permission]
    assert found in everything.rights


def test_rights_are_for_who_may_read_people_of_the_same_workspace(world: World, here: Place) -> None:
    """ACL-02, ACL-03."""
    sam, nadia = here.person("Sam Visor"), world.workspace("Maison Voisine").person("Nadia Voisin")
    rights = PersonalRights(db=world.db)
    for role in ("user", "agent"):
        with pytest.raises(Forbidden):
            rights.of(here.actor(role), user_id=sam.id)
        with pytest.raises(Forbidden):
            rights.why(here.actor(role), user_id=sam.id, permission=Permission.CALLS_READ)
    for who in (nadia.id, "0" * 32, "nobody"):
        with pytest.raises(NotFound):
            rights.of(here.actor(), user_id=who)
        with pytest.raises(NotFound):
            rights.why(here.actor(), user_id=who, permission=Permission.CALLS_READ)
