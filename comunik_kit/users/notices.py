"""What this domain writes to people by mail."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.mail import outbox
from comunik_kit.mail.outbox import NewMessage, Template
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.workspaces import repository as workspaces


def tell_role_raised(s: Session, giver: Actor, user: User, before: Role, after: Role, now: datetime) -> None:
    """Queue the notice that a person may do more now (LOG-05).

    Whoever has not come in yet learns their role from the invitation.
    """
    if user.status != UserStatus.ACTIVE or after.rank <= before.rank:
        return
    message = NewMessage(
        workspace_id=user.workspace_id,
        template=Template.ROLE_RAISED,
        dedupe_key=f"role-raised/{user.id}/{now.isoformat()}",
        to_email=user.email,
        to_name=user.full_name,
        recipient_id=user.id,
        recipient_rank=after.rank,
        language=user.language,
        params=_params(s, giver.name, user, before, after),
        subject_id=giver.user_id,  # whose name it says, so that it is found when they are forgotten
    )
    outbox.enqueue(s, message, now)


def _params(s: Session, giver: str, user: User, before: Role, after: Role) -> dict[str, str]:
    workspace = workspaces.workspace_of(s, user.workspace_id)
    return {
        "brand": workspace.brand,
        "accent": workspace.accent,
        "workspace": workspace.name,
        "full_name": user.full_name,
        "giver": giver,
        "role_key": after.key,
        "role_name": after.name,
        "old_role_key": before.key,
        "old_role_name": before.name,
    }
