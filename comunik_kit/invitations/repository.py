"""Every query on invitations; each takes the workspace, but for the two that a link's secret opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import Row, ScalarSelect, Select, Update, case, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from comunik_kit.invitations.tables import Invitation
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.rules import LOCAL
from comunik_kit.mail.tables import MailState, OutboxMessage
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User

_WAITING = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))

Inviter = aliased(User, name="inviter")

Found: TypeAlias = Row[Invitation, User, Role, str, str]
"""A row of the list: the invitation, its person and their role, the inviter's name, the last delivery or nothing."""


@dataclass(frozen=True, slots=True)
class Invitee:
    """A person with their role, as the rules need them."""

    user: User
    role: Role


def invitee(session: Session, workspace_id: str, user_id: str) -> Invitee | None:
    """Find a person of the workspace, deleted ones left out."""
    query = (
        select(User, Role)
        .join(Role, col(Role.id) == col(User.role_id))
        .where(
            col(User.workspace_id) == workspace_id, col(User.id) == user_id, col(User.deleted_at).is_(None)
        )
    )
    found = session.execute(query).first()
    return Invitee(*found) if found else None


def live(session: Session, workspace_id: str, user_id: str) -> Invitation | None:
    """Find the one invitation of a person that was neither accepted nor revoked."""
    query = select(Invitation).where(
        col(Invitation.workspace_id) == workspace_id, col(Invitation.user_id) == user_id, *_WAITING
    )
    return session.execute(query).scalar_one_or_none()


def invitees(session: Session, workspace_id: str, user_ids: Sequence[str]) -> dict[str, Invitee]:
    """Find people of the workspace by their ids, deleted ones left out."""
    query = (
        select(User, Role)
        .join(Role, col(Role.id) == col(User.role_id))
        .where(col(User.workspace_id) == workspace_id, col(User.deleted_at).is_(None))
        .where(col(User.id).in_(user_ids))
    )
    return {user.id: Invitee(user, role) for user, role in session.execute(query)}


def all_live(session: Session, workspace_id: str, user_ids: Sequence[str]) -> dict[str, Invitation]:
    """Find the live invitations of people, by the people's ids."""
    query = select(Invitation).where(
        col(Invitation.workspace_id) == workspace_id, col(Invitation.user_id).in_(user_ids), *_WAITING
    )
    return {each.user_id: each for each in session.execute(query).scalars()}


def by_link(session: Session, invitation_id: str) -> Invitation | None:
    """Find the invitation that a link names; the workspace comes from the row (TOK-06)."""
    return session.get(Invitation, invitation_id)


def burn(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Accept in one conditional UPDATE; False when somebody was faster, or it died meanwhile (TOK-03)."""
    statement = _still_live(invitation).where(col(Invitation.expires_at) > now).values(accepted_at=now)
    return _touched_one(session, statement)


def revoke(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Take back in one conditional UPDATE; False when it was accepted meanwhile (INV-07)."""
    return _touched_one(session, _still_live(invitation).values(revoked_at=now))


def _still_live(invitation: Invitation) -> Update:
    return update(Invitation).where(
        col(Invitation.id) == invitation.id,
        col(Invitation.version) == invitation.version,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )


def _touched_one(session: Session, statement: Update) -> bool:
    changed = session.execute(statement.execution_options(synchronize_session=False))
    return getattr(changed, "rowcount", 0) == 1


def issued_by_or_to(session: Session, user_id: str) -> list[Invitation]:
    """List the live invitations that a person issued or received."""
    query = select(Invitation).where(
        or_(col(Invitation.invited_by) == user_id, col(Invitation.user_id) == user_id), *_WAITING
    )
    return list(session.execute(query).scalars())


def messages_since(session: Session, user_id: str, moment: datetime) -> list[datetime]:
    """List when invitation messages to a person were written since then, oldest first."""
    theirs = select(col(Invitation.id)).where(col(Invitation.user_id) == user_id)
    query = (
        select(col(OutboxMessage.created_at))
        .where(
            col(OutboxMessage.subject_id).in_(theirs),
            col(OutboxMessage.template) == Template.INVITATION.value,
            col(OutboxMessage.created_at) > moment,
        )
        .order_by(col(OutboxMessage.created_at))
    )
    return list(session.execute(query).scalars())


def minutes_until(moment: datetime, now: datetime) -> int:
    """Count the minutes left, at least one."""
    return max(1, -((now - moment) // timedelta(minutes=1)))


def page_rows(
    session: Session, workspace_id: str, *, words: list[str], before: str, after: str, size: int
) -> list[Found]:
    """Read one page of invitations, newest first."""
    query = _rows(workspace_id, words)
    if before:
        newer = query.where(col(Invitation.id) > before).order_by(col(Invitation.id)).limit(size + 1)
        return list(reversed(session.execute(newer).all()))
    if after:
        query = query.where(col(Invitation.id) < after)
    return list(session.execute(query.order_by(col(Invitation.id).desc()).limit(size + 1)).all())


def _rows(workspace_id: str, words: list[str]) -> Select[Invitation, User, Role, str, str]:
    query = (
        select(Invitation, User, Role, col(Inviter.full_name), func.coalesce(_last_delivery(), ""))
        .join(User, col(User.id) == col(Invitation.user_id))
        .join(Role, col(Role.id) == col(User.role_id))
        .join(Inviter, col(Inviter.id) == col(Invitation.invited_by))
        .where(col(Invitation.workspace_id) == workspace_id, *_WAITING)
    )
    for word in words:
        query = query.where(col(User.search_text).contains(word, autoescape=True))
    return query


def _last_delivery() -> ScalarSelect[str]:
    kept_here = (col(OutboxMessage.state) == MailState.SENT) & (col(OutboxMessage.channel) == LOCAL)
    return (
        select(case((kept_here, LOCAL), else_=col(OutboxMessage.state)))
        .where(col(OutboxMessage.subject_id) == col(Invitation.id))
        .order_by(col(OutboxMessage.version).desc(), col(OutboxMessage.id).desc())
        .limit(1)
        .correlate(Invitation)
        .scalar_subquery()
    )


def count(session: Session, workspace_id: str) -> int:
    """Count the invitations that wait for an answer, those past their term too."""
    theirs = col(Invitation.workspace_id) == workspace_id
    query = select(func.count()).select_from(Invitation).where(theirs, *_WAITING)
    return session.execute(query).scalar_one()
