"""The row of a channel: read for a look, or held for a change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.tags import AuditTag
from comunik_kit.mail.tables import MailChannel


def read(session: Session, name: str) -> MailChannel:
    """Look at a channel; one that nothing was ever said about has no row yet, and no limits."""
    return session.get(MailChannel, name) or MailChannel(name=name)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a hand-over must know of its channel."""

    paused_by: str = ""
    paused_at: datetime | None = None
    learned_rate: float | None = None
    lag: float = 0.0


def standing(session: Session, name: str) -> Standing | None:
    """Look at what every hand-over looks at, as plain values; None before the channel's row is made."""
    found = session.connection().execute(_STANDING, {"name": name}).one_or_none()
    return Standing(*found) if found else None


# Built once: putting a statement together costs more than the database takes to answer it.
_STANDING: Any = select(
    col(MailChannel.paused_by),
    col(MailChannel.paused_at),
    col(MailChannel.learned_rate),
    col(MailChannel.lag),
).where(col(MailChannel.name) == bindparam("name"))


def hold(session: Session, name: str) -> MailChannel:
    """Hold a channel's row until the transaction ends, making it on first use; nobody else changes it meanwhile."""
    held = select(MailChannel).where(col(MailChannel.name) == name).with_for_update()
    held = held.execution_options(populate_existing=True)
    found = session.exec(held).first()
    if found is None:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        fresh = MailChannel(name=name).model_dump()
        session.connection().execute(insert(MailChannel).values(**fresh).on_conflict_do_nothing())
        found = session.exec(held).one()
    return found


def name_in_journal(session: Session, workspace_id: str, tag: AuditTag, moment: datetime) -> str:
    """Name who did something at just that moment; empty when the workspace's journal knows nobody."""
    query = select(AuditEntry.actor_name).where(
        col(AuditEntry.workspace_id) == workspace_id,
        col(AuditEntry.at) == moment,
        col(AuditEntry.tag) == tag.value,
    )
    return session.exec(query.limit(1)).first() or ""
