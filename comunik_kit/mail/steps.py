"""The steps of one message: what was noted as it happened, and what only its row still tells."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from comunik_kit.mail.delivery import ENDED, Delivery
from comunik_kit.mail.lines import DETAIL
from comunik_kit.mail.rules import LOCAL
from comunik_kit.mail.tables import MailEvent, OutboxMessage
from comunik_kit.mail.views import DeliveryLine, Step

CREATED = "created"
_ORDER = [CREATED, *(word.value for word in Delivery)]
_LAST_WORDS = ENDED | {Delivery.DEAD, Delivery.CANCELLED}


def steps_of(message: OutboxMessage, events: Iterable[MailEvent], line: DeliveryLine) -> list[Step]:
    """List the steps, oldest first: each kind once, with its first time and how often it came."""
    steps: dict[str, tuple[datetime, Step]] = {
        CREATED: (message.created_at, _step(CREATED, message.created_at))
    }
    for event in sorted(events, key=lambda event: (event.at, event.id)):
        kind = _kind(message, event.kind)
        if kind in steps:
            at, before = steps[kind]
            steps[kind] = (at, _again(before, event))
        else:
            steps[kind] = (event.at, _step(kind, event.at, event.source, event.detail))
    for kind, at, detail in _told_by_row(message, line):
        steps.setdefault(kind, (at, _step(kind, at, detail=detail)))
    return [step for _, step in sorted(steps.values(), key=lambda found: (found[0], _place(found[1].kind)))]


def _kind(message: OutboxMessage, kind: str) -> str:
    """Never say that the built-in outbox sent something."""
    return Delivery.KEPT.value if kind == Delivery.SENT and message.channel == LOCAL else kind


def _told_by_row(message: OutboxMessage, line: DeliveryLine) -> Iterator[tuple[str, datetime, str]]:
    moments = {
        _kind(message, Delivery.SENT.value): message.sent_at,
        Delivery.DELIVERED.value: message.delivered_at,
        Delivery.OPENED.value: message.opened_at,
        Delivery.CLICKED.value: message.clicked_at,
    }
    for kind, at in moments.items():
        if at is not None:
            yield kind, at, ""
    if line.word in _LAST_WORDS and line.at:
        yield line.word, datetime.fromisoformat(line.at), line.detail


def _step(kind: str, at: datetime, source: str = "", detail: str = "") -> Step:
    return Step(kind, at.isoformat(), source, detail[:DETAIL])


def _again(before: Step, event: MailEvent) -> Step:
    detail = event.detail[:DETAIL] or before.detail
    return Step(before.kind, before.at, before.source, detail, before.times + 1)


def _place(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
