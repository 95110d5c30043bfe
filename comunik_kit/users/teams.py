"""Teams: made, changed, deleted; who leads them, and what newcomers start with.

Whatever puts somebody into a team holds the workspace's row, as everything here does, so that nobody is put into a
team that is being deleted.
"""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import ChangedMeanwhile, NotFound
from comunik_kit.kernel.fanout import Announce, announce_rights, announce_to_nobody
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.service import grantable
from comunik_kit.users import repository, team_queries
from comunik_kit.users.creation import grantable_role
from comunik_kit.users.errors import NobodyToLead, TeamInUse, TeamNameTaken, UnknownChoice
from comunik_kit.users.fields import is_id
from comunik_kit.users.tables import Department, User, UserStatus
from comunik_kit.users.team_inputs import TeamForm
from comunik_kit.users.team_views import TeamBook, TeamChoices, TeamLine, TeamRemoval
from comunik_kit.users.views import Choice
from comunik_kit.workspaces import repository as workspaces

OnMoved = Callable[[Session, str, str, str | None], object]
"""Moves what else belongs to a team, kept further right: transaction, workspace, team, the other one or none."""
_WORDS = 8


class Teams:
    """The page « Équipes »."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        modules: Collection[str],
        on_moved: OnMoved,
        announce: Announce = announce_to_nobody,
    ) -> None:
        """Take the tools; `modules` are the keys of those that can be off for newcomers."""
        self._db, self._clock, self._announce = db, clock, announce
        self.modules, self._on_moved = tuple(modules), on_moved

    def book(self, actor: Actor, *, search: str = "") -> TeamBook:
        """List the teams with their figures."""
        actor.require(Permission.USERS_READ)
        words = fold(search).split()[:_WORDS]
        with self._db.read() as s:
            return TeamBook(
                [_line(row) for row in team_queries.lines(s, actor.workspace_id, words)],
                team_queries.count(s, actor.workspace_id),
                team_queries.count(s, actor.workspace_id, words),
                may_manage=actor.may(Permission.TEAMS_MANAGE),
            )

    def choices(self, actor: Actor) -> TeamChoices:
        """List what the form offers."""
        actor.require(Permission.TEAMS_MANAGE)
        with self._db.read() as s:
            return TeamChoices(grantable(s, actor), team_queries.may_lead(s, actor.workspace_id))

    def usual_role(self, actor: Actor, *, department: str) -> str:
        """Give the id of a department's default role, if the actor may give it; empty for none."""
        actor.require(Permission.USERS_CREATE)
        with self._db.read() as s:
            team = repository.department(s, actor.workspace_id, fold(department))
            usual = team.default_role_id if team else None
            return next((role.id for role in grantable(s, actor) if role.id == usual), "")

    def create(self, actor: Actor, *, form: TeamForm) -> str:
        """Make a team; return its id.

        Raises `TeamNameTaken`, `NobodyToLead`, for a default role what giving it does, and `Forbidden` for a lead whom
        the actor would give a right to invite that they lack (INV-01).
        """
        actor.require(Permission.TEAMS_MANAGE)
        now = self._clock.now()
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            made = Department(
                id=new_id(now), workspace_id=actor.workspace_id, name=form.name, name_key="", created_at=now
            )
            told = _fill(s, actor, made, form)
            s.add(made)
            record(s, now, actor, AuditTag.DEPARTMENT_CREATED, _target(made), details=told)
        announce_rights(self._announce, actor.workspace_id)
        return made.id

    def change(self, actor: Actor, *, team_id: str, form: TeamForm, version: int) -> None:
        """Change a team; who leads it no more may invite nobody from their next event on.

        Raises `NotFound`, `ChangedMeanwhile` and what `create` does.
        """
        actor.require(Permission.TEAMS_MANAGE)
        now = self._clock.now()
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            team = _team(s, actor, team_id, version)
            before = team.name
            told = _fill(s, actor, team, form)
            if not told:
                return
            if fold(before) != team.name_key:
                # Records name their team: one that was open would found it anew, and move the person there.
                team_queries.outdate(s, actor.workspace_id, team.id)
            team.version += 1
            s.add(team)
            details = told | ({"former": before} if before != team.name else {})
            record(s, now, actor, AuditTag.TEAM_CHANGED, _target(team), details=details)
        announce_rights(self._announce, actor.workspace_id)

    def removal(self, actor: Actor, *, team_id: str) -> TeamRemoval:
        """Tell what deleting a team asks for."""
        actor.require(Permission.TEAMS_MANAGE)
        here = actor.workspace_id
        with self._db.read() as s:
            team = _team(s, actor, team_id)
            others = [Choice(*row) for row in team_queries.others(s, here, team.id)]
            people = team_queries.people(s, here, team.id)
            is_used = bool(team_queries.people(s, here, team.id, deleted=True))
            return TeamRemoval(team.id, team.name, people, is_used, others, team.version)

    def delete(self, actor: Actor, *, team_id: str, version: int, moved_to: str | None = None) -> int:
        """Delete a team; how many people went to the team `moved_to`, or to none when that is empty.

        Raises `NotFound`, `ChangedMeanwhile`, `UnknownChoice`, or `TeamInUse` while nobody said where its people go.
        """
        actor.require(Permission.TEAMS_MANAGE)
        now, here = self._clock.now(), actor.workspace_id
        with self._db.write() as s:
            workspaces.lock_workspace(s, here)
            team = _team(s, actor, team_id, version)
            people = team_queries.people(s, here, team.id, deleted=True)
            if people and moved_to is None:
                raise TeamInUse(field="moved_to")
            after = _other(s, actor, team, moved_to) if moved_to else None
            to = after.id if after else None
            team_queries.move(s, here, team.id, to)
            self._on_moved(s, here, team.id, to)
            given = {"people": people} | ({"replacement": {"id": to, "name": after.name}} if after else {})
            record(s, now, actor, AuditTag.TEAM_DELETED, _target(team), details=given)
            s.delete(team)
        announce_rights(self._announce, here)
        return people


