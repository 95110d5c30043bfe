"""« Pourquoi ? »: every right of one person, and what gives it or keeps it away: role, tier, personal switch."""

from dataclasses import dataclass, field

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.modules.registry import module_named
from comunik_kit.modules.rules import modules_here
from comunik_kit.modules.switching import BY_PERSON, BY_ROLE, BY_TIER, BY_WORKSPACE, ON
from comunik_kit.roles.permissions import Permission
from comunik_kit.users import repository as people
from comunik_kit.users import team_queries
from comunik_kit.users.inputs import is_id
from comunik_kit.users.repository import Person
from comunik_kit.workspaces import repository as workspaces

BY_ROLE_ALONE, BY_LEADING = "role_alone", "lead"
_OF_LEADS = frozenset({Permission.USERS_READ, Permission.USERS_CREATE, Permission.USERS_INVITE})
"""What whoever leads a team may do with its people alone (`users/led.py`, `invitations/leading.py`)."""


@dataclass(frozen=True, slots=True)
class RightOf:
    """One right: `why` is `on` or `role_alone` for one that is held, else what keeps it away.

    It is `lead` for one that the role does not give and leading does, for the people of the own team alone.
    `module` is the module that it is about, empty for a right that no subscription touches.
    """

    permission: str
    held: bool
    why: str
    module: str = ""


@dataclass(frozen=True, slots=True)
class RightsOf:
    """All of them in the order of the matrix, and the names that the reasons speak of."""

    role_key: str = ""
    role_name: str = ""
    tier: str = ""
    teams_led: list[str] = field(default_factory=list)
    rights: list[RightOf] = field(default_factory=list)


class PersonalRights:
    """Reads; it decides nothing."""

    def __init__(self, *, db: Database) -> None:
        """Take the database."""
        self._db = db

    def of(self, actor: Actor, *, user_id: str) -> RightsOf:
        """Tell every right of a person with its reason; raises `NotFound`."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as s:
            person = _person(s, actor, user_id)
            off, led = _off(s, actor), _led(s, actor, user_id)
            rights = [_right(person, permission, off, leads=bool(led)) for permission in Permission]
            return RightsOf(person.role.key, person.role.name, person.tier.name, led, rights)

    def why(self, actor: Actor, *, user_id: str, permission: Permission) -> RightOf:
        """Tell of one right of a person whether they have it, and why; raises `NotFound`."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as s:
            person, leads = _person(s, actor, user_id), bool(_led(s, actor, user_id))
            return _right(person, permission, _off(s, actor), leads=leads)


def _person(s: Session, actor: Actor, user_id: str) -> Person:
    found = people.person(s, actor.workspace_id, user_id) if is_id(user_id) else None
    if found is None:
        raise NotFound
    return found


def _off(s: Session, actor: Actor) -> frozenset[str]:
    return modules_here(workspaces.module_settings(s, actor.workspace_id)).off


def _led(s: Session, actor: Actor, user_id: str) -> list[str]:
    """Name the teams that a person leads."""
    return [team.name for team in team_queries.leading(s, actor.workspace_id, user_id)]


def _right(person: Person, permission: Permission, off: frozenset[str], *, leads: bool) -> RightOf:
    """Say what decides: the role first, for without it neither tier nor switch matters."""
    area = permission.value.partition(":")[0]
    module = area if module_named(area) else ""
    why = _reason(person, permission, module, off)
    if why == BY_ROLE and leads and permission in _OF_LEADS:
        why = BY_LEADING
    return RightOf(permission.value, why in {ON, BY_ROLE_ALONE}, why, module)


def _reason(person: Person, permission: Permission, module: str, off: frozenset[str]) -> str:
    if permission.value not in person.role.permissions:
        return BY_ROLE
    if not module:
        return BY_ROLE_ALONE
    if module in off:
        return BY_WORKSPACE
    if module not in person.tier.modules:
        return BY_TIER
    return BY_PERSON if module in person.user.modules_off else ON
