"""What became of a message, in one word: the delivery line of the screens, and how carriers' reports move it.

Reports come late, twice and in any order (security row REL-06), so they are folded by rank and never by arrival:
whatever the order, the same reports give the same word.
"""

from datetime import datetime
from enum import StrEnum

from comunik_kit.mail.tables import MailState


class Delivery(StrEnum):
    """The words of `delivery.*`. The first eight are known before or without any report of the carrier."""

    WAITING = "waiting"  # for the proof of the domain
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    DELAYED = "delayed"
    CANCELLED = "cancelled"
    DEAD = "dead"
    KEPT = "kept"  # in the built-in outbox
    SENT = "sent"
    DELIVERED = "delivered"
    OPENED = "opened"
    CLICKED = "clicked"
    SUPPRESSED = "suppressed"
    FAILED = "failed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


# A report of a higher rank wins. A person who opened what first bounced somewhere on the way has it after all; who
# complains has read it, and must not be written to again.
_RANKS = (
    "",
    Delivery.SENT,
    Delivery.DELAYED,
    Delivery.DELIVERED,
    Delivery.SUPPRESSED,
    Delivery.FAILED,
    Delivery.BOUNCED,
    Delivery.OPENED,
    Delivery.CLICKED,
    Delivery.COMPLAINED,
)
ENDED = frozenset({Delivery.SUPPRESSED, Delivery.FAILED, Delivery.BOUNCED, Delivery.COMPLAINED})
TROUBLE = ENDED | {Delivery.DEAD}


def after(current: str, reported: str) -> str:
    """Fold one report into what is known so far; reports of the same rank change nothing."""
    return max(current, reported, key=_RANKS.index)


def standing(
    *,
    state: str,
    delivery: str,
    is_kept: bool,
    has_failed: bool,
    waits_for_domain: bool,
    scheduled_at: datetime | None,
    now: datetime,
) -> Delivery:
    """Say in one word how a message stands; « sent » is never said without the carrier's proof."""
    if state == MailState.QUEUED:
        return _before_leaving(
            has_failed=has_failed,
            waits_for_domain=waits_for_domain,
            later=bool(scheduled_at and scheduled_at > now),
        )
    if state != MailState.SENT:
        return Delivery(state)
    if is_kept:
        return Delivery.KEPT
    return Delivery(delivery or Delivery.SENT)


def _before_leaving(*, has_failed: bool, waits_for_domain: bool, later: bool) -> Delivery:
    if waits_for_domain:
        return Delivery.WAITING
    if later:
        return Delivery.SCHEDULED
    return Delivery.DELAYED if has_failed else Delivery.QUEUED
