"""What a digest asks of the tables; each query takes the workspace."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from comunik_kit.invitations.tables import Invitation
from comunik_kit.mail.delivery import ENDED
from comunik_kit.mail.tables import MailState, OutboxMessage
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User, UserStatus

_IN_TROUBLE = (MailState.DEAD, MailState.FAILED, MailState.SUPPRESSED)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven whole days of a workspace: from the first moment to before `end`. `first_day` is an ISO 8601 date."""

    start: datetime
    end: datetime
    first_day: str


@dataclass(frozen=True, slots=True)
class Reader:
    """A person whom a digest is for."""

    user: User
    role: Role


@dataclass(frozen=True, slots=True)
class Happened:
    """What a week brought: how often, and the first names, by kind; and how many invitations wait today."""

    waiting: int = 0
    told: dict[str, tuple[int, list[str]]] = field(default_factory=dict)

    @property
    def is_news(self) -> bool:
        """Tell whether there is something to say: that people still wait is none by itself."""
        return any(count for count, _ in self.told.values())


def readers(s: Session, workspace_id: str) -> Sequence[Reader]:
    """List the active people whose role may read mail."""
    roles = s.exec(select(Role).where(Role.workspace_id == workspace_id)).all()
    allowed = {role.id: role for role in roles if Permission.MAIL_READ in role.permissions}
    wanted = (
        select(User)
        .where(User.workspace_id == workspace_id, User.status == UserStatus.ACTIVE)
        .where(col(User.role_id).in_(allowed))
        .order_by(col(User.id))
    )
    return [Reader(user, allowed[user.role_id]) for user in s.exec(wanted).all()] if allowed else []


def happened(s: Session, workspace_id: str, week: Week, now: datetime, *, names: int) -> Happened:
    """Count what a week brought, with the first names of each kind."""
    invitations = col(Invitation.workspace_id) == workspace_id
    theirs = (invitations, col(User.id) == col(Invitation.user_id))
    added = (col(User.workspace_id) == workspace_id, col(User.deleted_at).is_(None))
    return Happened(
        waiting=_waiting(s, invitations, now),
        told={
            "added": _told(s, User.full_name, (*added, *_within(User.id, week)), names),
            "accepted": _told(s, User.full_name, (*theirs, *_during(Invitation.accepted_at, week)), names),
            "requested": _told(
                s, User.full_name, (*theirs, *_during(Invitation.link_requested_at, week)), names
            ),
            "troubled": _told(s, OutboxMessage.to_name, _troubled(workspace_id, week), names),
        },
    )


def _told(s: Session, name: Any, wanted: Sequence[ColumnElement[bool]], names: int) -> tuple[int, list[str]]:
    count = s.exec(select(func.count()).select_from(select(name).where(*wanted).subquery())).one()
    return count, list(s.exec(select(name).where(*wanted).order_by(name).limit(names)).all()) if count else []


def _waiting(s: Session, invitations: ColumnElement[bool], now: datetime) -> int:
    live = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))
    wanted = select(func.count()).select_from(Invitation).where(invitations, *live)
    return s.exec(wanted.where(col(Invitation.expires_at) > now)).one()


def _troubled(workspace_id: str, week: Week) -> tuple[ColumnElement[bool], ...]:
    """Say which messages of the week did not arrive, by our side or by the carrier's reports."""
    failed = or_(
        col(OutboxMessage.state).in_([each.value for each in _IN_TROUBLE]),
        col(OutboxMessage.delivery).in_([each.value for each in ENDED]),
    )
    return (col(OutboxMessage.workspace_id) == workspace_id, failed, *_within(OutboxMessage.id, week))


def _during(moment: Any, week: Week) -> tuple[ColumnElement[bool], ...]:
    return (col(moment) >= week.start, col(moment) < week.end)


def _within(row_id: Any, week: Week) -> tuple[ColumnElement[bool], ...]:
    """Say that a row is of the week by its id, which begins with its time and is indexed."""
    return (col(row_id) >= _first_id(week.start), col(row_id) < _first_id(week.end))


def _first_id(moment: datetime) -> str:
    return f"{int(moment.timestamp() * 1000):012x}"
