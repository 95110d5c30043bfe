"""Which modules somebody has, why, and switching one off for them alone."""

from dataclasses import dataclass

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.modules.registry import MODULES, module_named
from comunik_kit.roles.permissions import Permission
from comunik_kit.users import changes
from comunik_kit.users import repository as people
from comunik_kit.users.inputs import is_id
from comunik_kit.users.repository import Person
from comunik_kit.workspaces import repository as workspaces

ON, BY_TIER, BY_ROLE, BY_PERSON = "on", "tier", "role", "personal"


@dataclass(frozen=True, slots=True)
class ModuleOf:
    """A module for one person: `why` it is on, or what keeps it off: the tier, the role, or a personal switch."""

    key: str
    why: str
    may_switch: bool

    @property
    def is_on(self) -> bool:
        """Tell whether the person has it."""
        return self.why == ON


class PersonalModules:
    """Reads and switches; it acts at the person's next click."""

    def __init__(self, *, db: Database, clock: Clock, announce: Announce = announce_to_nobody) -> None:
        """Take the tools."""
        self._db, self._clock, self._announce = db, clock, announce

    def of(self, actor: Actor, *, user_id: str) -> list[ModuleOf]:
        """List every module with its reason; raises `NotFound`."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as s:
            person = _person(s, actor, user_id)
            may = actor.may(Permission.USERS_UPDATE) and changes.may_reach(actor, person)
            return [_of(person, entry.key, entry.reading, may=may) for entry in MODULES]

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
            user, off = person.user, set(person.user.modules_off)
            wanted = sorted(off - {module} if on else off | {module})
            if wanted == sorted(off):
                return
            user.modules_off = wanted
            user.version += 1
            s.add(user)
            target, details = Target("user", user.id, user.full_name), {"module": module, "on": on}
            record(s, self._clock.now(), actor, AuditTag.MODULES_SWITCHED, target, details=details)
        self._announce(actor.workspace_id, Topic.PEOPLE)


def _person(s: Session, actor: Actor, user_id: str) -> Person:
    found = people.person(s, actor.workspace_id, user_id) if is_id(user_id) else None
    if found is None:
        raise NotFound
    return found


def _of(person: Person, key: str, reading: str, *, may: bool) -> ModuleOf:
    """Say what keeps a module off, the widest reason first; only a personal switch is the record's to turn."""
    if key not in person.tier.modules:
        return ModuleOf(key, BY_TIER, may_switch=False)
    if reading not in person.role.permissions:
        return ModuleOf(key, BY_ROLE, may_switch=False)
    return ModuleOf(key, BY_PERSON if key in person.user.modules_off else ON, may_switch=may)
