"""The page « Modules »: which modules the workspace has, in which order, and who decides on them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.fanout import Announce, announce_rights, announce_to_nobody
from comunik_kit.kernel.ordering import moved
from comunik_kit.modules.rules import KEYS, ModulesHere, modules_here
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.tables import ModuleSetting


class Setting(StrEnum):
    """What is set of a module: on for the workspace, on for newcomers, free for each person to switch."""

    ON = "on"
    NEWCOMERS = "newcomers"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """A module as the page shows it."""

    key: str
    is_on: bool
    for_newcomers: bool
    is_free: bool
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class ModuleBook:
    """Every module in the workspace's order."""

    modules: list[ModuleLine] = field(default_factory=list)


class WorkspaceModules:
    """Reads and sets; it acts at once, on everybody's open pages too (ACL-04)."""

    def __init__(self, *, db: Database, clock: Clock, announce: Announce = announce_to_nobody) -> None:
        """Take the tools."""
        self._db, self._clock, self._announce = db, clock, announce

    def book(self, actor: Actor) -> ModuleBook:
        """List the modules as they are set."""
        actor.require(Permission.MODULES_MANAGE)
        with self._db.read() as s:
            here = modules_here(workspaces.module_settings(s, actor.workspace_id))
        return ModuleBook([_line(key, here) for key in here.order])

    def set(self, actor: Actor, *, module: str, setting: Setting, on: bool) -> None:
        """Set one thing of a module; what newcomers get changes nothing for who is here. Raises `NotFound`."""
        actor.require(Permission.MODULES_MANAGE)
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            row = _row(_rows(s, actor), module)
            if _is(row, setting) == on:
                return
            _put(row, setting, on=on)
            details = {"setting": setting.value, "on": on}
            record(s, self._clock.now(), actor, AuditTag.MODULE_SET, _target(module), details=details)
        announce_rights(self._announce, actor.workspace_id)

    def move(self, actor: Actor, *, module: str, up: bool) -> None:
        """Put a module a place earlier or later, in every menu and on every home page; raises `NotFound`."""
        actor.require(Permission.MODULES_MANAGE)
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            rows = _rows(s, actor)
            _row(rows, module)
            before = [row.module for row in rows]
            ordered = moved(before, module, up=up)
            if ordered == before:
                return
            for row in rows:
                row.position = ordered.index(row.module)
            details = {"place": ordered.index(module) + 1}
            record(s, self._clock.now(), actor, AuditTag.MODULE_MOVED, _target(module), details=details)
        announce_rights(self._announce, actor.workspace_id)


def _rows(s: Session, actor: Actor) -> Sequence[ModuleSetting]:
    """Find a row for every module, in order; what the workspace never touched gets one as shipped."""
    found = list(workspaces.module_settings(s, actor.workspace_id))
    kept = [row for row in found if row.module in KEYS]
    missing = [key for key in KEYS if key not in {row.module for row in kept}]
    made = [ModuleSetting(workspace_id=actor.workspace_id, module=key) for key in missing]
    rows = [*kept, *made]
    for position, row in enumerate(rows):
        row.position = position
    s.add_all(made)
    return rows


def _row(rows: Sequence[ModuleSetting], module: str) -> ModuleSetting:
    found = next((row for row in rows if row.module == module), None)
    if found is None:
        raise NotFound
    return found


def _is(row: ModuleSetting, setting: Setting) -> bool:
    match setting:
        case Setting.ON:
            return row.is_on
        case Setting.NEWCOMERS:
            return not row.off_by_default
        case Setting.FREE:
            return not row.is_locked


def _put(row: ModuleSetting, setting: Setting, *, on: bool) -> None:
    match setting:
        case Setting.ON:
            row.is_on = on
        case Setting.NEWCOMERS:
            row.off_by_default = not on
        case Setting.FREE:
            row.is_locked = not on


def _line(key: str, here: ModulesHere) -> ModuleLine:
    return ModuleLine(
        key=key,
        is_on=key not in here.off,
        for_newcomers=key not in here.off_by_default,
        is_free=key in here.free,
        is_first=key == here.order[0],
        is_last=key == here.order[-1],
    )


def _target(module: str) -> Target:
    return Target("module", module, module)
