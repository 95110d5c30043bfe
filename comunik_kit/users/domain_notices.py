"""What is written to those who look after the domain when its proof disappears; nobody can switch it off."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from comunik_kit.mail import outbox
from comunik_kit.mail.outbox import NewMessage, Template
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.proof_rules import GRACE
from comunik_kit.workspaces.tables import Domain, Workspace


def tell_domain_failing(s: Session, domain: Domain, moved_to: str, now: datetime) -> None:
    """Queue the warning, or the notice that links lead to `moved_to` from now on."""
    workspace = workspaces.workspace_of(s, domain.workspace_id)
    template = Template.DOMAIN_LOST if moved_to else Template.DOMAIN_FAILING
    told = [
        _message(workspace, domain, user, rank, template, moved_to)
        for user, rank in _keepers(s, domain.workspace_id)
    ]
    outbox.enqueue_all(s, told, now)


def _keepers(s: Session, workspace_id: str) -> Iterator[tuple[User, int]]:
    """List the active people whose role may change the domain."""
    roles = s.exec(select(Role).where(Role.workspace_id == workspace_id)).all()
    allowed = {role.id: role for role in roles if Permission.WHITE_LABEL_MANAGE in role.permissions}
    wanted = (
        select(User)
        .where(User.workspace_id == workspace_id, User.status == UserStatus.ACTIVE)
        .where(col(User.role_id).in_(allowed))
    )
    for user in s.exec(wanted.order_by(col(User.id))):
        yield user, allowed[user.role_id].rank


def _message(
    workspace: Workspace, domain: Domain, user: User, rank: int, template: Template, moved_to: str
) -> NewMessage:
    since = domain.failing_since
    return NewMessage(
        workspace_id=user.workspace_id,
        template=template,
        # Once for each time that a proof disappears, however many processes look.
        dedupe_key=f"{template.value}/{domain.id}/{user.id}/{since.isoformat() if since else ''}",
        to_email=user.email,
        to_name=user.full_name,
        recipient_id=user.id,
        recipient_rank=rank,
        language=user.language,
        params={
            "brand": workspace.brand,
            "accent": workspace.accent,
            "workspace": workspace.name,
            "full_name": user.full_name,
            "domain": domain.host,
            "moved_to": moved_to.rpartition("/")[2],
            "moves_at": (since + GRACE).isoformat() if since and not moved_to else "",
        },
        subject_id=user.id,
        priority=outbox.URGENT,
    )
