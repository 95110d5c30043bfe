"""Pure decisions about pace: how fast a channel goes, when the next message may leave, when a queue is empty.

A hand-over is one request to the carrier, with one message or a batch of them. Each takes a slot: slots follow one
another at the pace's own gap, counted from the slot before and never from the end of the work, so nothing drifts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from math import ceil

from comunik_kit.mail.tables import MailChannel

MARGIN = 0.015  # a limit is counted where the requests arrive, a little earlier or later than they left
FORGIVEN = timedelta(seconds=0.25)  # lateness that is made up for; whoever was idle for longer begins anew
TOLERATED = 0.01  # lateness at the provider that the margin covers
UNHURRIED = 0.25  # the gap, in seconds, from which on slots are put off for a late hand-over
AHEAD = timedelta(seconds=1)  # slots are taken at most so long before they come
SLOWEST = 0.1
SLOWER, RECOVERY = 0.9, 1.02
UNPACED = 100.0  # messages a second that a channel without any limit is taken to manage, for estimates alone
SECONDS_A_DAY = 24 * 60 * 60


class PauseReason(StrEnum):
    """Why a channel stands still by itself (`MailChannel.pause_reason`); a person's pause has `paused_by` instead."""

    QUOTA = "quota"
    MISCONFIGURED = "misconfigured"
    OUTAGE = "outage"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a channel may go: messages and requests a second (None: as fast as it can), messages in a request."""

    messages: float | None = None
    requests: float | None = None
    batch: int = 1


def pace_of(channel: MailChannel, *, configured: float | None, requests: float | None, batch: int) -> Pace:
    """Put together what an admin set, what the environment says, and what the provider's headers taught us.

    `requests` is what the carrier starts with before any header; `batch` what one request of it takes.
    """
    return Pace(
        messages=configured if channel.rate is None else channel.rate,
        requests=requests if channel.learned_rate is None else channel.learned_rate,
        batch=min(batch, channel.learned_batch or batch),
    )


def size_of(pace: Pace) -> int:
    """Tell how many messages go in one hand-over: the carrier's batch, but one second's worth at most."""
    return pace.batch if pace.messages is None else min(pace.batch, max(1, int(pace.messages)))


def gap_after(pace: Pace, messages: int) -> timedelta:
    """Tell how long after the beginning of a hand-over of so many messages the next one may begin."""
    by_messages = messages / pace.messages if pace.messages else 0.0
    by_requests = 1 / pace.requests if pace.requests else 0.0
    return timedelta(seconds=max(by_messages, by_requests) * (1 + MARGIN))


def per_second(pace: Pace) -> float | None:
    """Tell how many messages a second leave a channel that is never without work; None when nothing bounds it."""
    size = size_of(pace)
    gap = gap_after(pace, size).total_seconds()
    return size / gap if gap else None


def portion(pace: Pace, most: int) -> int:
    """Tell how many messages one claim takes: a batch, or one second's worth of single ones, `most` at most."""
    size, rate = size_of(pace), per_second(pace)
    if size > 1:
        return size
    return most if rate is None else min(most, max(1, int(rate)))


def first_slot(next_slot_at: datetime | None, now: datetime) -> datetime:
    """Tell when the next hand-over may begin: at its slot, even one just missed; at once after an idle time."""
    if next_slot_at is None or next_slot_at < now - FORGIVEN:
        return now
    return next_slot_at


def slots(first: datetime, pace: Pace, sizes: Sequence[int]) -> tuple[list[datetime], datetime]:
    """Give each hand-over (of so many messages) its slot, and say when the one after them may begin."""
    times, following = [], first
    for messages in sizes:
        times.append(following)
        following += gap_after(pace, messages)
    return times, following


def put_off(late: float, gap: float) -> float:
    """Tell by how many seconds later slots must wait after a hand-over that was late at the provider.

    Whoever counts strictly would find it too close to the next one. At a quicker pace, chances even out.
    """
    return min(late, AHEAD.total_seconds()) - TOLERATED if gap >= UNHURRIED and late > TOLERATED else 0.0


def slower(requests: float) -> float:
    """Slow down after the provider said « too many »."""
    return max(SLOWEST, requests * SLOWER)


def recovered(requests: float, limit: float) -> float:
    """Come back, request by request, to what the provider allows; obey a lower limit at once."""
    return min(limit, requests * RECOVERY)


def day_of(now: datetime) -> str:
    """Name the day (UTC) that a quota is counted in."""
    return now.astimezone(UTC).date().isoformat()


def end_of_day(now: datetime) -> datetime:
    """Tell when the day (UTC) of a moment ends."""
    tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), UTC)


def left_today(channel: MailChannel, now: datetime) -> int | None:
    """Tell how many messages the daily quota still allows; None without a quota."""
    if channel.daily_quota is None:
        return None
    sent = channel.sent_today if channel.day == day_of(now) else 0
    return max(0, channel.daily_quota - sent)


def estimate(queued: int, channel: MailChannel, pace: Pace, now: datetime) -> datetime | None:
    """Tell when so many due messages will have left; None when the channel is paused without an end in sight.

    Messages planned for later are the caller's to leave out.
    """
    if channel.paused_by or channel.pause_reason == PauseReason.MISCONFIGURED:
        return None
    start = max(now, channel.paused_until or now, channel.next_slot_at or now)
    rate = per_second(pace) or UNPACED
    left = left_today(channel, start)
    if left is None or queued <= left:
        return start + timedelta(seconds=queued / rate)
    return _over_days(queued, channel, start, rate)


def _over_days(queued: int, channel: MailChannel, start: datetime, rate: float) -> datetime | None:
    """Spread what a quota does not let through today over the following days."""
    midnight = end_of_day(start)
    today = min(left_today(channel, start) or 0, int((midnight - start).total_seconds() * rate))
    a_day = min(channel.daily_quota or 0, int(SECONDS_A_DAY * rate))
    if not a_day:
        return None
    whole_days = ceil((queued - today) / a_day) - 1
    last = queued - today - whole_days * a_day
    return midnight + timedelta(days=whole_days, seconds=last / rate)
