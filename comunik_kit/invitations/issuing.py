"""Issuing inside an open transaction: the row, its message, its audit entry."""

from datetime import datetime, timedelta

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import repository, rules
from comunik_kit.invitations.errors import NotInvitable, TooManyResends
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel import phone
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail import outbox
from comunik_kit.mail.outbox import NewMessage, Template
from comunik_kit.roles.rules import RoleAboveYours, may_grant
from comunik_kit.workspaces import repository as workspaces

PURPOSE = "invite"


def check(actor: Actor, person: Invitee) -> None:
    """Refuse unless the actor could give this person their role today (INV-01)."""
    if not may_grant(actor, person.role.rank, person.role.permissions):
        raise RoleAboveYours
    if not rules.may_be_invited(person.user):
        raise NotInvitable


def issue(session: Session, actor: Actor, person: Invitee, now: datetime) -> Invitation:
    """Write a new invitation with its message."""
    invitation = Invitation(
        id=new_id(now),
        workspace_id=actor.workspace_id,
        user_id=person.user.id,
        email=person.user.email,
        invited_by=actor.user_id,
        created_at=now,
        issued_at=now,
        expires_at=now + rules.LIFETIME,
    )
    session.add(invitation)
    session.flush()
    _announce(session, actor, person, invitation, AuditTag.INVITED, now)
    return invitation


def reissue(session: Session, actor: Actor, person: Invitee, invitation: Invitation, now: datetime) -> None:
    """Give a live invitation a new link and a new term; the old link dies (INV-06)."""
    sent = repository.messages_since(session, person.user.id, now - timedelta(hours=1))
    if len(sent) >= rules.RESENDS_PER_HOUR:
        free_at = sent[-rules.RESENDS_PER_HOUR] + timedelta(hours=1)
        raise TooManyResends(count=repository.minutes_until(free_at, now))
    invitation.version += 1
    invitation.issued_at = now
    invitation.expires_at = now + rules.LIFETIME
    invitation.invited_by = actor.user_id
    outbox.cancel(session, invitation.id, below_version=invitation.version, now=now)
    _announce(session, actor, person, invitation, AuditTag.INVITATION_RESENT, now)


def _announce(
    session: Session, actor: Actor, person: Invitee, invitation: Invitation, tag: AuditTag, now: datetime
) -> None:
    person.user.invited_at = now
    session.add_all((person.user, invitation))
    outbox.enqueue(session, _message(session, actor, person, invitation), now)
    record(session, now, actor, tag, Target("user", person.user.id, person.user.full_name))


def _message(session: Session, actor: Actor, person: Invitee, invitation: Invitation) -> NewMessage:
    workspace = workspaces.workspace_of(session, actor.workspace_id)
    user, role = person.user, person.role
    return NewMessage(
        workspace_id=actor.workspace_id,
        template=Template.INVITATION,
        dedupe_key=f"{PURPOSE}/{invitation.id}/{invitation.version}",
        to_email=user.email,
        to_name=user.full_name,
        recipient_id=user.id,
        recipient_rank=role.rank,
        language=user.language,
        params={
            "workspace": workspace.name,
            "brand": workspace.brand,
            "accent": workspace.accent,
            "inviter": actor.name,
            "full_name": user.full_name,
            "email": user.email,
            "phone": phone.display(user.phone),
            "role_key": role.key,
            "role_name": role.name,
            "expires_at": invitation.expires_at.isoformat(),
        },
        purpose=PURPOSE,
        subject_id=invitation.id,
        version=invitation.version,
    )


def withdraw(session: Session, user_id: str, now: datetime) -> int:
    """Revoke what a removed person issued or was sent; return how many. For the acts that remove people."""
    gone = [
        each for each in repository.issued_by_or_to(session, user_id) if repository.revoke(session, each, now)
    ]
    for each in gone:
        outbox.cancel(session, each.id, now=now)
        person = repository.invitee(session, each.workspace_id, each.user_id)
        if person:
            person.user.invited_at = None
            session.add(person.user)
    return len(gone)
