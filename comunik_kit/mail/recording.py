"""What is written around a hand-over: that an attempt begins, and what became of each message, step by step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select, tuple_, update
from sqlmodel import Session, col

from comunik_kit.kernel.table import change
from comunik_kit.mail import events
from comunik_kit.mail.delivery import Delivery
from comunik_kit.mail.events import Step
from comunik_kit.mail.repository import LOOK, Letter
from comunik_kit.mail.rules import LOCAL, Outcome
from comunik_kit.mail.sender import Rendered, Sent
from comunik_kit.mail.tables import MailState, OutboxMessage, Suppression

_FREE = {"lease_until": None, "lease_by": ""}


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that is written, and the address it goes to as suppressions are kept."""

    letter: Letter
    rendered: Rendered
    email_key: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a worker is about to hand over: under which lease, until when, as which batch (empty: each on its own).

    `again` says that the batch went out before and is repeated as it was.
    """

    mark: str
    until: datetime
    batch_key: str = ""
    again: bool = False


Results = Sequence[tuple[Letter, Sent | Outcome]]


def suppressed(session: Session, ready: Iterable[Ready]) -> set[str]:
    """Find the messages whose address their workspace writes to no more; their ids."""
    asked = {(each.letter.workspace_id, each.email_key): each.letter.id for each in ready}
    found = session.connection().execute(_SUPPRESSED, {"pairs": list(asked)})
    blocked = {tuple(row) for row in found}
    return {each.letter.id for each in ready if (each.letter.workspace_id, each.email_key) in blocked}


def begin(session: Session, ready: Sequence[Ready], beginning: Beginning, now: datetime) -> list[Ready]:
    """Note, right before handing over, that an attempt begins; the ones that are still ours and not cancelled.

    The batch and all that its bytes are made of are on the rows before the first byte leaves.
    """
    held = _held(session, [each.letter.id for each in ready], beginning.mark)
    kept = [each for each in ready if _goes(held.get(each.letter.id), again=beginning.again)]
    key = beginning.batch_key if len(kept) > 1 or beginning.again else ""
    kept = [replace(each, letter=replace(each.letter, batch_key=key)) for each in kept]
    rows = [
        {
            "id": each.letter.id,
            "lease_until": beginning.until,
            "first_attempt_at": each.letter.in_trouble_since or now,
            "params": {**each.letter.params, LOOK: asdict(each.letter.look)},
            "batch_key": key,
        }
        for each in kept
    ]
    change(session, OutboxMessage, rows)
    return kept


def _goes(state: str | None, *, again: bool) -> bool:
    return state == MailState.QUEUED or (again and state == MailState.CANCELLED)


def _held(session: Session, ids: Sequence[str], mark: str) -> Mapping[str, str]:
    """Read which of these rows are still under our lease, and their states; they are locked until the commit."""
    found = session.connection().execute(_HELD, {"ids": ids, "mark": mark})
    return {row.id: row.state for row in found}


# Built once: putting a statement together costs more than the database takes to answer it.
_HELD = (
    select(col(OutboxMessage.id), col(OutboxMessage.state))
    .where(
        col(OutboxMessage.id).in_(bindparam("ids", expanding=True)),
        col(OutboxMessage.lease_by) == bindparam("mark"),
    )
    .order_by(col(OutboxMessage.id))
    .with_for_update()
)
_PAIR = (col(Suppression.workspace_id), col(Suppression.email_key))
_SUPPRESSED = select(*_PAIR).where(tuple_(*_PAIR).in_(bindparam("pairs", expanding=True)))


def record(session: Session, results: Results, mark: str, now: datetime, channel: str) -> list[Letter]:
    """Record what became of messages; the ones that were still ours, whose pages have changed.

    A message that left is recorded as sent even when it was cancelled in that very moment: that is the truth.
    """
    if not results:
        return []
    held = _held(session, [letter.id for letter, _ in results], mark)
    ours = [(letter, result) for letter, result in results if letter.id in held]
    _record_sent(session, [(letter, sent) for letter, sent in ours if isinstance(sent, Sent)], now, channel)
    outcomes = [(letter, outcome) for letter, outcome in ours if isinstance(outcome, Outcome)]
    queued = [each for each in outcomes if held[each[0].id] == MailState.QUEUED]
    _record_outcomes(session, queued)
    for letter, outcome in outcomes:
        if held[letter.id] != MailState.QUEUED:
            _free(session, letter, keeps_batch=outcome.in_doubt)
    events.write(session, [step for each in ours if (step := _step(*each, held[each[0].id], channel))], now)
    return [letter for letter, _ in ours]


def _record_sent(session: Session, sent: Sequence[tuple[Letter, Sent]], now: datetime, channel: str) -> None:
    common = {
        "state": MailState.SENT.value,
        "sent_at": now,
        "channel": channel,
        "last_error": "",
        "batch_key": "",
        **_FREE,
    }
    rows = [{"id": letter.id, "provider_id": proof.provider_id[:200], **common} for letter, proof in sent]
    change(session, OutboxMessage, rows)


def _record_outcomes(session: Session, outcomes: Sequence[tuple[Letter, Outcome]]) -> None:
    rows = [
        {
            "id": letter.id,
            "state": outcome.state.value,
            "next_at": outcome.next_at or letter.next_at,
            "attempts": outcome.attempts,
            "first_attempt_at": outcome.in_trouble_since,
            "last_error": outcome.error,
            "batch_key": letter.batch_key if outcome.in_doubt else "",
            **_FREE,
        }
        for letter, outcome in outcomes
    ]
    change(session, OutboxMessage, rows)


def _free(session: Session, letter: Letter, *, keeps_batch: bool) -> None:
    """Let a row go that was cancelled meanwhile; it stays part of a batch that will be repeated."""
    freed = update(OutboxMessage).where(col(OutboxMessage.id) == letter.id)
    session.exec(freed.values(**_FREE) if keeps_batch else freed.values(**_FREE, batch_key=""))


_WORDS = {
    MailState.FAILED: Delivery.FAILED,
    MailState.DEAD: Delivery.DEAD,
    MailState.SUPPRESSED: Delivery.SUPPRESSED,
}


def _step(letter: Letter, result: Sent | Outcome, state: str, channel: str) -> Step | None:
    """Name the step, if it is one: a message is delayed once, however often it is tried again."""
    if isinstance(result, Sent):
        return Step(letter.workspace_id, letter.id, Delivery.KEPT if channel == LOCAL else Delivery.SENT)
    if state != MailState.QUEUED:
        return None
    if result.state in _WORDS:
        return Step(letter.workspace_id, letter.id, _WORDS[result.state], result.error)
    if result.error and not letter.last_error:
        return Step(letter.workspace_id, letter.id, Delivery.DELAYED, result.error)
    return None
