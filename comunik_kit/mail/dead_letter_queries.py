"""Every query on the messages that did not leave; each takes the workspace."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from comunik_kit.kernel.ids import new_id
from comunik_kit.mail.delivery import Delivery
from comunik_kit.mail.figures import MOST_COUNTED, in_trouble
from comunik_kit.mail.inputs import TroubleFilter
from comunik_kit.mail.retrying import next_key
from comunik_kit.mail.tables import MailEvent, MailState, OutboxMessage, Suppression

SOURCE = "admin"


def page(
    session: Session, workspace_id: str, wanted: TroubleFilter, *, older_than: str, newer_than: str, size: int
) -> list[OutboxMessage]:
    """Read at most so many, newest first, on one side of an id (empty: from the newest)."""
    query = select(OutboxMessage).where(*_wanted(workspace_id, wanted))
    if newer_than:
        newer = query.where(col(OutboxMessage.id) > newer_than).order_by(col(OutboxMessage.id))
        return list(session.exec(newer.limit(size)).all())[::-1]
    if older_than:
        query = query.where(col(OutboxMessage.id) < older_than)
    return list(session.exec(query.order_by(col(OutboxMessage.id).desc()).limit(size)).all())


def count(session: Session, workspace_id: str, wanted: TroubleFilter, *, newer_than: str = "") -> int:
    """Count those that a filter wants, all or the newer ones, `MOST_COUNTED` at most."""
    some = select(col(OutboxMessage.id)).where(*_wanted(workspace_id, wanted))
    if newer_than:
        some = some.where(col(OutboxMessage.id) > newer_than)
    return session.exec(select(func.count()).select_from(some.limit(MOST_COUNTED).subquery())).one()


def hold(
    session: Session, workspace_id: str, wanted: TroubleFilter, *, older_than: str, size: int
) -> list[OutboxMessage]:
    """Read the next so many of a filter and hold them until the transaction ends; somebody else's are waited for."""
    query = select(OutboxMessage).where(*_wanted(workspace_id, wanted))
    if older_than:
        query = query.where(col(OutboxMessage.id) < older_than)
    query = query.order_by(col(OutboxMessage.id).desc()).limit(size)
    return list(session.exec(query.with_for_update(of=OutboxMessage)).all())


def one(session: Session, workspace_id: str, message_id: str) -> OutboxMessage | None:
    """Read one and hold it; None for a foreign id, and for a message that is not in trouble (any more)."""
    query = select(OutboxMessage).where(
        col(OutboxMessage.workspace_id) == workspace_id, col(OutboxMessage.id) == message_id, in_trouble()
    )
    return session.exec(query.with_for_update(of=OutboxMessage)).first()


def _wanted(workspace_id: str, wanted: TroubleFilter) -> tuple[ColumnElement[bool], ...]:
    conditions = [col(OutboxMessage.workspace_id) == workspace_id, in_trouble()]
    if wanted.kind != "all":
        conditions.append(col(OutboxMessage.state) == wanted.kind)
    if wanted.search:
        conditions.append(func.lower(col(OutboxMessage.to_email)).contains(wanted.search, autoescape=True))
    return tuple(conditions)


def blocked_among(session: Session, workspace_id: str, addresses: Sequence[str]) -> set[str]:
    """Say which of these keys of addresses the workspace writes to no more."""
    query = select(Suppression.email_key).where(
        col(Suppression.workspace_id) == workspace_id, col(Suppression.email_key).in_(addresses)
    )
    return set(session.exec(query).all())


def requeue(session: Session, rows: Sequence[OutboxMessage], now: datetime) -> None:
    """Put held messages back into the queue as if they had never been tried, under a key of their own.

    The carrier takes the old key for a message that it knows; with the new one it sends anew.
    """
    for row in rows:
        row.state, row.dedupe_key, row.batch_key = MailState.QUEUED.value, next_key(row.dedupe_key), ""
        row.attempts, row.first_attempt_at, row.last_error = 0, None, ""
        row.next_at, row.scheduled_at = now, None
        row.lease_until, row.lease_by = None, ""
        row.delivery, row.delivery_detail, row.ended_at = "", "", None
        session.add(row)
    _tell(session, rows, Delivery.QUEUED, now)


def cancel(session: Session, rows: Sequence[OutboxMessage], now: datetime) -> None:
    """Take held messages out of what has to be looked after; what was said about them stays."""
    ids = [row.id for row in rows]
    statement = update(OutboxMessage).where(col(OutboxMessage.id).in_(ids))
    session.exec(statement.values(state=MailState.CANCELLED.value, next_at=now))
    _tell(session, rows, Delivery.CANCELLED, now)


def _tell(session: Session, rows: Sequence[OutboxMessage], kind: Delivery, now: datetime) -> None:
    session.flush()
    session.add_all(
        MailEvent(
            id=new_id(now),
            workspace_id=row.workspace_id,
            message_id=row.id,
            kind=kind.value,
            source=SOURCE,
            at=now,
        )
        for row in rows
    )
