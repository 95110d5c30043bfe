"""Taking messages out of the queue: one transaction under the channel's lock, for all workers of all processes.

It decides whether anything may leave (pause, quota), when (slots), and which rows (urgent ones first), and leases them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from comunik_kit.mail import channels, pacing, rules
from comunik_kit.mail.pacing import Pace, PauseReason
from comunik_kit.mail.tables import MailChannel, MailState, OutboxMessage
from comunik_kit.workspaces.tables import Domain, DomainState, Workspace

MOST = 10  # messages of a channel that takes them one by one


@dataclass(frozen=True, slots=True)
class Ask:
    """What a worker asks for: its carrier's name and abilities, its mark, for how long, how many at most.

    `anew` tries batches again that an earlier process saw refused; `at_once` is how many single messages may travel
    together where nothing holds the channel to a pace.
    """

    channel: str
    mark: str
    lease: timedelta
    batch: int
    requests: float | None = None
    configured: float | None = None
    most: int | None = None
    anew: bool = False
    at_once: int = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """Leased rows, `size` to each hand-over, and when each hand-over may begin.

    `batch_key` names a batch that was handed over before and whose end nobody knows: it goes out again as it was.
    `counted` of the rows were counted against the quota of `day`. `gap` is the pace's, in seconds, and `lag` the
    channel's when the slots were taken.
    """

    mark: str
    ids: list[str]
    slots: list[datetime]
    size: int
    batch_key: str = ""
    is_probe: bool = False
    day: str = ""
    counted: int = 0
    gap: float = 0.0
    lag: float = 0.0

    @property
    def may_overlap(self) -> bool:
        """Tell whether its messages may travel together: single ones, without a pace, on a way known to be free."""
        return self.size == 1 and not (self.gap or self.batch_key or self.is_probe)

    def hand_overs(self) -> list[tuple[list[str], datetime]]:
        """Give the rows of each hand-over and its slot."""
        starts = range(0, len(self.ids), self.size)
        return [
            (self.ids[start : start + self.size], slot)
            for start, slot in zip(starts, self.slots, strict=True)
        ]


def _may_leave(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Say what makes a row due: queued, its hour come, nobody at work on it, and a domain that links can name.

    Nothing leaves a suspended workspace.
    """
    ready = (
        select(Domain.workspace_id)
        .join(Workspace, col(Workspace.id) == col(Domain.workspace_id))
        .where(col(Domain.state) != DomainState.PENDING.value, col(Workspace.suspended_at).is_(None))
    )
    free = or_(col(OutboxMessage.lease_until).is_(None), col(OutboxMessage.lease_until) <= now)
    return (
        col(OutboxMessage.state) == MailState.QUEUED.value,
        col(OutboxMessage.next_at) <= now,
        free,
        col(OutboxMessage.workspace_id).in_(ready),
    )


def seconds_to_wait(session: Session, channel_name: str, now: datetime) -> float | None:
    """Look, without taking any lock, when a claim is worth while: in so many seconds, or None while nothing is due."""
    channel = session.get(MailChannel, channel_name)
    if channel and _is_closed(channel, now) and not _is_own_quota(channel):
        return None
    if session.exec(select(OutboxMessage.id).where(*_may_leave(now)).limit(1)).first() is None:
        return None
    first = pacing.first_slot(channel.next_slot_at, now) if channel else now
    return max(0.0, (first - now - pacing.AHEAD).total_seconds())


def lift_pause(channel: MailChannel) -> None:
    """Let a channel go on that stood still by itself."""
    channel.paused_at = channel.paused_until = None
    channel.pause_reason = channel.pause_detail = ""


def _is_closed(channel: MailChannel, now: datetime) -> bool:
    if channel.paused_by:
        return True
    return bool(channel.paused_at and (channel.paused_until is None or now < channel.paused_until))


def _is_own_quota(channel: MailChannel) -> bool:
    """Tell whether the pause comes from our own count: it ends as soon as the count allows."""
    return channel.pause_reason == PauseReason.QUOTA and not channel.pause_detail and not channel.paused_by


def claim(session: Session, now: datetime, ask: Ask) -> Claim | None:
    """Lease the next due rows and reserve their slots; None while nothing is due or nothing may leave.

    A lease that ran out is anybody's.
    """
    channel = channels.hold(session, ask.channel)
    if ask.anew:
        channel.learned_batch = None
    if _is_own_quota(channel) and pacing.left_today(channel, now) != 0:
        lift_pause(channel)
    first = pacing.first_slot(channel.next_slot_at, now)
    if _is_closed(channel, now) or first - now > pacing.AHEAD:
        return None
    pace = pacing.pace_of(channel, configured=ask.configured, requests=ask.requests, batch=ask.batch)
    rows, size = _rows(session, now, channel, pace, ask)
    return _leased(session, now, ask, channel, rows, (first, pace, size)) if rows else None


