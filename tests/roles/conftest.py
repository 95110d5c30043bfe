"""What the tests of roles start from: two workspaces, and the service over the people's own knowledge of roles."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.ids import new_id
from comunik_kit.oidc.doors import ProviderDoors
from comunik_kit.roles import repository
from comunik_kit.roles.defining import RoleDefinitions
from comunik_kit.roles.inputs import RoleForm
from comunik_kit.roles.rules import LEVELS, version_of
from comunik_kit.roles.tables import Role
from comunik_kit.users.holders import RoleHolders
from tests.support.clock import MovedClock
from tests.users.world import Place, World


def form(name: str = "Auditeur", level: str = "agent", *rights: str) -> RoleForm:
    """Fill the form of a role as the page sends it."""
    return RoleForm.parse({"name": name, "level": level, **dict.fromkeys(rights, "on")})


@dataclass
class House:
    """Two workspaces with the shipped roles, and roles of their own made on the way."""

    world: World
    here: Place
    elsewhere: Place
    defining: RoleDefinitions

    def own(self, name: str, level: str, *rights: str, place: Place | None = None) -> str:
        """Put a role of its own into a workspace, past every rule; `actor(name)` then acts with it."""
        where, now = place or self.here, self.world.clock.now()
        role_id = new_id(now)
        with self.world.db.write() as s:
            s.add(
                Role(
                    id=role_id,
                    workspace_id=where.id,
                    name=name,
                    rank=LEVELS[level],
                    permissions=sorted(rights),
                )
            )
        where.roles[name] = role_id
        return role_id

    def actor(self, role: str) -> Actor:
        """Sign somebody in with a role."""
        return self.here.actor(role)

    def stored(self, role_id: str, place: Place | None = None) -> Role | None:
        """Read a role's row."""
        with self.world.db.read() as s:
            return repository.role(s, (place or self.here).id, role_id)

    def version(self, role_id: str) -> str:
        """Tell the version that a form would be filled from."""
        role = self.stored(role_id)
        assert role is not None
        return version_of(role.name, role.rank, role.permissions)

    def everything(self) -> list[tuple[str, str, int, list[str]]]:
        """Write down every role of both workspaces, to see that nothing changed."""
        with self.world.db.read() as s:
            found = [r for place in (self.here, self.elsewhere) for r in repository.roles_of(s, place.id)]
            return [(role.id, role.name, role.rank, sorted(role.permissions)) for role in found]


def tried(house: House, actor: str, role_id: str) -> list[type[KitError] | None]:
    """Try every act on a role; what each was refused with."""
    who, do, new = house.actor(actor), house.defining, form("Autre nom", "user")
    acts: tuple[Callable[[], Any], ...] = (
        lambda: do.preview(who, role_id=role_id, form=new),
        lambda: do.change(who, role_id=role_id, form=new, version=""),
        lambda: do.removal(who, role_id=role_id),
        lambda: do.delete(who, role_id=role_id),
    )
    return [refusal(act) for act in acts]


def refusal(act: Callable[[], Any]) -> type[KitError] | None:
    """Tell what an act is refused with."""
    try:
        act()
    except KitError as error:
        return type(error)
    return None


@pytest.fixture
def house(database: Database, clock: MovedClock) -> House:
    """Lend both workspaces over a database of each kind."""
    world = World(database, clock)
    here, elsewhere = world.workspace(), world.workspace("Maison Voisine")
    defining = RoleDefinitions(db=database, clock=clock, holders=RoleHolders(), doors=ProviderDoors())
    return House(world, here, elsewhere, defining)
