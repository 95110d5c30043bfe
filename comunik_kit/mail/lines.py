"""The delivery line of a message, read from its row; `delivery.py` has the words."""

from datetime import datetime

from comunik_kit.mail.delivery import TROUBLE, Delivery, standing
from comunik_kit.mail.rules import LOCAL
from comunik_kit.mail.tables import MailState, OutboxMessage
from comunik_kit.mail.views import DeliveryLine
from comunik_kit.workspaces.rules import mail_may_leave
from comunik_kit.workspaces.tables import Domain

DETAIL = 160
_EXPLAINED = TROUBLE | {Delivery.DELAYED}


def line_of(message: OutboxMessage, domain: Domain | None, now: datetime) -> DeliveryLine:
    """Say how a message stands."""
    word = word_of(message, domain, now)
    reason, detail = _why(message) if word in _EXPLAINED else ("", "")
    at = _since(message, word)
    return DeliveryLine(word.value, at.isoformat() if at else "", reason, detail[:DETAIL])


def word_of(message: OutboxMessage, domain: Domain | None, now: datetime) -> Delivery:
    """Say it in one word."""
    return standing(
        state=message.state,
        delivery=message.delivery,
        is_kept=message.channel == LOCAL,
        has_failed=bool(message.last_error),
        waits_for_domain=not mail_may_leave(domain),
        scheduled_at=message.scheduled_at,
        now=now,
    )


def _why(message: OutboxMessage) -> tuple[str, str]:
    """Give our reason and the carrier's words: reported after it left, or answered when it should have left."""
    if message.state == MailState.SENT:
        return "", message.delivery_detail
    reason, _, detail = message.last_error.partition(": ")
    return reason, detail or message.delivery_detail


def _since(message: OutboxMessage, word: Delivery) -> datetime | None:
    match word:
        case Delivery.WAITING | Delivery.QUEUED:
            return message.created_at
        case Delivery.SCHEDULED:
            return message.scheduled_at
        case Delivery.DELAYED:
            return message.sent_at or message.first_attempt_at or message.created_at
        case Delivery.SENT | Delivery.KEPT:
            return message.sent_at
        case Delivery.DELIVERED | Delivery.OPENED | Delivery.CLICKED:
            return getattr(message, f"{word.value}_at") or message.sent_at
        case _:
            ended = None if word is Delivery.CANCELLED else message.ended_at
            return ended or message.next_at