def _rows(
    session: Session, now: datetime, channel: MailChannel, pace: Pace, ask: Ask
) -> tuple[list[Any], int]:
    """Choose rows, and how many go in one hand-over."""
    most = MOST if pacing.per_second(pace) else MOST * ask.at_once
    wanted, left = pacing.portion(pace, most), pacing.left_today(channel, now)
    wanted = min(wanted, ask.most or wanted, 1 if channel.paused_at else wanted)
    head = _next_rows(session, now, wanted)
    if head and left == 0:
        channel.paused_at, channel.paused_until = now, pacing.end_of_day(now)
        channel.pause_reason, channel.pause_detail = PauseReason.QUOTA.value, ""
        return [], 1
    if head and head[0].batch_key:
        rows = _batch(session, head[0].batch_key)
        return rows, len(rows)
    return _fitting(head, pacing.size_of(pace))[:left], pacing.size_of(pace)


def _fitting(head: Sequence[Any], size: int) -> list[Any]:
    """Take the rows that may go together: one in doubt goes alone under its own key, a batch in doubt as it was."""
    if size > 1 and head and head[0].first_attempt_at:
        return [head[0]]
    return list(takewhile(lambda row: not row.batch_key and (size == 1 or not row.first_attempt_at), head))


_ROW = (
    col(OutboxMessage.id).label("id"),
    col(OutboxMessage.batch_key).label("batch_key"),
    col(OutboxMessage.first_attempt_at).label("first_attempt_at"),
    col(OutboxMessage.lease_until).label("lease_until"),
)


def _next_rows(session: Session, now: datetime, most: int) -> Sequence[Any]:
    """Read the first due rows. On SQLite the write transaction is alone anyway (its dialect writes no lock clause)."""
    query = (
        select(*_ROW)
        .where(*_may_leave(now))
        .order_by(col(OutboxMessage.priority), col(OutboxMessage.next_at), col(OutboxMessage.id))
        .limit(most)
        .with_for_update(skip_locked=True, of=OutboxMessage)
    )
    return session.execute(query).all()


def _batch(session: Session, key: str) -> list[Any]:
    """Read every row that was handed over under a key, also one that was cancelled since: the same bytes again."""
    query = select(*_ROW).where(col(OutboxMessage.batch_key) == key).order_by(col(OutboxMessage.id))
    return list(session.execute(query.with_for_update()).all())


def _leased(
    session: Session,
    now: datetime,
    ask: Ask,
    channel: MailChannel,
    rows: list[Any],
    plan: tuple[datetime, Pace, int],
) -> Claim:
    first, pace, size = plan
    sizes = [min(size, len(rows) - start) for start in range(0, len(rows), size)]
    slots, channel.next_slot_at = pacing.slots(first, pace, sizes)
    counted = sum(row.lease_until is None for row in rows)
    _count(channel, now, counted)
    leased = update(OutboxMessage).where(col(OutboxMessage.id).in_([row.id for row in rows]))
    session.exec(leased.values(lease_until=max(now, slots[-1]) + ask.lease, lease_by=ask.mark))
    return Claim(
        mark=ask.mark,
        ids=[row.id for row in rows],
        slots=slots,
        size=size,
        batch_key=rows[0].batch_key,
        is_probe=_probes(channel, now),
        day=channel.day,
        counted=counted,
        gap=pacing.gap_after(pace, size).total_seconds(),
        lag=channel.lag,
    )


def _probes(channel: MailChannel, now: datetime) -> bool:
    """Tell whether a claim is the try of a paused channel; nobody else tries until its end is known."""
    if channel.paused_at is None:
        return False
    channel.paused_until = now + timedelta(seconds=rules.PROBE_EVERY)
    return True


def _count(channel: MailChannel, now: datetime, messages: int) -> None:
    """Count against the day's quota before the hand-over, so that many workers together never pass it."""
    today = pacing.day_of(now)
    if channel.day != today:
        channel.day, channel.sent_today = today, 0
    channel.sent_today += messages


def uncount(channel: MailChannel, day: str, messages: int) -> None:
    """Give back what was counted and did not leave."""
    if channel.day == day:
        channel.sent_today = max(0, channel.sent_today - messages)


def put_off(channel: MailChannel, seconds: float) -> None:
    """Have every slot come later by so much, also those that are taken and not yet reached."""
    channel.lag += seconds
    if channel.next_slot_at:
        channel.next_slot_at += timedelta(seconds=seconds)


def release(session: Session, channel_name: str, claim: Claim) -> None:
    """Give back what a claim holds and did not try."""
    channel = channels.hold(session, channel_name)
    held = update(OutboxMessage).where(col(OutboxMessage.lease_by) == claim.mark)
    rows = session.exec(held.values(lease_until=None, lease_by="")).rowcount
    uncount(channel, claim.day, min(rows, claim.counted))
