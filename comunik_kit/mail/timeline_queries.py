"""Every query of a person's timeline; each takes the workspace."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from comunik_kit.mail.tables import MailEvent, OutboxMessage

_MOST_STEPS = 400


def messages_to(
    session: Session, workspace_id: str, user_id: str, *, older_than: str, newer_than: str, size: int
) -> list[OutboxMessage]:
    """Read at most so many messages to a person, newest first, on one side of an id (empty: from the newest)."""
    query = select(OutboxMessage).where(
        col(OutboxMessage.recipient_id) == user_id, col(OutboxMessage.workspace_id) == workspace_id
    )
    if newer_than:
        newer = query.where(col(OutboxMessage.id) > newer_than).order_by(col(OutboxMessage.id))
        return list(session.exec(newer.limit(size)).all())[::-1]
    if older_than:
        query = query.where(col(OutboxMessage.id) < older_than)
    return list(session.exec(query.order_by(col(OutboxMessage.id).desc()).limit(size)).all())


def events_of(session: Session, workspace_id: str, message_ids: Sequence[str]) -> list[MailEvent]:
    """Read the steps of some messages, newest first; a letter that a robot opens all day has no end of them."""
    query = select(MailEvent).where(
        col(MailEvent.message_id).in_(message_ids), col(MailEvent.workspace_id) == workspace_id
    )
    return list(session.exec(query.order_by(col(MailEvent.id).desc()).limit(_MOST_STEPS)).all())
