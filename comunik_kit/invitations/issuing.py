"""Issuing inside an open transaction: the row, its message, its audit entry."""

from datetime import datetime, timedelta
from typing import Protocol

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
from comunik_kit.roles.tables import Role
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.tables import Workspace

PURPOSE = "invite"


class Addressee(Protocol):
    """What an invitation needs to know of a person: of a row, or of somebody just written."""

    @property
    def id(self) -> str:
        """The row's id."""
        ...

    @property
    def full_name(self) -> str:
        """How the message greets them."""
        ...

    @property
    def email(self) -> str:
        """Where the message goes, as it was written."""
        ...

    @property
    def phone(self) -> str:
        """E.164, or empty."""
        ...

    @property
    def language(self) -> str:
        """The message's language."""
        ...


def check(actor: Actor, person: Invitee) -> None:
    """Refuse unless the actor could give this person their role today (INV-01)."""
    if not may_grant(actor, person.role.rank, person.role.permissions):
        raise RoleAboveYours
    if not rules.may_be_invited(person.user):
        raise NotInvitable


def issue(session: Session, actor: Actor, person: Invitee, now: datetime) -> Invitation:
    """Write a new invitation with its message."""
    invitation = fresh(actor, person.user, now)
    session.add(invitation)
    session.flush()
    _announce(session, actor, person, invitation, AuditTag.INVITED, now)
    return invitation


def fresh(actor: Actor, user: Addressee, now: datetime) -> Invitation:
    """Make an invitation that is not written yet."""
    return Invitation(
        id=new_id(now),
        workspace_id=actor.workspace_id,
        user_id=user.id,
        email=user.email,
        invited_by=actor.user_id,
        created_at=now,
        issued_at=now,
        expires_at=now + rules.LIFETIME,
    )


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
    outbox.cancel(session, invitation.id, below_version=invitation.version)
    _announce(session, actor, person, invitation, AuditTag.INVITATION_RESENT, now)


def _announce(
    session: Session, actor: Actor, person: Invitee, invitation: Invitation, tag: AuditTag, now: datetime
) -> None:
    person.user.invited_at = now
    session.add_all((person.user, invitation))
    workspace = workspaces.workspace_of(session, actor.workspace_id)
    outbox.enqueue(session, message(workspace, actor.name, person.user, person.role, invitation), now)
    record(session, now, actor, tag, Target("user", person.user.id, person.user.full_name))


def message(
    workspace: Workspace, inviter: str, user: Addressee, role: Role, invitation: Invitation
) -> NewMessage:
    """Say what the invitation's message says."""
    return NewMessage(
        workspace_id=workspace.id,
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
            "inviter": inviter,
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
        outbox.cancel(session, each.id)
        person = repository.invitee(session, each.workspace_id, each.user_id)
        if person:
            person.user.invited_at = None
            session.add(person.user)
    return len(gone)