def _team(s: Session, actor: Actor, team_id: object, version: int | None = None) -> Department:
    found = team_queries.team(s, actor.workspace_id, str(team_id)) if is_id(team_id) else None
    if found is None:
        raise NotFound
    if version is not None and version != found.version:
        raise ChangedMeanwhile
    return found


def _other(s: Session, actor: Actor, team: Department, moved_to: str) -> Department:
    found = team_queries.team(s, actor.workspace_id, moved_to)
    if found is None or found.id == team.id:
        raise UnknownChoice(field="moved_to")
    return found


def _fill(s: Session, actor: Actor, team: Department, form: TeamForm) -> dict[str, Any]:
    """Set what differs; tell the journal what that is. Addresses stay out of it, names of people too."""
    values = {
        "name": form.name,
        "colour": form.colour,
        "lead_id": _lead(s, actor, team, form),
        "default_role_id": _default_role(s, actor, team, form),
        "modules_off": list(form.modules_off),
    }
    key = fold(form.name)
    holder = repository.department(s, actor.workspace_id, key)
    if holder is not None and holder.id != team.id:
        raise TeamNameTaken(field="name", name=holder.name)
    changed = {name: value for name, value in values.items() if getattr(team, name) != value}
    for name, value in changed.items():
        setattr(team, name, value)
    team.name_key = key
    return changed


def _lead(s: Session, actor: Actor, team: Department, form: TeamForm) -> str | None:
    """Find who is to lead: somebody who has joined; whoever leads already may stay while suspended."""
    if form.lead is None:
        return None
    found: User | None = repository.by_email_key(s, actor.workspace_id, form.lead.key)
    if found is None or (found.status != UserStatus.ACTIVE and found.id != team.lead_id):
        raise NobodyToLead(field="lead")
    if found.id != team.lead_id:
        actor.require(Permission.USERS_CREATE)
        actor.require(Permission.USERS_INVITE)
    return found.id


def _default_role(s: Session, actor: Actor, team: Department, form: TeamForm) -> str | None:
    """Find what newcomers get: nobody makes others give what they may not give themselves (INV-01)."""
    if not form.default_role or form.default_role == team.default_role_id:
        return form.default_role or None
    try:
        return grantable_role(s, actor, form.default_role).id
    except UnknownChoice as error:
        raise UnknownChoice(field="default_role") from error


def _line(row: Row[Any]) -> TeamLine:
    team: Department = row[0]
    return TeamLine(
        id=team.id,
        name=team.name,
        colour=team.colour,
        lead_id=team.lead_id or "",
        lead=row.lead or "",
        lead_email=row.lead_email or "",
        lead_is_active=row.lead_status == UserStatus.ACTIVE,
        role_id=team.default_role_id or "",
        role_key=row.role_key or "",
        role_name=row.role_name or "",
        modules_off=list(team.modules_off),
        people=row.people,
        invited=row.invited,
        active=row.active,
        version=team.version,
    )


def _target(team: Department) -> Target:
    return Target("department", team.id, team.name)
