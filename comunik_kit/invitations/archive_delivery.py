"""How the last message of an invitation stands, in SQL: the same words as `mail.delivery.standing`."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, literal, or_, select, text
from sqlmodel import col

from comunik_kit.invitations.issuing import PURPOSE
from comunik_kit.invitations.tables import Invitation
from comunik_kit.mail.delivery import Delivery
from comunik_kit.mail.rules import LOCAL
from comunik_kit.mail.tables import MailState, OutboxMessage

# Word for word the condition of `ix_outbox_messages_inviting`: SQLite uses a partial index for no other spelling. Asked
# with a parameter instead, it takes the index of subjects.
_INVITING = text(f"outbox_messages.purpose = '{PURPOSE}'")
_QUEUED = frozenset({Delivery.WAITING, Delivery.SCHEDULED, Delivery.QUEUED, Delivery.DELAYED})
_BY_CHANNEL = frozenset({Delivery.KEPT, Delivery.SENT})
_OURS = frozenset(state.value for state in MailState) - {MailState.QUEUED, MailState.SENT}


def word(now: datetime, *, waits_for_domain: bool) -> ColumnElement[str]:
    """Say how a message stands."""
    waiting = literal(Delivery.WAITING.value)
    queued = case(
        (col(OutboxMessage.scheduled_at) > now, Delivery.SCHEDULED.value),
        (col(OutboxMessage.last_error) != "", Delivery.DELAYED.value),
        else_=Delivery.QUEUED.value,
    )
    return case(
        (col(OutboxMessage.state) == MailState.QUEUED.value, waiting if waits_for_domain else queued),
        (col(OutboxMessage.state) != MailState.SENT.value, col(OutboxMessage.state)),
        (col(OutboxMessage.channel) == LOCAL, Delivery.KEPT.value),
        (col(OutboxMessage.delivery) == "", Delivery.SENT.value),
        else_=col(OutboxMessage.delivery),
    )


def word_of_last(now: datetime, *, waits_for_domain: bool) -> ScalarSelect[str]:
    """Say how the last message of an invitation stands; NULL without any."""
    return (
        select(word(now, waits_for_domain=waits_for_domain))
        .where(col(OutboxMessage.subject_id) == col(Invitation.id), col(OutboxMessage.purpose) == PURPOSE)
        .order_by(col(OutboxMessage.version).desc(), col(OutboxMessage.id).desc())
        .limit(1)
        .correlate(Invitation)
        .scalar_subquery()
    )


def subjects(workspace_id: str, words: Iterable[str]) -> Select[str]:
    """Select the invitations with some message that stands, or nearly stands, in one of the words: by the index."""
    theirs = col(OutboxMessage.workspace_id) == workspace_id
    found = or_(*(_in_index(each) for each in words))
    return select(col(OutboxMessage.subject_id)).where(_INVITING, theirs, found)


def _in_index(wanted: str) -> ColumnElement[bool]:
    state, channel = col(OutboxMessage.state), col(OutboxMessage.channel)
    sent = state == MailState.SENT.value
    if wanted in _QUEUED:
        queued = state == MailState.QUEUED.value
        return or_(queued, and_(sent, col(OutboxMessage.delivery) == wanted)) if _reported(wanted) else queued
    delivered = and_(sent, col(OutboxMessage.delivery).in_(_stored(wanted)))
    if wanted in _BY_CHANNEL:
        return and_(delivered, channel == LOCAL if wanted == Delivery.KEPT else channel != LOCAL)
    return or_(state == wanted, delivered) if wanted in _OURS else delivered


def _reported(wanted: str) -> bool:
    return wanted == Delivery.DELAYED


def _stored(wanted: str) -> tuple[str, ...]:
    return ("", Delivery.SENT) if wanted in _BY_CHANNEL else (wanted,)
