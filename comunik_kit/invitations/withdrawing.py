"""Invitations that are taken back, by somebody or because an access ends; in the transaction of the act."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import issuing, messages, repository, rules
from comunik_kit.invitations.errors import AlreadyActive
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.rules import InvitationState
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.actor import Actor
from comunik_kit.mail import outbox
from comunik_kit.mail.outbox import Template
from comunik_kit.users import repository as users
from comunik_kit.workspaces import repository as workspaces

_TERM = {"issued_at", "expires_at", "lifetime_days", "reminders_sent", "link_requested_at"}


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


def term_of(invitation: Invitation) -> dict[str, Any]:
    """Say what a renewal sets anew of an invitation's term, in values of JSON."""
    return invitation.model_dump(mode="json", include=_TERM)


def unrenew(session: Session, actor: Actor, user_id: str, term: Mapping[str, Any], now: datetime) -> None:
    """Give a person's live invitation the term back that it had (`term_of`), and that is over.

    Its link keeps its number, so that a renewal makes another than the one that is taken back here: the one before
    opens no more either, but leads to the wish for a new one. Raises what `issuing.live` does.
    """
    person, invitation = issuing.live(session, actor, user_id)
    outbox.cancel(session, invitation.id, now=now)
    former = Invitation.model_validate({**invitation.model_dump(), **term})
    for name in _TERM:
        setattr(invitation, name, getattr(former, name))
    invitation.next_reminder_at = None
    person.user.invited_at = invitation.issued_at
    session.add_all((person.user, invitation))
    target = Target("user", person.user.id, person.user.full_name)
    record(session, now, actor, AuditTag.INVITATION_CHANGED, target, details={"fields": ["expires_at"]})


def withdraw(session: Session, user_id: str, now: datetime) -> int:
    """Revoke what a removed person issued or was sent; how many that was."""
    return _revoke(session, repository.issued_by_or_to(session, user_id), now)


def withdraw_issued(session: Session, user_id: str, now: datetime) -> int:
    """Revoke what a suspended person issued; how many that was."""
    issued = [each for each in repository.issued_by_or_to(session, user_id) if each.user_id != user_id]
    return _revoke(session, issued, now)


def pause(session: Session, user_id: str, now: datetime) -> None:
    """Send a suspended person nothing more of their invitation; its link sleeps until they are restored."""
    for each in _received(session, user_id):
        each.next_reminder_at = None
        session.add(each)
        outbox.cancel(session, each.id, now=now)


def resume(session: Session, user_id: str, now: datetime) -> None:
    """Undo a pause: what had not left leaves, and reminders go on. Past its term an invitation stays as it is."""
    for each in _received(session, user_id):
        if rules.state_of(each, now) is InvitationState.PENDING:
            _go_on(session, each, now)


def _go_on(session: Session, invitation: Invitation, now: datetime) -> None:
    workspace = workspaces.workspace_of(session, invitation.workspace_id)
    issuing.plan_reminder(invitation, workspace, rules.earliest_reminder(invitation, now))
    session.add(invitation)
    person = repository.invitee(session, invitation.workspace_id, invitation.user_id)
    if person and not invitation.by_card and not repository.has_left(session, invitation):
        inviter = users.name_of(session, invitation.workspace_id, invitation.invited_by)
        messages.write_again(session, workspace, inviter, person, invitation, Template.INVITATION, now)


def _received(session: Session, user_id: str) -> list[Invitation]:
    return [each for each in repository.issued_by_or_to(session, user_id) if each.user_id == user_id]


def _revoke(session: Session, given: list[Invitation], now: datetime) -> int:
    gone = [each for each in given if repository.revoke(session, each, now)]
    for each in gone:
        outbox.cancel(session, each.id, now=now)
        person = repository.invitee(session, each.workspace_id, each.user_id)
        if person:
            person.user.invited_at = None
            session.add(person.user)
    return len(gone)
