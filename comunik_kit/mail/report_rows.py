"""Every query of the carriers' reports: keeping one once, finding its message, moving the delivery line.

A report is found by what only its carrier and we know, the provider's id; the workspace is the message's own.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, literal, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from comunik_kit.kernel.table import Table
from comunik_kit.mail.delivery import Line
from comunik_kit.mail.tables import MailEvent, MailReport, OutboxMessage, Suppression

_MOMENTS = ("delivered_at", "opened_at", "clicked_at", "ended_at")


def keep(session: Session, report: MailReport) -> bool:
    """Write a report down; False when it came before."""
    return _insert_once(session, report)


def suppress(session: Session, suppression: Suppression) -> bool:
    """Write an address down as one not to write to; the first reason stays."""
    return _insert_once(session, suppression)


def _insert_once(session: Session, row: Table) -> bool:
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(type(row)).values(**row.model_dump()).on_conflict_do_nothing().returning(literal(1))
    return session.execute(statement).first() is not None


def forget(session: Session, report_id: str) -> None:
    """Take a report back."""
    session.exec(delete(MailReport).where(col(MailReport.id) == report_id))


def report(session: Session, report_id: str) -> MailReport | None:
    """Read a report."""
    return session.get(MailReport, report_id)


def message_of(session: Session, report: MailReport) -> OutboxMessage | None:
    """Find the message that a report speaks of, and hold its row until the transaction ends."""
    statement = select(OutboxMessage).where(*_speaks_of(report.source, report.provider_id))
    return session.exec(statement.with_for_update().execution_options(populate_existing=True)).first()


def _speaks_of(source: Any, provider_id: Any) -> tuple[Any, ...]:
    return (
        col(OutboxMessage.provider_id) == provider_id,
        col(OutboxMessage.provider_id) != "",  # for the index, which leaves those out that never left
        col(OutboxMessage.channel) == source,
    )


def mark_applied(session: Session, report_id: str, now: datetime) -> bool:
    """Claim a report for this transaction; False when another has applied it."""
    waiting = (col(MailReport.id) == report_id, col(MailReport.applied_at).is_(None))
    return session.exec(update(MailReport).where(*waiting).values(applied_at=now)).rowcount == 1


def empty(session: Session, report_id: str) -> None:
    """Take out of a report what names somebody; its id stays, so that it still counts once."""
    session.exec(update(MailReport).where(col(MailReport.id) == report_id).values(to_email="", detail=""))


def line_of(message: OutboxMessage) -> Line:
    """Read how a message stands."""
    return Line(message.delivery, *(getattr(message, name) for name in _MOMENTS))


def move(session: Session, message: OutboxMessage, line: Line, event: MailEvent) -> None:
    """Write down what happened and how the message stands now.

    The reason shown is the one of the earliest report that says what is shown: whatever the order they came in.
    """
    session.add(event)
    session.flush()
    same = (
        col(MailEvent.message_id) == message.id,
        col(MailEvent.kind) == line.delivery,
        col(MailEvent.source) == event.source,
    )
    reasons = select(MailEvent.detail).where(*same).order_by(col(MailEvent.at), col(MailEvent.detail))
    message.delivery = line.delivery
    message.delivery_detail = session.exec(reasons.limit(1)).first() or ""
    for name in _MOMENTS:
        setattr(message, name, getattr(line, name))
    session.add(message)


def matched(session: Session, *, since: datetime | None, limit: int) -> list[str]:
    """List reports that waited and whose message is known now, oldest first."""
    known = exists().where(*_speaks_of(col(MailReport.source), col(MailReport.provider_id)))
    statement = select(MailReport.id).where(col(MailReport.applied_at).is_(None), known)
    if since is not None:
        statement = statement.where(col(MailReport.received_at) >= since)
    return list(session.exec(statement.order_by(col(MailReport.received_at)).limit(limit)).all())


def count_waiting(session: Session, source: str, *, up_to: int) -> int:
    """Count the reports of a source that wait for their message, as far as a limit."""
    waiting = (col(MailReport.applied_at).is_(None), col(MailReport.source) == source)
    some = select(MailReport.id).where(*waiting).limit(up_to).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def drop_received_before(session: Session, moment: datetime) -> None:
    """Forget old reports; what they moved stays moved."""
    session.exec(delete(MailReport).where(col(MailReport.received_at) < moment))
