"""Opening a module for somebody: whether it is on for them, and whose activity they see in it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.zones import zone_named
from comunik_kit.modules import repository
from comunik_kit.modules.definition import Module
from comunik_kit.modules.registry import module_named
from comunik_kit.modules.repository import PersonHere, Reach
from comunik_kit.modules.rules import ModulesHere, modules_here, modules_on
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces


@dataclass(frozen=True, slots=True)
class Opened:
    """A module that is on for the actor, with all that are, their reach and their clock."""

    module: Module
    modules: list[str]
    reach: Reach
    zone: ZoneInfo


def opened(s: Session, actor: Actor, key: str) -> Opened:
    """Open a module; raises `NotFound` for an unknown one, and for one that the actor does not have."""
    person = person_here(s, actor)
    module = module_named(key)
    here = modules_here(workspaces.module_settings(s, actor.workspace_id))
    modules = on_for(actor, person, here)
    if module is None or key not in modules:
        raise NotFound
    return Opened(module, modules, reach_of(actor), zone_named(person.time_zone))


def person_here(s: Session, actor: Actor) -> PersonHere:
    """Read what the modules ask of the actor."""
    person = repository.person(s, actor.workspace_id, actor.user_id)
    if person is None:
        raise NotFound
    return person


def on_for(actor: Actor, person: PersonHere, here: ModulesHere) -> list[str]:
    """Name the modules that are on for the actor, as the workspace has set them `here`."""
    held = () if actor.is_held else actor.permissions
    return modules_on(person.tier_modules, held, person.modules_off, here)


def reach_of(actor: Actor) -> Reach:
    """Who may read the list of people sees what all of them do; others see what is theirs and their team's."""
    return Reach(
        actor.workspace_id, actor.user_id, actor.department_id, everybody=actor.may(Permission.USERS_READ)
    )
