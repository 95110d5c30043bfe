"""What this domain writes to people by mail. Only ever to the stored address (AUT-12)."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.access.tables import PasswordReset
from comunik_kit.mail import outbox
from comunik_kit.mail.outbox import NewMessage, Template
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User
from comunik_kit.workspaces import repository as workspaces

RESET_PURPOSE = "reset"
# A request makes a link once; a newer request is a new row.
RESET_VERSION = 1


def send_reset_link(s: Session, user: User, role: Role, reset: PasswordReset) -> None:
    """Queue the link of a reset request in the open transaction."""
    workspace = workspaces.workspace_of(s, user.workspace_id)
    message = NewMessage(
        workspace_id=user.workspace_id,
        template=Template.PASSWORD_RESET,
        dedupe_key=f"reset/{reset.id}/{RESET_VERSION}",
        to_email=user.email,
        to_name=user.full_name,
        recipient_id=user.id,
        recipient_rank=role.rank,
        language=user.language,
        params={
            "brand": workspace.brand,
            "full_name": user.full_name,
            "email": user.email,
            "expires_at": reset.expires_at.isoformat(),
        },
        purpose=RESET_PURPOSE,
        priority=outbox.URGENT,
        subject_id=reset.id,
        version=RESET_VERSION,
    )
    outbox.enqueue(s, message, reset.created_at)


def tell_password_changed(s: Session, user: User, role: Role, now: datetime) -> None:
    """Queue the notice that the password is another now (LOG-05); nobody can switch it off."""
    workspace = workspaces.workspace_of(s, user.workspace_id)
    message = NewMessage(
        workspace_id=user.workspace_id,
        template=Template.PASSWORD_CHANGED,
        dedupe_key=f"password-changed/{user.id}/{now.isoformat()}",
        to_email=user.email,
        to_name=user.full_name,
        recipient_id=user.id,
        recipient_rank=role.rank,
        language=user.language,
        params={"brand": workspace.brand, "full_name": user.full_name, "email": user.email},
        subject_id=user.id,
    )
    outbox.enqueue(s, message, now)
