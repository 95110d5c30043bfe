"""What the page of sending and `comunik-kit mail status` count, from indexes alone: no row is read (tables.py).

But for what workers have in hand: that is few rows, however many wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import bindparam, case, func, or_
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from comunik_kit.mail.tables import MailState, OutboxMessage, Suppression, WorkerBeat
from comunik_kit.workspaces.tables import Domain, DomainState, Workspace

IN_TROUBLE = (MailState.DEAD.value, MailState.FAILED.value, MailState.SUPPRESSED.value)
MOST_COUNTED = 10_000
MOST_IN_HAND = 500  # of a few workers, each with a batch
WORKER_SILENCE = timedelta(seconds=60)
_EACH_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Queue:
    """What has not left: `due` now, `scheduled` for later, and since when the oldest due message is there."""

    due: int = 0
    scheduled: int = 0
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a workspace's mail stands, or all of theirs added up; `waiting` is for a domain."""

    queued: int = 0
    scheduled: int = 0
    waiting: int = 0
    sent_today: int = 0
    failed: int = 0
    dead: int = 0
    suppressed: int = 0
    blocked: int = 0
    oldest_at: datetime | None = None

    def __add__(self, other: Self) -> "Standing":
        """Add another workspace's."""
        oldest = min((each for each in (self.oldest_at, other.oldest_at) if each), default=None)
        numbers = [each.name for each in fields(self) if each.name != "oldest_at"]
        return Standing(
            **{name: getattr(self, name) + getattr(other, name) for name in numbers}, oldest_at=oldest
        )


def standing(session: Session, workspace_id: str, now: datetime) -> Standing:
    """Count all of it for one workspace."""
    mine, ready = queue(session, workspace_id, now), domain_ready(session, workspace_id)
    local = now.astimezone(time_zone(session, workspace_id))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return Standing(
        queued=mine.due if ready else 0,
        scheduled=mine.scheduled if ready else 0,
        waiting=0 if ready else mine.due + mine.scheduled,
        sent_today=left_since(session, workspace_id, midnight),
        blocked=blocked(session, workspace_id),
        oldest_at=mine.oldest_at if ready else None,
        **troubles(session, workspace_id),
    )


def in_trouble() -> ColumnElement[bool]:
    """Say which messages did not leave and will not by themselves, in the very words of the partial indexes.

    SQLite sees that such an index fits only when the states stand in the statement itself.
    """
    states = bindparam("states_in_trouble", IN_TROUBLE, expanding=True, literal_execute=True)
    return col(OutboxMessage.state).in_(states)


def queue(session: Session, workspace_id: str, now: datetime) -> Queue:
    """Count the messages that have not left."""
    later = col(OutboxMessage.scheduled_at) > now
    at_once = or_(col(OutboxMessage.scheduled_at).is_(None), col(OutboxMessage.scheduled_at) <= now)
    query = select(
        func.count().filter(at_once),
        func.count().filter(later),
        func.min(col(OutboxMessage.created_at)).filter(at_once),
    ).where(
        col(OutboxMessage.workspace_id) == workspace_id, col(OutboxMessage.state) == MailState.QUEUED.value
    )
    return Queue(*session.exec(query).one())


def due(session: Session, workspace_id: str, now: datetime) -> int:
    """Count the messages that could leave at once."""
    return queue(session, workspace_id, now).due if domain_ready(session, workspace_id) else 0


def in_hand(session: Session, now: datetime) -> int:
    """Count the due messages that workers have taken and not handed over: they are the first of the queue."""
    first = (
        select(OutboxMessage.lease_until)
        .where(col(OutboxMessage.state) == MailState.QUEUED.value, col(OutboxMessage.next_at) <= now)
        .order_by(col(OutboxMessage.priority), col(OutboxMessage.next_at))
        .limit(MOST_IN_HAND)
        .subquery()
    )
    return session.exec(select(func.count()).select_from(first).where(first.c.lease_until > now)).one()


def left_since(session: Session, workspace_id: str, moment: datetime | None = None) -> int:
    """Count the messages that left since a moment, or ever."""
    query = select(func.count()).where(
        col(OutboxMessage.workspace_id) == workspace_id, col(OutboxMessage.sent_at).is_not(None)
    )
    if moment is not None:
        query = query.where(col(OutboxMessage.sent_at) >= moment)
    return session.exec(query).one()


def troubles(session: Session, workspace_id: str) -> dict[str, int]:
    """Count the messages that did not leave, by state; every state is there."""
    query = (
        select(col(OutboxMessage.state), func.count())
        .where(col(OutboxMessage.workspace_id) == workspace_id, in_trouble())
        .group_by(col(OutboxMessage.state))
    )
    return dict.fromkeys(IN_TROUBLE, 0) | dict(session.exec(query).all())


def by_hour(session: Session, workspace_id: str, hours: Sequence[datetime]) -> list[tuple[int, int]]:
    """Count what left and what failed in each hour that begins at these moments, oldest first."""
    left = _per_hour(
        session, workspace_id, hours, col(OutboxMessage.sent_at), col(OutboxMessage.sent_at).is_not(None)
    )
    failed = _per_hour(session, workspace_id, hours, col(OutboxMessage.next_at), in_trouble())
    return [(left.get(number, 0), failed.get(number, 0)) for number in range(len(hours))]


def _per_hour(
    session: Session,
    workspace_id: str,
    hours: Sequence[datetime],
    moment: Mapped[datetime] | Mapped[datetime | None],
    which: ColumnElement[bool],
) -> dict[int, int]:
    hour = case(*[(moment < start + _EACH_HOUR, number) for number, start in enumerate(hours)]).label("hour")
    query = (
        select(hour, func.count())
        .where(
            col(OutboxMessage.workspace_id) == workspace_id,
            which,
            moment >= hours[0],
            moment < hours[-1] + _EACH_HOUR,
        )
        .group_by(hour)
    )
    return dict(session.execute(query).all())


def blocked(session: Session, workspace_id: str) -> int:
    """Count the addresses that are not written to, `MOST_COUNTED` at most."""
    some = (
        select(col(Suppression.id)).where(col(Suppression.workspace_id) == workspace_id).limit(MOST_COUNTED)
    )
    return session.exec(select(func.count()).select_from(some.subquery())).one()


def workers(session: Session, now: datetime) -> int:
    """Count the workers that gave a sign of life lately."""
    return session.exec(select(func.count()).where(col(WorkerBeat.at) > now - WORKER_SILENCE)).one()


def domain_ready(session: Session, workspace_id: str) -> bool:
    """Tell whether the workspace's mail may leave: its links need a domain that is ours."""
    state = session.exec(select(Domain.state).where(Domain.workspace_id == workspace_id)).first()
    return state is not None and state != DomainState.PENDING.value


def time_zone(session: Session, workspace_id: str) -> tzinfo:
    """Tell the zone in which the workspace's days begin."""
    name = session.exec(select(Workspace.time_zone).where(Workspace.id == workspace_id)).first() or "UTC"
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def everywhere(session: Session) -> list[str]:
    """List every workspace, for the operator's command line."""
    return list(session.exec(select(Workspace.id).order_by(col(Workspace.id))).all())
