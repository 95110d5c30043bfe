"""« Pourquoi ? »: a person's rights, each with what gives it or keeps it away."""

import pytest

from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.modules.rights import PersonalRights
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.tables import Department, User
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


def test_leading_a_team_is_the_reason_for_what_a_lead_may_do_with_it_alone(world: World, here: Place) -> None:
    """ACL-06: leading gives no right of its own."""
    rights, lena = PersonalRights(db=world.db), here.person("Léna Chef", "agent", status="active")
    other = here.person("Tom Autre", "agent", status="active")
    sam = here.person("Sam Visor", "supervisor", status="active")
    with world.db.write() as s:
        now = world.clock.now()
        for name, lead in (("Ventes", lena), ("Accueil", lena), ("Support", sam)):
            made = {"id": new_id(now), "workspace_id": here.id, "created_at": now}
            s.add(Department(name=name, name_key=fold(name), lead_id=lead.id, **made))
    found = rights.of(here.actor(), user_id=lena.id)
    by_leading = [each for each in found.rights if each.why == "lead"]
    assert found.teams_led == ["Accueil", "Ventes"]
    assert [each.permission for each in by_leading] == ["users:read", "users:create", "users:invite"]
    assert [each.held for each in by_leading] == [False] * 3
    assert {each.why for each in found.rights if each.permission == "users:update"} == {"role"}
    assert "lead" not in {each.why for each in rights.of(here.actor(), user_id=other.id).rights}
    assert rights.why(here.actor(), user_id=sam.id, permission=Permission.USERS_READ).why == "role_alone"
    assert rights.why(here.actor(), user_id=sam.id, permission=Permission.USERS_INVITE).why == "lead"


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
