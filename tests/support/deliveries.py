"""What a carrier does and reports, written as the worker and the web hooks write it, and announced as they do."""

from datetime import datetime

from comunik_kit.kernel.fanout import Topic
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail.delivery import ENDED, Delivery, after
from comunik_kit.mail.tables import MailEvent, MailState, OutboxMessage
from comunik_kit.wiring import Kit

_OURS = {
    Delivery.FAILED: MailState.FAILED,
    Delivery.DEAD: MailState.DEAD,
    Delivery.SUPPRESSED: MailState.SUPPRESSED,
    Delivery.CANCELLED: MailState.CANCELLED,
}


def hand_over(kit: Kit, message_id: str, *, at: datetime | None = None, channel: str = "resend") -> None:
    """Have a message leave, with the carrier's proof."""
    now = at or kit.clock.now()
    with kit.db.write() as session:
        message = session.get_one(OutboxMessage, message_id)
        message.state, message.sent_at, message.channel = MailState.SENT.value, now, channel
        message.provider_id = f"id-of-{message_id}"
        session.add_all((message, _event(message, Delivery.SENT, "worker", "", now)))
    kit.fanout.announce(message.workspace_id, Topic.MAIL)


def report(
    kit: Kit,
    message_id: str,
    word: Delivery,
    detail: str = "",
    *,
    at: datetime | None = None,
    source: str = "resend",
) -> None:
    """Have the carrier report about a message that left."""
    now = at or kit.clock.now()
    with kit.db.write() as session:
        message = session.get_one(OutboxMessage, message_id)
        message.delivery = after(message.delivery, word)
        message.delivery_detail = detail or message.delivery_detail
        if word in {Delivery.DELIVERED, Delivery.OPENED, Delivery.CLICKED}:
            setattr(message, f"{word.value}_at", now)
        if word in ENDED:
            message.ended_at = now
        session.add_all((message, _event(message, word, source, detail, now)))
    kit.fanout.announce(message.workspace_id, Topic.MAIL)


def give_up(kit: Kit, message_id: str, word: Delivery, error: str = "") -> None:
    """Have a message end before it leaves."""
    now = kit.clock.now()
    with kit.db.write() as session:
        message = session.get_one(OutboxMessage, message_id)
        message.state, message.last_error, message.ended_at = _OURS[word].value, error, now
        session.add_all((message, _event(message, word, "worker", error.partition(": ")[2], now)))
    kit.fanout.announce(message.workspace_id, Topic.MAIL)


def _event(message: OutboxMessage, word: Delivery, source: str, detail: str, now: datetime) -> MailEvent:
    return MailEvent(
        id=new_id(now),
        workspace_id=message.workspace_id,
        message_id=message.id,
        kind=word.value,
        source=source,
        detail=detail,
        at=now,
    )
