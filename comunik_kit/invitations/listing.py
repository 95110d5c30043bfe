"""The list of invitations that wait for an answer: its pages and its length; each takes the workspace."""

from typing import TypeAlias

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from comunik_kit.invitations.repository import WAITING
from comunik_kit.invitations.tables import Invitation
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.workspaces.tables import Domain

Inviter = aliased(User, name="inviter")

Found: TypeAlias = Row[Invitation, User, Role, str, OutboxMessage, Domain]
"""A row of the list: the invitation, its person and their role, the inviter's name; then its last message and the
workspace's domain, each None where there is none (SQLAlchemy's types do not know outer joins)."""


def page_rows(
    session: Session, workspace_id: str, *, words: list[str], before: str = "", after: str = "", size: int
) -> list[Found]:
    """Read one page of invitations and one more, newest first; from the newest on without a cursor."""
    query = _rows(workspace_id, words)
    if before:
        newer = query.where(col(Invitation.id) > before).order_by(col(Invitation.id)).limit(size + 1)
        return list(reversed(session.execute(newer).all()))
    if after:
        query = query.where(col(Invitation.id) < after)
    return list(session.execute(query.order_by(col(Invitation.id).desc()).limit(size + 1)).all())


def _rows(workspace_id: str, words: list[str]) -> Select[Invitation, User, Role, str, OutboxMessage, Domain]:
    return (
        select(Invitation, User, Role, col(Inviter.full_name), OutboxMessage, Domain)
        .join(User, col(User.id) == col(Invitation.user_id))
        .join(Role, col(Role.id) == col(User.role_id))
        .join(Inviter, col(Inviter.id) == col(Invitation.invited_by))
        .outerjoin(OutboxMessage, col(OutboxMessage.id) == _last_message())
        .outerjoin(Domain, col(Domain.workspace_id) == col(Invitation.workspace_id))
        .where(col(Invitation.workspace_id) == workspace_id, *WAITING, *_invited(words))
    )


def _invited(words: list[str]) -> list[ColumnElement[bool]]:
    """Say who is meant; who was suspended is not until they are restored, here as in the counts of people."""
    found = (col(User.search_text).contains(word, autoescape=True) for word in words)
    return [col(User.status) == UserStatus.INVITED.value, *found]


def _last_message() -> ScalarSelect[str]:
    """The last message to the person about their invitation; what tells the inviter of it is another's."""
    last = aliased(OutboxMessage)
    return (
        select(col(last.id))
        .where(col(last.subject_id) == col(Invitation.id), col(last.recipient_id) == col(Invitation.user_id))
        .order_by(col(last.version).desc(), col(last.id).desc())
        .limit(1)
        .correlate(Invitation)
        .scalar_subquery()
    )


def count(session: Session, workspace_id: str, *, words: list[str]) -> int:
    """Count the invitations that wait for an answer, those past their term too: each is another person's."""
    waits = select(col(Invitation.id)).where(col(Invitation.user_id) == col(User.id), *WAITING).exists()
    people = select(func.count()).select_from(User).where(col(User.workspace_id) == workspace_id)
    return session.execute(people.where(*_invited(words), waits)).scalar_one()
