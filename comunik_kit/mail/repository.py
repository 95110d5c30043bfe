"""Every query of the outbox: claiming by lease, recording what happened, and the archive's pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from comunik_kit.mail.rules import Outcome
from comunik_kit.mail.tables import MailState, OutboxMessage, WorkerBeat
from comunik_kit.workspaces.tables import Domain, DomainState, Workspace

_LOOK = "look"


@dataclass(frozen=True, slots=True)
class Look:
    """What a message takes from its workspace.

    Kept with the row while an attempt is in doubt: same bytes again.
    """

    brand: str = ""
    accent: str = ""
    time_zone: str = ""
    host: str = ""
    host_state: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the outbox together with all that rendering needs."""

    id: str
    workspace_id: str
    template: str
    key: str
    to_email: str
    to_name: str
    recipient_id: str
    recipient_rank: int
    language: str
    purpose: str
    subject_id: str
    version: int
    state: str
    channel: str
    attempts: int
    in_trouble_since: datetime | None
    created_at: datetime
    sent_at: datetime | None
    last_error: str
    look: Look
    params: dict[str, Any] = field(default_factory=dict)


def _may_leave(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Say what makes a row due: queued, its hour come, nobody at work on it, and a domain that links can name."""
    ready = select(Domain.workspace_id).where(col(Domain.state) != DomainState.PENDING.value)
    free = or_(col(OutboxMessage.lease_until).is_(None), col(OutboxMessage.lease_until) <= now)
    return (
        col(OutboxMessage.state) == MailState.QUEUED.value,
        col(OutboxMessage.next_at) <= now,
        free,
        col(OutboxMessage.workspace_id).in_(ready),
    )


def anything_due(session: Session, now: datetime) -> bool:
    """Look whether there is work, without taking the write lock."""
    return session.exec(select(OutboxMessage.id).where(*_may_leave(now)).limit(1)).first() is not None


def claim(session: Session, now: datetime, *, until: datetime, mark: str, limit: int) -> list[str]:
    """Lease at most so many due rows, oldest first; their ids. A lease that ran out is anybody's.

    On PostgreSQL the rows of another claim are skipped; on SQLite the write transaction is alone anyway
    (its dialect writes no lock clause).
    """
    due = (
        select(OutboxMessage.id)
        .where(*_may_leave(now))
        .order_by(col(OutboxMessage.next_at), col(OutboxMessage.id))
    )
    ids = list(session.exec(due.limit(limit).with_for_update(skip_locked=True, of=OutboxMessage)).all())
    if ids:
        leased = update(OutboxMessage).where(col(OutboxMessage.id).in_(ids))
        session.exec(leased.values(lease_until=until, lease_by=mark))
    return ids


def _ours(message_id: str, mark: str) -> tuple[ColumnElement[bool], ...]:
    return (col(OutboxMessage.id) == message_id, col(OutboxMessage.lease_by) == mark)


def begin(session: Session, letter: Letter, mark: str, *, now: datetime, until: datetime) -> bool:
    """Note, right before handing over, that an attempt begins.

    False when the row is cancelled or no longer ours.
    """
    look = {name: getattr(letter.look, name) for name in Look.__dataclass_fields__}
    statement = (
        update(OutboxMessage)
        .where(*_ours(letter.id, mark), col(OutboxMessage.state) == MailState.QUEUED.value)
        .values(
            lease_until=until,
            first_attempt_at=func.coalesce(col(OutboxMessage.first_attempt_at), now),
            params={**letter.params, _LOOK: look},
        )
    )
    return session.exec(statement).rowcount == 1


def mark_sent(
    session: Session, letter: Letter, mark: str, *, now: datetime, channel: str, provider_id: str
) -> bool:
    """Record that it left, with the carrier's proof.

    Even when it was cancelled in that very moment: that is the truth.
    """
    statement = (
        update(OutboxMessage)
        .where(*_ours(letter.id, mark))
        .values(
            state=MailState.SENT.value,
            sent_at=now,
            channel=channel,
            provider_id=provider_id[:200],
            lease_until=None,
            lease_by="",
            last_error="",
        )
    )
    return session.exec(statement).rowcount == 1


def mark_outcome(session: Session, letter: Letter, mark: str, outcome: Outcome) -> bool:
    """Record a failure, and free the row; False when it was cancelled or taken over meanwhile."""
    statement = (
        update(OutboxMessage)
        .where(*_ours(letter.id, mark), col(OutboxMessage.state) == MailState.QUEUED.value)
        .values(
            state=outcome.state.value,
            next_at=outcome.next_at,
            attempts=outcome.attempts,
            first_attempt_at=outcome.in_trouble_since,
            last_error=outcome.error,
            lease_until=None,
            lease_by="",
        )
    )
    return session.exec(statement).rowcount == 1


def release(session: Session, mark: str) -> None:
    """Give back what a claim holds and did not try."""
    statement = update(OutboxMessage).where(col(OutboxMessage.lease_by) == mark)
    session.exec(statement.values(lease_until=None, lease_by=""))


def letter(
    session: Session, message_id: str, *, workspace_id: str | None = None, mark: str | None = None
) -> Letter | None:
    """Read a row and its workspace's look: of one workspace (for a reader), or under one lease (for a worker)."""
    statement = _letters().where(col(OutboxMessage.id) == message_id)
    if workspace_id is not None:
        statement = statement.where(col(OutboxMessage.workspace_id) == workspace_id)
    if mark is not None:
        statement = statement.where(
            *_ours(message_id, mark), col(OutboxMessage.state) == MailState.QUEUED.value
        )
    found = session.exec(statement).first()
    return _letter_of(*found) if found else None


def letters(session: Session, workspace_id: str, message_ids: Sequence[str]) -> dict[str, Letter]:
    """Read some messages of a workspace, by their ids."""
    statement = _letters().where(
        col(OutboxMessage.workspace_id) == workspace_id, col(OutboxMessage.id).in_(message_ids)
    )
    return {found[0].id: _letter_of(*found) for found in session.exec(statement)}


def _letters() -> Any:
    return (
        select(OutboxMessage, Workspace, Domain)
        .join(Workspace, col(Workspace.id) == col(OutboxMessage.workspace_id))
        .join(Domain, col(Domain.workspace_id) == col(OutboxMessage.workspace_id), isouter=True)
    )


def _letter_of(row: OutboxMessage, workspace: Workspace, domain: Domain | None) -> Letter:
    kept = row.params.get(_LOOK) if row.first_attempt_at else None
    return Letter(
        id=row.id,
        workspace_id=row.workspace_id,
        template=row.template,
        key=row.dedupe_key,
        to_email=row.to_email,
        to_name=row.to_name,
        recipient_id=row.recipient_id,
        recipient_rank=row.recipient_rank,
        language=row.language,
        purpose=row.purpose,
        subject_id=row.subject_id,
        version=row.version,
        state=row.state,
        channel=row.channel,
        attempts=row.attempts,
        in_trouble_since=row.first_attempt_at,
        created_at=row.created_at,
        sent_at=row.sent_at,
        last_error=row.last_error,
        look=_kept_look(kept) if kept else _look_of(workspace, domain),
        params={name: value for name, value in row.params.items() if name != _LOOK},
    )


def _kept_look(kept: dict[str, str]) -> Look:
    """Read the look kept with a row, even by another version of the product."""
    return Look(**{name: kept[name] for name in Look.__dataclass_fields__ if name in kept})


def _look_of(workspace: Workspace, domain: Domain | None) -> Look:
    host, state = (domain.host, domain.state) if domain else ("", "")
    return Look(workspace.brand, workspace.accent, workspace.time_zone, host, state)


def page(session: Session, workspace_id: str, *, older_than: str, newer_than: str, size: int) -> list[Letter]:
    """Read at most so many messages of a workspace, newest first, on one side of an id (empty: from the newest)."""
    statement = _letters().where(col(OutboxMessage.workspace_id) == workspace_id)
    if newer_than:
        statement = statement.where(col(OutboxMessage.id) > newer_than).order_by(col(OutboxMessage.id))
        return [_letter_of(*found) for found in session.exec(statement.limit(size))][::-1]
    if older_than:
        statement = statement.where(col(OutboxMessage.id) < older_than)
    statement = statement.order_by(col(OutboxMessage.id).desc()).limit(size)
    return [_letter_of(*found) for found in session.exec(statement)]


def count(session: Session, workspace_id: str, *, newer_than: str = "") -> int:
    """Count a workspace's messages, all or those newer than one."""
    statement = select(func.count()).where(col(OutboxMessage.workspace_id) == workspace_id)
    return session.exec(statement.where(col(OutboxMessage.id) > newer_than)).one()


def beat(session: Session, name: str, now: datetime) -> None:
    """Leave a worker's sign of life, and forget the workers that gave none for a day."""
    session.exec(delete(WorkerBeat).where(col(WorkerBeat.at) < now - timedelta(days=1)))
    session.merge(WorkerBeat(name=name, at=now))
