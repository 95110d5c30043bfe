"""Which modules somebody has, why, and switching one off for them alone."""

from dataclasses import dataclass

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.fanout import Announce, announce_rights, announce_to_nobody
from comunik_kit.modules.errors import ModuleLocked
from comunik_kit.modules.registry import module_named
from comunik_kit.modules.rules import ModulesHere, modules_here
from comunik_kit.roles.permissions import Permission
from comunik_kit.users import changes
from comunik_kit.users import repository as people
from comunik_kit.users.inputs import is_id
from comunik_kit.users.repository import Person
from comunik_kit.workspaces import repository as workspaces

ON, BY_WORKSPACE, BY_TIER, BY_ROLE, BY_PERSON = "on", "workspace", "tier", "role", "personal"


@dataclass(frozen=True, slots=True)
class ModuleOf:
    """A module for one person: `why` it is on, or what keeps it off: workspace, tier, role, or a personal switch."""

    key: str
    why: str
    may_switch: bool

    @property
    def is_on(self) -> bool:
        """Tell whether the person has it."""
        return self.why == ON


class PersonalModules:
    """Reads and switches; it acts at once, on the person's open pages too."""

    def __init__(self, *, db: Database, clock: Clock, announce: Announce = announce_to_nobody) -> None:
        """Take the tools."""
        self._db, self._clock, self._announce = db, clock, announce

    def of(self, actor: Actor, *, user_id: str) -> list[ModuleOf]:
        """List every module with its reason; raises `NotFound`."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as s:
            person = _person(s, actor, user_id)
            may = actor.may(Permission.USERS_UPDATE) and changes.may_reach(actor, person)
            here = modules_here(workspaces.module_settings(s, actor.workspace_id))
            return [_of(person, key, here, may=may) for key in here.order]

    def own(self, actor: Actor) -> list[ModuleOf]:
        """List every module with its reason for oneself, and which of them one may switch."""
        with self._db.read() as s:
            person = _person(s, actor, actor.user_id)
            here = modules_here(workspaces.module_settings(s, actor.workspace_id))
            return [_of(person, key, here, may=key in here.free) for key in here.order]

    def switch_own(self, actor: Actor, *, module: str, on: bool) -> None:
        """Switch a module that the workspace leaves to each person off for oneself, or on again.

        Raises `NotFound` for a module that one does not have, `ModuleLocked`.
        """
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            person = _person(s, actor, actor.user_id)
            here = modules_here(workspaces.module_settings(s, actor.workspace_id))
            if module not in here.order or _of(person, module, here, may=True).why not in {ON, BY_PERSON}:
                raise NotFound
            if module not in here.free:
                raise ModuleLocked
            self._put(s, actor, person, module, on=on)
        announce_rights(self._announce, actor.workspace_id)

    def switch(self, actor: Actor, *, user_id: str, module: str, on: bool) -> None:
        """Switch a module off for one person, or on again as far as tier and role allow.

        Raises `Forbidden`, `NotFound`, `PersonAboveYou`.
        """
        actor.require(Permission.USERS_UPDATE)
        if module_named(module) is None:
            raise NotFound
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            person = _person(s, actor, user_id)
            changes.reachable(actor, person)
            self._put(s, actor, person, module, on=on)
        announce_rights(self._announce, actor.workspace_id)

    def _put(self, s: Session, actor: Actor, person: Person, module: str, *, on: bool) -> None:
        user, off = person.user, set(person.user.modules_off)
        wanted = sorted(off - {module} if on else off | {module})
        if wanted == sorted(off):
            return
        user.modules_off = wanted
        user.version += 1
        s.add(user)
        target, details = Target("user", user.id, user.full_name), {"module": module, "on": on}
        record(s, self._clock.now(), actor, AuditTag.MODULES_SWITCHED, target, details=details)


def _person(s: Session, actor: Actor, user_id: str) -> Person:
    found = people.person(s, actor.workspace_id, user_id) if is_id(user_id) else None
    if found is None:
        raise NotFound
    return found


def _of(person: Person, key: str, here: ModulesHere, *, may: bool) -> ModuleOf:
    """Say what keeps a module off, the widest reason first; only a personal switch can be turned."""
    entry = module_named(key)
    if key in here.off or entry is None:
        return ModuleOf(key, BY_WORKSPACE, may_switch=False)
    if key not in person.tier.modules:
        return ModuleOf(key, BY_TIER, may_switch=False)
    if entry.reading not in person.role.permissions:
        return ModuleOf(key, BY_ROLE, may_switch=False)
    return ModuleOf(key, BY_PERSON if key in person.user.modules_off else ON, may_switch=may)
