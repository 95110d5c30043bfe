"""Invitations that are taken back, by somebody or because an access ends; in the transaction of the act."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import issuing, repository
from comunik_kit.invitations.errors import AlreadyActive
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.actor import Actor
from comunik_kit.mail import outbox


def revoke(session: Session, actor: Actor, user_id: str, now: datetime) -> Invitee:
    """Take a person's live invitation back; its message leaves no more if it has not left.

    Raises what `issuing.live` does, and `AlreadyActive` when it was accepted meanwhile.
    """
    person, invitation = issuing.live(session, actor, user_id)
    if not repository.revoke(session, invitation, now):
        raise AlreadyActive
    outbox.cancel(session, invitation.id, now=now)
    person.user.invited_at = None
    session.add(person.user)
    target = Target("user", person.user.id, person.user.full_name)
    record(session, now, actor, AuditTag.INVITATION_REVOKED, target)
    return person


def withdraw(session: Session, user_id: str, now: datetime) -> int:
    """Revoke what a removed person issued or was sent; how many that was."""
    return _revoke(session, repository.issued_by_or_to(session, user_id), now)


def withdraw_issued(session: Session, user_id: str, now: datetime) -> int:
    """Revoke what a suspended person issued; how many that was."""
    issued = [each for each in repository.issued_by_or_to(session, user_id) if each.user_id != user_id]
    return _revoke(session, issued, now)


def pause(session: Session, user_id: str, now: datetime) -> None:
    """Send a suspended person nothing more of their invitation; its link sleeps until they are restored."""
    for each in repository.issued_by_or_to(session, user_id):
        if each.user_id == user_id:
            each.next_reminder_at = None
            session.add(each)
            outbox.cancel(session, each.id, now=now)


def _revoke(session: Session, given: list[Invitation], now: datetime) -> int:
    gone = [each for each in given if repository.revoke(session, each, now)]
    for each in gone:
        outbox.cancel(session, each.id, now=now)
        person = repository.invitee(session, each.workspace_id, each.user_id)
        if person:
            person.user.invited_at = None
            session.add(person.user)
    return len(gone)
