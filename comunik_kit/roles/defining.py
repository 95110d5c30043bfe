"""Roles: made, changed and deleted, with a look at who gains and loses what before.

Of a shipped role the rights may change, its name and level stay; « Admin » always holds everything (ACL-07).

A role is told from what it was by what it says (`version_of`). Everything that gives somebody a role holds the
workspace's row, as everything here does, so that nobody is given a role that is being deleted.
"""

from dataclasses import replace

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import ChangedMeanwhile, NotFound
from comunik_kit.kernel.fanout import Announce, Topic, announce_rights, announce_to_nobody
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.roles import repository
from comunik_kit.roles.errors import (
    AdminStaysWhole,
    RoleInUse,
    RoleIsShipped,
    RoleNameTaken,
    RoleOutOfReach,
    TooManyRoles,
    UnknownLevel,
)
from comunik_kit.roles.holders import Doors, Held, Holders
from comunik_kit.roles.inputs import RoleForm
from comunik_kit.roles.naming import names_of
from comunik_kit.roles.permissions import ADMIN_RANK, Permission
from comunik_kit.roles.rules import (
    LEVELS,
    RoleAboveYours,
    difference,
    is_for_anybody,
    may_define,
    may_grant,
    reaches,
    settled,
    shipped_rights,
    version_of,
)
from comunik_kit.roles.tables import Role
from comunik_kit.roles.views import RoleBook, RoleChoice, RoleLine, RolePreview, RoleRemoval
from comunik_kit.workspaces import repository as workspaces

MOST = 30
_LEAST = "user"
_LEVEL_OF = {rank: key for key, rank in LEVELS.items()}


class RoleDefinitions:
    """The page « Rôles »."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        holders: Holders,
        doors: Doors,
        announce: Announce = announce_to_nobody,
    ) -> None:
        """Take the tools; `holders` knows who has which role, `doors` who will get it by coming in."""
        self._db, self._clock, self._announce = db, clock, announce
        self._holders, self._doors = holders, doors

    def book(self, actor: Actor) -> RoleBook:
        """List the roles with their rights and the number of their people."""
        actor.require(Permission.ROLES_READ)
        with self._db.read() as s:
            found = repository.roles_of(s, actor.workspace_id)
            people = self._holders.counts(s, actor.workspace_id)
            lines = [_line(actor, role, people.get(role.id, 0)) for role in found]
        levels = [key for key, rank in LEVELS.items() if may_define(actor, rank)]
        own = sum(1 for line in lines if not line.key)
        return RoleBook(lines, levels, own, may_manage=bool(levels))

    def create(self, actor: Actor, *, form: RoleForm) -> str:
        """Make a role; return its id. Raises `RoleOutOfReach`, `RoleAboveYours`, `RoleNameTaken`, `TooManyRoles`."""
        actor.require(Permission.ROLES_MANAGE)
        now = self._clock.now()
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            if repository.count(s, actor.workspace_id) >= MOST:
                raise TooManyRoles(max=MOST)
            role = Role(id=new_id(now), workspace_id=actor.workspace_id, name=form.name, rank=form.rank)
            role.permissions = sorted(_settle(s, actor, role, form, before=()))
            s.add(role)
            given = {"level": _LEVEL_OF[role.rank], "permissions": role.permissions}
            record(s, now, actor, AuditTag.ROLE_CREATED, _target(role), details=given)
        self._announce(actor.workspace_id, Topic.PEOPLE)
        return role.id

    def preview(self, actor: Actor, *, role_id: str, form: RoleForm) -> RolePreview:
        """Tell who would gain and lose what; raises what `change` would, but for `ChangedMeanwhile`."""
        actor.require(Permission.ROLES_MANAGE)
        with self._db.read() as s:
            role = _changeable(s, actor, role_id)
            after = _settle(s, actor, role, form, before=role.permissions)
            held = self._holders.held(s, actor.workspace_id, role.id)
            return _preview(s, role, held, after, form.rank)

    def change(self, actor: Actor, *, role_id: str, form: RoleForm, version: str) -> None:
        """Rename a role and change its level and rights; its people feel it at once (ACL-04).

        Raises `NotFound`, `AdminStaysWhole`, `RoleOutOfReach`, `ChangedMeanwhile`, `RoleAboveYours`, `RoleNameTaken`,
        or `RoleIsShipped` for another name or level of a shipped one.
        """
        actor.require(Permission.ROLES_MANAGE)
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            role = _changeable(s, actor, role_id)
            if version != version_of(role.name, role.rank, role.permissions):
                raise ChangedMeanwhile
            self._write(s, actor, role, form)
        announce_rights(self._announce, actor.workspace_id)

    def removal(self, actor: Actor, *, role_id: str, replacement_id: str = "") -> RoleRemoval:
        """Tell what deleting a role asks for, and who would gain and lose what by the replacement."""
        actor.require(Permission.ROLES_MANAGE)
        with self._db.read() as s:
            role = _own(s, actor, role_id)
            held = self._holders.held(s, actor.workspace_id, role.id)
            doors = list(self._doors.names(s, actor.workspace_id, role.id))
            asked = RoleRemoval(role.id, role.name, held.awaited, _replacements(s, actor, role), doors)
            if not replacement_id:
                return replace(asked, preview=RolePreview(held.people, list(held.names)))
            after = _replacement(s, actor, role, replacement_id)
            preview = _preview(s, role, held, after.permissions, after.rank)
            return replace(asked, lets_in=is_for_anybody(after.rank, after.permissions), preview=preview)

    def delete(self, actor: Actor, *, role_id: str, replacement_id: str = "") -> int:
        """Delete a role and give its people another; how many they were. Newcomers get it if it is one for anybody.

        Raises `NotFound`, `RoleIsShipped`, `RoleOutOfReach`, `RoleInUse` without a replacement that is needed,
        `UnknownLevel` for one that is not here, `RoleAboveYours` for one that the actor may not give (INV-01).
        """
        actor.require(Permission.ROLES_MANAGE)
        now = self._clock.now()
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            role = _own(s, actor, role_id)
            after = self._after(s, actor, role, replacement_id)
            if after.rank == ADMIN_RANK:
                actor.require_recent()
            moved = self._holders.move(s, actor, role, after, now)
            self._doors.move(s, actor, role, _for_newcomers(after) if replacement_id else None, now)
            given = {"people": moved, "replacement": {"id": after.id, "name": after.name}}
            record(s, now, actor, AuditTag.ROLE_DELETED, _target(role), details=given)
            s.delete(role)
        announce_rights(self._announce, actor.workspace_id)
        return moved

    def _write(self, s: Session, actor: Actor, role: Role, form: RoleForm) -> None:
        """Write what differs and its entry in the journal; nothing when nothing does."""
        after = _settle(s, actor, role, form, before=role.permissions)
        told = difference(role.permissions, after)
        if not (told.gained or told.lost) and (role.name, role.rank) == (form.name, form.rank):
            return
        details = {
            "before": {"name": role.name, "level": _LEVEL_OF.get(role.rank, "")},
            "after": {"name": form.name, "level": _LEVEL_OF[form.rank]},
            "gained": told.gained,
            "lost": told.lost,
        }
        role.name, role.rank, role.permissions = form.name, form.rank, sorted(after)
        s.add(role)
        record(s, self._clock.now(), actor, AuditTag.ROLE_UPDATED, _target(role), details=details)

    def _after(self, s: Session, actor: Actor, role: Role, replacement_id: str) -> Role:
        """Find what the role's people get; only who was forgotten for good may get it unasked, and the least."""
        if replacement_id:
            return _replacement(s, actor, role, replacement_id)
        least = repository.role_with_key(s, actor.workspace_id, _LEAST)
        if least is None or self._holders.held(s, actor.workspace_id, role.id).awaited:
            raise RoleInUse(field="replacement")
        return least


