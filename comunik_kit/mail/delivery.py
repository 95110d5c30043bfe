"""What became of a message, in one word: the delivery line of the screens, and how carriers' reports move it.

Reports come late, twice and in any order (security row REL-06), so they are folded by rank and never by arrival:
whatever the order, the same reports give the same word.
"""

from dataclasses import dataclass, replace
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


# What a report says of a message that came back although its address is good: a full mailbox, say, or a server that
# could not be reached for days. The screens call it bounced too, since nobody tries again; but the address stays one to
# write to. It also comes from automatic replies that were taken for bounces, so that word of an arrival outranks it.
RETURNED = "returned"

# A report of a higher rank wins. A person who opened what first bounced somewhere on the way has it after all; who
# complains has read it, and must not be written to again.
_RANKS = (
    "",
    Delivery.SENT,
    Delivery.DELAYED,
    RETURNED,
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
_MOMENTS: dict[str, str] = {
    Delivery.DELIVERED: "delivered_at",
    Delivery.OPENED: "opened_at",
    Delivery.CLICKED: "clicked_at",
    **dict.fromkeys(ENDED, "ended_at"),
}


def after(current: str, reported: str) -> str:
    """Fold one report into what is known so far; reports of the same rank change nothing."""
    return max(current, reported, key=_RANKS.index)


@dataclass(frozen=True, slots=True)
class Line:
    """What a message's reports say together: the word, and the earliest moment of each kind.

    `ended_at` tells a bounce for good from a message that merely came back, which has none.
    """

    delivery: str = ""
    delivered_at: datetime | None = None
    opened_at: datetime | None = None
    clicked_at: datetime | None = None
    ended_at: datetime | None = None

    def told(self, kind: str, at: datetime) -> "Line":
        """Fold one report in: a `Delivery` or `RETURNED`, and when it happened."""
        came_back = self.delivery == Delivery.BOUNCED and self.ended_at is None
        known = after(RETURNED if came_back else self.delivery, kind)
        line = replace(self, delivery=Delivery.BOUNCED.value if known == RETURNED else str(known))
        name = _MOMENTS.get(kind)  # RETURNED and DELAYED have none
        if name is None:
            return line
        earliest = getattr(self, name)
        return replace(line, **{name: min(earliest, at) if earliest else at})


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
