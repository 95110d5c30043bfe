"""Whether a link was read in the built-in outbox: then whoever uses it need not be who reads its address's mail."""

from sqlalchemy import select
from sqlmodel import Session, col

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.tags import AuditTag
from comunik_kit.mail.tables import OutboxMessage


def was_link_read(s: Session, workspace_id: str, subject_id: str, version: int) -> bool:
    """Tell whether a message with this link of a subject was opened there, its link shown (`Mailbox.read`)."""
    return bool(link_readers(s, workspace_id, subject_id, version))


def link_readers(s: Session, workspace_id: str, subject_id: str, version: int) -> set[str]:
    """List the ids of those who opened one."""
    read = (
        select(col(AuditEntry.actor_id))
        .join(OutboxMessage, col(OutboxMessage.id) == col(AuditEntry.target_id))
        .where(col(AuditEntry.workspace_id) == workspace_id, col(OutboxMessage.workspace_id) == workspace_id)
        .where(col(OutboxMessage.subject_id) == subject_id, col(OutboxMessage.version) == version)
        .where(col(AuditEntry.tag) == AuditTag.MAIL_READ.value)
        .where(col(AuditEntry.details)["link_shown"].as_boolean().is_(True))
    )
    return {actor_id or "" for actor_id in s.execute(read.distinct()).scalars()}