def _changeable(s: Session, actor: Actor, role_id: str) -> Role:
    """Find a role that the actor may change."""
    role = repository.role(s, actor.workspace_id, role_id)
    if role is None:
        raise NotFound
    if role.rank >= ADMIN_RANK:
        raise AdminStaysWhole
    if not may_define(actor, role.rank):
        raise RoleOutOfReach
    return role


def _own(s: Session, actor: Actor, role_id: str) -> Role:
    """Find a role of the workspace's own that the actor may change."""
    role = _changeable(s, actor, role_id)
    if role.key:
        raise RoleIsShipped
    return role


def _settle(
    s: Session, actor: Actor, role: Role, form: RoleForm, *, before: tuple[str, ...] | list[str]
) -> frozenset[str]:
    """Decide on a form: level and rights in the actor's reach, a name that no other role answers to."""
    if role.key and (form.name, form.rank) != (role.name, role.rank):
        raise RoleIsShipped
    if not may_define(actor, form.rank):
        raise RoleOutOfReach(field="level")
    others = (other for other in repository.roles_of(s, actor.workspace_id) if other.id != role.id)
    if any(fold(form.name) in names_of(other) for other in others):
        raise RoleNameTaken(field="name", name=form.name)
    return settled(actor, before, form.permissions)


def _replacements(s: Session, actor: Actor, role: Role) -> list[RoleChoice]:
    if not actor.may(Permission.ROLES_ASSIGN):
        return []
    return [
        RoleChoice(other.id, other.key, other.name)
        for other in repository.roles_of(s, actor.workspace_id)
        if other.id != role.id and may_grant(actor, other.rank, other.permissions)
    ]


def _replacement(s: Session, actor: Actor, role: Role, replacement_id: str) -> Role:
    actor.require(Permission.ROLES_ASSIGN)
    after = repository.role(s, actor.workspace_id, replacement_id)
    if after is None or after.id == role.id:
        raise UnknownLevel(field="replacement")
    if not may_grant(actor, after.rank, after.permissions):
        raise RoleAboveYours(field="replacement")
    return after


def _for_newcomers(after: Role) -> Role | None:
    """Give the role if a rule may give it to whoever comes (INV-01)."""
    return after if is_for_anybody(after.rank, after.permissions) else None


def _preview(s: Session, role: Role, held: Held, after: frozenset[str] | list[str], rank: int) -> RolePreview:
    told = difference(role.permissions, after)
    others = [other for other in repository.roles_of(s, role.workspace_id) if other.id != role.id]
    before = {other.id for other in others if reaches(role.rank, other.rank)}
    now = {other.id for other in others if reaches(rank, other.rank)}
    choices = [RoleChoice(other.id, other.key, other.name) for other in others]
    return RolePreview(
        held.people,
        list(held.names),
        told.gained,
        told.lost,
        reached=[each for each in choices if each.id in now - before],
        out_of_reach=[each for each in choices if each.id in before - now],
    )


def _line(actor: Actor, role: Role, people: int) -> RoleLine:
    return RoleLine(
        id=role.id,
        key=role.key,
        name=role.name,
        level=_LEVEL_OF.get(role.rank, role.key),
        people=people,
        permissions=list(role.permissions),
        version=version_of(role.name, role.rank, role.permissions),
        may_change=may_define(actor, role.rank),
        may_delete=not role.key and may_define(actor, role.rank),
        is_changed=bool(role.key) and frozenset(role.permissions) != shipped_rights(role.key),
    )


def _target(role: Role) -> Target:
    return Target("role", role.id, role.name)
