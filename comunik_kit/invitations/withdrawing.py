"""What becomes of invitations when somebody's access ends: called by the acts that end it, in their transaction."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.invitations import repository
from comunik_kit.invitations.tables import Invitation
from comunik_kit.mail import outbox


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
