"""The end of somebody's access and its return, inside an open transaction: for one person, for acts on many.

Each act holds the workspace's row, so that an active admin remains whoever acts at the same moment (ACL-07).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import NotFound
from comunik_kit.roles.permissions import Permission
from comunik_kit.users import changes, repository, seats, team_queries
from comunik_kit.users.errors import (
    AlreadySuspended,
    EmailTaken,
    LastAdmin,
    NothingToRestore,
    NotYourself,
    TooLateToRestore,
)
from comunik_kit.users.inputs import is_id
from comunik_kit.users.repository import Person
from comunik_kit.users.tables import User
from comunik_kit.workspaces import repository as workspaces

RESTORABLE = timedelta(days=30)


class OnEnded(Protocol):
    """What ends with an access, or goes on with it: sessions, invitations. Called inside the act's transaction."""

    def __call__(self, s: Session, user_id: str, now: datetime, /) -> object:
        """End it, or let it go on."""
        ...


@dataclass(frozen=True, slots=True)
class Endings:
    """What ends with an access, in this order: kept further right than people are.

    `on_issued` takes back the invitations that a person sent: at a suspension only when that is wanted. At a deletion
    `on_invitations` takes back those and the one that they were sent. Both give how many that was. `on_restored` lets
    go on what a suspension had only stopped.
    """

    on_suspended: Sequence[OnEnded] = ()
    on_removed: Sequence[OnEnded] = ()
    on_issued: OnEnded | None = None
    on_restored: Sequence[OnEnded] = ()
    on_invitations: OnEnded | None = None

    def suspend(
        self, s: Session, actor: Actor, user_id: str, now: datetime, *, with_issued: bool = False
    ) -> User:
        """End every session, and what would open one; keep the rest as it is (SES-07).

        Raises `NotFound`, `NotYourself`, `PersonAboveYou`, `AlreadySuspended`, `LastAdmin`.
        """
        actor.require(Permission.USERS_UPDATE)
        user = _endable(s, actor, user_id).user
        if user.suspended_at is not None:
            raise AlreadySuspended
        for end in self.on_suspended:
            end(s, user.id, now)
        taken_back = self.on_issued(s, user.id, now) if with_issued and self.on_issued else 0
        user.suspended_at = now
        return _kept(s, actor, user, now, AuditTag.USER_SUSPENDED, revoked=taken_back)

    def delete(self, s: Session, actor: Actor, user_id: str, now: datetime) -> User:
        """End the access and give the address back; for 30 days it can be restored (ACL-10).

        Raises `NotFound`, `NotYourself`, `PersonAboveYou`, `LastAdmin`.
        """
        actor.require(Permission.USERS_DELETE)
        user = _endable(s, actor, user_id).user
        taken_back = self.on_invitations(s, user.id, now) if self.on_invitations else 0
        for end in self.on_removed:
            end(s, user.id, now)
        user.deleted_at = now
        _lead_no_more(s, actor, user, now)
        return _kept(s, actor, user, now, AuditTag.USER_DELETED, revoked=taken_back)

    def restore(self, s: Session, actor: Actor, user_id: str, now: datetime) -> User:
        """Undo the last of a person's endings: who was suspended before they were deleted is so again.

        What a deletion took back stays so: who was invited then comes back as somebody who is not (ACL-10).

        Raises `NotFound`, `PersonAboveYou`, `NothingToRestore`, `TooLateToRestore`, `EmailTaken`,
        or `NoSeatLeft` when the deleted person's seat is somebody else's by now.
        """
        actor.require(Permission.USERS_UPDATE)
        workspaces.lock_workspace(s, actor.workspace_id)
        person = _found(s, actor, user_id, deleted=True)
        user, former = person.user, person.user.status
        if user.deleted_at is not None:
            actor.require(Permission.USERS_DELETE)
        changes.reachable(actor, person)
        if user.deleted_at is not None:
            _refuse_late(user, now)
            _refuse_taken(s, user)
            seats.take(s, person.tier)
            user.deleted_at = None
        elif user.suspended_at is not None:
            user.suspended_at = None
            for begin in self.on_restored:
                begin(s, user.id, now)
        else:
            raise NothingToRestore
        return _kept(s, actor, user, now, AuditTag.USER_RESTORED, former=former)


def days_left(user: User, now: datetime) -> int:
    """Count the days in which a deleted person can still be restored, the last begun one included."""
    if user.deleted_at is None:
        return 0
    left = user.deleted_at + RESTORABLE - now
    return max(0, -(-left // timedelta(days=1)))


def _lead_no_more(s: Session, actor: Actor, user: User, now: datetime) -> None:
    """Leave the teams that somebody leads without a lead: who comes back does not lead again unasked."""
    for team in team_queries.leading(s, user.workspace_id, user.id):
        team.lead_id, team.version = None, team.version + 1
        s.add(team)
        target = Target("department", team.id, team.name)
        record(s, now, actor, AuditTag.TEAM_LEAD_CLEARED, target, details={"lead_id": user.id})


def _endable(s: Session, actor: Actor, user_id: str) -> Person:
    """Find somebody whose access the actor may end; nobody ends their own, or that of the last admin."""
    workspaces.lock_workspace(s, actor.workspace_id)
    person = _found(s, actor, user_id)
    if person.user.id == actor.user_id:
        raise NotYourself
    changes.reachable(actor, person)
    if changes.is_last_admin(s, person):
        raise LastAdmin
    return person


def _found(s: Session, actor: Actor, user_id: object, *, deleted: bool = False) -> Person:
    wanted = str(user_id) if is_id(user_id) else ""
    found = repository.person(s, actor.workspace_id, wanted, deleted=deleted) if wanted else None
    if found is None:
        raise NotFound
    return found


def _refuse_late(user: User, now: datetime) -> None:
    if not days_left(user, now):
        raise TooLateToRestore


def _refuse_taken(s: Session, user: User) -> None:
    holder = repository.by_email_key(s, user.workspace_id, user.email_key)
    if holder is not None:
        raise EmailTaken(field="email", user_id=holder.id, status=holder.status or "", name=holder.full_name)


def _kept(s: Session, actor: Actor, user: User, now: datetime, tag: AuditTag, **details: object) -> User:
    """Write the row and its journal entry; `details` that say nothing stay out."""
    user.version += 1
    s.add(user)
    said = {name: value for name, value in details.items() if value}
    record(s, now, actor, tag, Target("user", user.id, user.full_name), details=said)
    s.flush()
    return user
