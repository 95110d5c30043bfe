"""« Voir l’accueil comme… »: the home page of a person, or of a role with a subscription and a team; nothing is done.

What happened to somebody is theirs: a figure is shown only of modules that the reader may read as well.
"""

from dataclasses import dataclass, field, replace

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.modules.home import HomeWanted, drawn
from comunik_kit.modules.repository import Reach
from comunik_kit.modules.rules import AS_COMPOSED, OwnHome, modules_here, modules_on, own_home, widgets_on
from comunik_kit.modules.views import Widget
from comunik_kit.roles import repository as roles
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import PersonAboveYou, may_act_on
from comunik_kit.roles.tables import Role
from comunik_kit.users import repository as people
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.inputs import is_id
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.tables import Tier


@dataclass(frozen=True, slots=True)
class HomePreview:
    """A home page as somebody else has it; `name` is empty for a role. `withheld` are modules without their figures."""

    name: str = ""
    role_key: str = ""
    role_name: str = ""
    tier: str = ""
    department: str = ""
    time_zone: str = "Europe/Paris"
    workspace_wide: bool = False
    modules: list[str] = field(default_factory=list)
    widgets: list[Widget] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SeenAs:
    """Whose home page is looked at: a person's, or that of a role with a subscription and a team."""

    user_id: str = ""
    role_id: str = ""
    tier_id: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class _Behind:
    """Whose home page is drawn."""

    role: Role
    tier: Tier
    modules_off: list[str]
    owner_id: str
    department_id: str | None
    own: OwnHome = AS_COMPOSED


class HomePreviews:
    """Reads, and writes into the journal that it was read."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the database and the clock."""
        self._db, self._clock = db, clock

    def of_person(self, actor: Actor, *, user_id: str) -> HomePreview:
        """Draw the home page of a person in the actor's reach; raises `NotFound`, `PersonAboveYou` (ACL-06)."""
        seen, target = self._of_person(actor, user_id)
        self._note(actor, target)
        return seen

    def of_role(self, actor: Actor, *, role_id: str, tier_id: str, department: str = "") -> HomePreview:
        """Draw the home page that somebody new would have, who owns nothing yet.

        Raises `UnknownChoice`, and `PersonAboveYou` for a role above the actor's.
        """
        seen, target = self._of_role(actor, SeenAs("", role_id, tier_id, department))
        self._note(actor, target)
        return seen

    def again(self, actor: Actor, *, wanted: SeenAs) -> HomePreview:
        """Draw once more what is being looked at, which the journal says already; raises what the first look does."""
        seen, _ = self._of_person(actor, wanted.user_id) if wanted.user_id else self._of_role(actor, wanted)
        return seen

    def _of_person(self, actor: Actor, user_id: str) -> tuple[HomePreview, Target]:
        _require(actor)
        with self._db.read() as s:
            person = people.person(s, actor.workspace_id, user_id) if is_id(user_id) else None
            if person is None:
                raise NotFound
            if person.user.id != actor.user_id:
                _reachable(actor, person.role)
            user = person.user
            own = own_home(user.own_home)
            behind = _Behind(person.role, person.tier, user.modules_off, user.id, user.department_id, own)
            seen = self._drawn(s, actor, behind, user.time_zone)
        seen = replace(seen, name=user.full_name, department=person.department)
        return seen, Target("user", user.id, user.full_name)

    def _of_role(self, actor: Actor, wanted: SeenAs) -> tuple[HomePreview, Target]:
        _require(actor)
        with self._db.read() as s:
            role, tier = _chosen(s, actor, wanted.role_id, wanted.tier_id)
            named = wanted.department
            team = people.department(s, actor.workspace_id, named) if named else None
            zone = workspaces.workspace_of(s, actor.workspace_id).time_zone
            off = sorted(modules_here(workspaces.module_settings(s, actor.workspace_id)).off_by_default)
            behind = _Behind(role, tier, off, "", team.id if team else None)
            seen = self._drawn(s, actor, behind, zone)
        return replace(seen, department=team.name if team else ""), Target("role", role.id, role.name)

    def _drawn(self, s: Session, actor: Actor, behind: _Behind, zone: str) -> HomePreview:
        here = modules_here(workspaces.module_settings(s, actor.workspace_id))
        role, tier = behind.role, behind.tier
        modules = modules_on(tier.modules, role.permissions, behind.modules_off, here)
        reads_all = Permission.USERS_READ.value in role.permissions
        reach = Reach(actor.workspace_id, behind.owner_id, behind.department_id, everybody=reads_all)
        composed = {entry.key: entry for entry in widgets_on(modules, here)}
        widgets = [composed[key] for key in behind.own.shown(list(composed))]
        readable = [entry.key for entry in widgets if actor.may(entry.reading)]
        found = drawn(s, HomeWanted(reach, tuple(readable), zone), self._clock.now())
        figures = {each.module: each for each in found}
        return HomePreview(
            role_key=role.key,
            role_name=role.name,
            tier=tier.name,
            time_zone=zone,
            workspace_wide=reads_all,
            modules=modules,
            widgets=[figures.get(entry.key) or Widget(module=entry.key) for entry in widgets],
            withheld=[entry.key for entry in widgets if entry.key not in readable],
        )

    def _note(self, actor: Actor, target: Target) -> None:
        with self._db.write() as s:
            record(s, self._clock.now(), actor, AuditTag.HOME_SEEN_AS, target)


def _require(actor: Actor) -> None:
    actor.require(Permission.MODULES_MANAGE)
    actor.require(Permission.USERS_READ)


def _chosen(s: Session, actor: Actor, role_id: str, tier_id: str) -> tuple[Role, Tier]:
    role, tier = roles.role(s, actor.workspace_id, role_id), workspaces.tier(s, actor.workspace_id, tier_id)
    if role is None:
        raise UnknownChoice(field="role_id")
    if tier is None:
        raise UnknownChoice(field="tier_id")
    _reachable(actor, role, field="role_id")
    return role, tier


def _reachable(actor: Actor, role: Role, *, field: str | None = None) -> None:
    """Refuse to look from above; a right that the actor lacks only hides the figures it is about (ACL-06)."""
    if not may_act_on(actor, role.rank):
        raise PersonAboveYou(field=field)
