"""What this domain writes to people by mail: to the invitee, and to who invited them."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeAlias

from sqlmodel import Session

from comunik_kit.invitations.fresh import Fresh
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel import phone
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail import outbox
from comunik_kit.mail.outbox import NewMessage, Template
from comunik_kit.roles.repository import GivenRole
from comunik_kit.roles.tables import Role
from comunik_kit.workspaces.tables import Workspace

PURPOSE = "invite"
AnyRole: TypeAlias = Role | GivenRole


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


def remind(
    session: Session,
    workspace: Workspace,
    inviter: str,
    person: Invitee,
    invitation: Invitation,
    now: datetime,
) -> None:
    """Queue the next reminder, with the same link."""
    number = invitation.reminders_sent + 1
    key = f"reminder/{invitation.id}/{invitation.version}/{number}"
    message = to_invitee(workspace, inviter, person.user, person.role, invitation)
    outbox.enqueue(session, replace(message, template=Template.REMINDER, dedupe_key=key, send_at=None), now)


def write_again(
    session: Session,
    workspace: Workspace,
    inviter: str,
    person: Invitee,
    invitation: Invitation,
    template: Template,
    now: datetime,
) -> None:
    """Queue a message that was taken back, with what it should say now; a mail of its own to every carrier."""
    message = to_invitee(workspace, inviter, person.user, person.role, invitation)
    key = f"{message.dedupe_key}/{new_id(now)}"
    send_at = invitation.send_at if template is Template.INVITATION else None
    outbox.enqueue(session, replace(message, template=template, dedupe_key=key, send_at=send_at), now)


def tell_inviter(
    session: Session,
    template: Template,
    key: str,
    workspace: Workspace,
    inviter: Invitee,
    invitee: Invitee,
    now: datetime,
    *,
    send_at: datetime | None = None,
) -> None:
    """Queue what the inviter learns about somebody they invited; it leads to the person's record."""
    message = NewMessage(
        workspace_id=workspace.id,
        template=template,
        dedupe_key=key,
        to_email=inviter.user.email,
        to_name=inviter.user.full_name,
        recipient_id=inviter.user.id,
        recipient_rank=inviter.role.rank,
        language=inviter.user.language,
        params=_look(workspace) | {"full_name": inviter.user.full_name} | _about(invitee),
        send_at=send_at,
    )
    outbox.enqueue(session, message, now)


def _about(invitee: Invitee) -> dict[str, str]:
    return {
        "invitee": invitee.user.full_name,
        "email": invitee.user.email,
        "path": f"/users/{invitee.user.id}",
    }


def to_invitee(
    workspace: Workspace, inviter: str, user: Addressee, role: AnyRole, invitation: Invitation | Fresh
) -> NewMessage:
    """Say what the invitation's message says, and when it is to leave."""
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
            **_look(workspace),
            "inviter": inviter,
            "full_name": user.full_name,
            "email": user.email,
            "phone": phone.display(user.phone),
            "role_key": role.key,
            "role_name": role.name,
            "expires_at": invitation.expires_at.isoformat(),
            **_of_the_inviter(invitation),
        },
        purpose=PURPOSE,
        subject_id=invitation.id,
        version=invitation.version,
        send_at=invitation.send_at,
    )


def _of_the_inviter(invitation: Invitation | Fresh) -> dict[str, str]:
    """Give what is said only when somebody chose to."""
    words = {"words": invitation.words} if invitation.words else {}
    return words | ({"starts_on": invitation.starts_on.isoformat()} if invitation.starts_on else {})


def _look(workspace: Workspace) -> dict[str, str]:
    return {"workspace": workspace.name, "brand": workspace.brand, "accent": workspace.accent}
