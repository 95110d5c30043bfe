"""Pure: from what is known of a channel to what its page says and draws."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from comunik_kit.mail.pacing import PauseReason
from comunik_kit.mail.sending_views import Hour, Pause
from comunik_kit.mail.tables import MailChannel

HOURS = 24
BY_HAND = "manual"
_TALLEST = 100.0
_SMALLEST = 2.0  # of 100: one message among thousands can still be seen


def pause_of(channel: MailChannel, now: datetime, *, by: str = "") -> Pause:
    """Say why nothing leaves; empty while mail leaves.

    A refused key holds until somebody repairs it, whatever is tried meanwhile; a quota or an outage until its hour.
    """
    if not channel.paused_by and not _holds(channel, now):
        return Pause()
    return Pause(
        reason=BY_HAND if channel.paused_by else channel.pause_reason or PauseReason.OUTAGE.value,
        by=by,
        since=iso(channel.paused_at),
        until="" if channel.paused_by else iso(channel.paused_until),
        detail=channel.pause_detail,
    )


def _holds(channel: MailChannel, now: datetime) -> bool:
    if channel.pause_reason == PauseReason.MISCONFIGURED:
        return True
    return channel.paused_until is not None and channel.paused_until > now


def hours_until(now: datetime) -> list[datetime]:
    """List the beginnings of the last 24 hours as the zone of `now` counts them, oldest first, the present one last."""
    present = now.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    return [present - timedelta(hours=number) for number in reversed(range(HOURS))]


def bars(starts: Sequence[datetime], counts: Sequence[tuple[int, int]]) -> list[Hour]:
    """Draw each hour in proportion to the busiest one."""
    busiest = max((sent + failed for sent, failed in counts), default=0)
    return [
        Hour(start.isoformat(), sent, failed, _height(sent, busiest), _height(failed, busiest))
        for start, (sent, failed) in zip(starts, counts, strict=True)
    ]


def _height(count: int, busiest: int) -> float:
    return max(_SMALLEST, round(_TALLEST * count / busiest, 1)) if count else 0.0


def iso(moment: datetime | None) -> str:
    """Write a moment for a screen; empty for none."""
    return moment.isoformat() if moment else ""
