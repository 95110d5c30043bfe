"""What a hand-over leaves behind on its channel's row, where every worker sees it: pauses, pace, the quota's count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from comunik_kit.mail import channels, claiming, pacing, rules
from comunik_kit.mail.channels import Standing
from comunik_kit.mail.pacing import PauseReason
from comunik_kit.mail.rules import Pause
from comunik_kit.mail.sender import Busy, ChannelPaused, DeliveryFailure, InProgress, NoBatches, Rejected
from comunik_kit.mail.tables import MailChannel


@dataclass(frozen=True, slots=True)
class News:
    """How a hand-over went: when it began, what failed (None: it was taken), how many failed in a row with it.

    `requests` is the carrier's first pace, `limit` what its answer allows. `returned` messages were counted against the
    quota of `day` and did not leave. `nothing_tried` says that a probe had nothing to hand over after all. The slots
    behind it are put off by `puts_off` seconds.
    """

    began: datetime
    now: datetime
    failure: DeliveryFailure | None = None
    failures: int = 0
    requests: float | None = None
    limit: float | None = None
    day: str = ""
    returned: int = 0
    nothing_tried: bool = False
    puts_off: float = 0.0


def settle(session: Session, name: str, told: Sequence[News]) -> bool:
    """Note on the channel's row what all workers must know; whether this one may go on with what it holds.

    The row is locked only when there is something to note.
    """
    channel = channels.standing(session, name)
    if channel is None or any(_matters(channel, news) for news in told):
        channel = channels.hold(session, name)
        for news in told:
            _note(channel, news)
        session.flush()
    return not channel.paused_at and not any(_asks_to_wait(news.failure) for news in told)


def _asks_to_wait(failure: DeliveryFailure | None) -> bool:
    return isinstance(failure, Busy) and not isinstance(failure, InProgress)


def _matters(channel: Standing, news: News) -> bool:
    learns = news.requests and news.limit and news.limit != channel.learned_rate
    return bool(news.failure or news.returned or learns or news.puts_off or channel.paused_at)


def _note(channel: MailChannel, news: News) -> None:
    claiming.uncount(channel, news.day, news.returned)
    claiming.put_off(channel, news.puts_off)
    if isinstance(news.failure, NoBatches):
        channel.learned_batch = 1
    _learn(channel, news)
    if channel.paused_by:
        return
    if news.nothing_tried:
        channel.paused_until = channel.paused_at and news.now  # the next message may try the way
    elif _was_answered(news.failure):
        _welcome(channel, news)
    elif news.failure and not (channel.paused_at and news.began < channel.paused_at):
        _stop(
            channel, rules.pause_after(news.failure, channel, failures=news.failures, now=news.now), news.now
        )


def _was_answered(failure: DeliveryFailure | None) -> bool:
    """Tell whether the carrier dealt with the message: then the way is free, whatever it thinks of the message."""
    return failure is None or isinstance(failure, Rejected | NoBatches)


def _welcome(channel: MailChannel, news: News) -> None:
    """End a pause that began before this success; one of our own count is not the carrier's to end."""
    own = channel.pause_reason == PauseReason.QUOTA and not channel.pause_detail
    if channel.paused_at and channel.paused_at <= news.began and not own:
        claiming.lift_pause(channel)


def _stop(channel: MailChannel, pause: Pause | None, now: datetime) -> None:
    if pause is None:
        return
    if channel.pause_reason != pause.reason:
        channel.paused_at = now
    channel.paused_until, channel.pause_reason = pause.until, pause.reason.value
    channel.pause_detail = pause.detail


def _learn(channel: MailChannel, news: News) -> None:
    """Take the provider's pace over: slower after « too many », back to its limit with every success."""
    current, limit = channel.learned_rate or news.requests, news.limit
    if isinstance(news.failure, Busy) and not isinstance(news.failure, ChannelPaused | InProgress):
        after = news.now + timedelta(seconds=news.failure.seconds)
        channel.next_slot_at = max(channel.next_slot_at or after, after)
        if current:
            _set_rate(channel, pacing.slower(min(current, limit or current)), news.now)
    elif current and limit:
        _set_rate(channel, pacing.recovered(channel.learned_rate or limit, limit), news.now)


def _set_rate(channel: MailChannel, rate: float, now: datetime) -> None:
    if channel.learned_rate != rate:
        channel.learned_rate, channel.learned_at = rate, now
