"""Seeing a claim through: write the messages, wait for the slot, begin, hand over, record.

A transaction never spans a hand-over. Where nothing has to be waited for, the record of one hand-over and the beginning
of the next are one transaction; in the built-in outbox, where nothing leaves the house, a whole claim is one.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import random
from secrets import token_hex
from threading import Event

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from comunik_kit.kernel import email_address
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.fanout import Announce, Topic
from comunik_kit.mail import aftermath, claiming, recording, repository, rules
from comunik_kit.mail.aftermath import News
from comunik_kit.mail.claiming import Claim
from comunik_kit.mail.recording import Beginning, Ready, Results
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.rules import LOCAL, Attempt, Outcome
from comunik_kit.mail.sender import Answer, DeliveryFailure, Parcel, Rendered, Retry, Sender, Sent

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # longer than the slowest hand-over: connect, sign in, send, ten seconds each
POLL = 1.0
RECORDINGS = 3
Ended = tuple[Letter, Outcome]


@dataclass(frozen=True, slots=True)
class Habits:
    """How a worker goes about it: how long its rows are its own, how often an idle one looks, its jitter.

    `wait` waits so many seconds, or until told to stop.
    """

    lease: timedelta = LEASE
    poll: float = POLL
    chance: Callable[[], float] = random
    wait: Callable[[Event, float], object] = Event.wait


@dataclass(frozen=True, slots=True)
class Tools:
    """What handing over needs."""

    db: Database
    clock: Clock
    sender: Sender
    render: Callable[[Letter], Rendered]
    announce: Announce
    habits: Habits


@dataclass(slots=True)
class Memory:
    """What a worker remembers from one claim to the next.

    That is how many passing troubles came in a row, and how many messages go alone because one sank their batch.
    """

    failures: int = 0
    alone: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """A hand-over that is over and not yet recorded."""

    results: Results
    news: News

    @property
    def went_well(self) -> bool:
        """Tell whether it was taken, so that the next may follow at once."""
        return self.news.failure is None


class Round:
    """One claim, seen through."""

    def __init__(self, tools: Tools, memory: Memory, claim: Claim, stop: Event) -> None:
        """Take the tools, what the worker remembers, the claim, and what tells to stop."""
        self._tools = tools
        self._memory = memory
        self._claim = claim
        self._stop = stop
        self._channel = tools.sender.channel
        self._is_open = True
        self._pending: Done | None = None

    def run(self) -> None:
        """See each message through; what cannot be tried is given back."""
        written = self._written()
        for ids, slot in self._claim.hand_overs():
            if not self._reach(slot):
                break
            try:
                self._hand_over([written[row_id] for row_id in ids if row_id in written], len(ids))
            except Exception as error:  # noqa: BLE001  - no matter of the others; the lease of these runs out
                logger.warning("mail %s: %s", ids[0], type(error).__name__)
        self._record_pending()
        if self._stop.is_set() or not self._is_open:
            with self._tools.db.write() as session:
                claiming.release(session, self._channel, self._claim)

    def _reach(self, slot: datetime) -> bool:
        """Wait for a slot; False when it must not be used."""
        ahead = (slot - self._tools.clock.now()).total_seconds()
        if self._pending and (ahead > 0 or self._stop.is_set() or not self._pending.went_well):
            self._record_pending()
        if self._is_open and ahead > 0:
            self._tools.habits.wait(self._stop, (slot - self._tools.clock.now()).total_seconds())
        return self._is_open and not self._stop.is_set()

    def _hand_over(self, entries: Sequence[Ready | Ended], claimed: int) -> None:
        if self._channel == LOCAL:
            with self._tools.db.write() as session:
                begun, changed = self._begin_in(session, entries)
                changed += self._record_in(session, self._send(begun, claimed))
            self._tell(changed)
            return
        begun = self._begin(entries)
        if self._is_open:
            self._pending = self._send(begun, claimed)

    def _written(self) -> dict[str, Ready | Ended]:
        claim = self._claim
        with self._tools.db.read() as session:
            letters = repository.under_lease(session, claim.ids, claim.mark)
        written = {row_id: self._write(letter) for row_id, letter in letters.items()}
        ended = [entry for entry in written.values() if isinstance(entry, tuple)]
        if claim.batch_key and ended:  # a batch in doubt goes out whole or not at all
            return {row_id: (letter, ended[0][1]) for row_id, letter in letters.items()}
        return written

    def _write(self, letter: Letter) -> Ready | Ended:
        attempt = self._attempt([letter])
        try:
            if ended := self._not_worth_sending(letter, attempt):
                return letter, ended
            return Ready(letter, self._tools.render(letter), email_address.parse(letter.to_email).key)
        except Exception as error:  # noqa: BLE001  - any mistake in a template is this one message's, not the worker's
            logger.error("mail %s cannot be written: %s", letter.id, type(error).__name__)  # noqa: TRY400
            return letter, rules.outcome_of_broken_rendering(attempt, type(error).__name__)

    def _not_worth_sending(self, letter: Letter, attempt: Attempt) -> Outcome | None:
        if rules.is_too_late(attempt):
            return rules.outcome_when_too_late(attempt)
        expires = letter.params.get("expires_at")
        if expires and not letter.batch_key and datetime.fromisoformat(expires) <= attempt.now:
            return rules.outcome_of_expired_link(attempt)
        return None

    def _attempt(self, letters: Sequence[Letter]) -> Attempt:
        """Count one try; the messages of a batch share it, so that they stay together."""
        since = [letter.in_trouble_since for letter in letters if letter.in_trouble_since]
        failed = max(letter.attempts for letter in letters)
        return Attempt(failed, min(since, default=None), self._tools.clock.now(), self._tools.habits.chance())

    def _begin(self, entries: Sequence[Ready | Ended]) -> list[Ready]:
        """Record the hand-over before and begin this one; if the database refuses, at least record."""
        try:
            with self._tools.db.write() as session:
                changed = self._record_in(session, self._pending) if self._pending else []
                begun, ended = self._begin_in(session, entries)
        except DBAPIError:
            self._record_pending()
            raise
        self._pending = None
        self._tell(changed + ended)
        return begun

    def _begin_in(
        self, session: Session, entries: Sequence[Ready | Ended]
    ) -> tuple[list[Ready], list[Letter]]:
        """Look a last time: what is paused, suppressed, cancelled or ended does not leave."""
        if recording.is_stopped(session, self._channel):
            self._is_open = False
            return [], []
        now, again = self._tools.clock.now(), bool(self._claim.batch_key)
        ready = [entry for entry in entries if isinstance(entry, Ready)]
        blocked = set() if again else recording.suppressed(session, ready)
        ended = [entry for entry in entries if isinstance(entry, tuple)]
        ended += [
            (each.letter, rules.outcome_of_suppressed(self._attempt([each.letter])))
            for each in ready
            if each.letter.id in blocked
        ]
        changed = recording.record(session, ended, self._claim.mark, now, self._channel)
        key = self._claim.batch_key or ("" if self._channel == LOCAL else f"batch/{token_hex(16)}")
        beginning = Beginning(self._claim.mark, now + self._tools.habits.lease, key, again)
        wanted = [each for each in ready if each.letter.id not in blocked]
        return recording.begin(session, wanted, beginning, now), changed

    def _send(self, begun: list[Ready], claimed: int) -> Done:
        began = self._tools.clock.now()
        answers, whole = self._answers(begun) if begun else ([], None)
        failure = whole or (
            answers[0] if len(answers) == 1 and isinstance(answers[0], DeliveryFailure) else None
        )
        self._remember(failure, begun)
        taken = sum(isinstance(answer, Sent) for answer in answers)
        again = len(self._claim.ids) - self._claim.counted
        news = News(
            began=began,
            now=self._tools.clock.now(),
            failure=failure,
            failures=self._memory.failures,
            requests=self._tools.sender.requests,
            limit=self._tools.sender.limit,
            day=self._claim.day,
            returned=max(0, claimed - taken - again),
            nothing_tried=self._claim.is_probe and not begun,
        )
        return Done(self._results(begun, answers, whole), news)

    def _answers(self, begun: list[Ready]) -> tuple[list[Answer], DeliveryFailure | None]:
        """Hand over; each message's answer, and the failure if one is the answer for all of them."""
        first, sender = begun[0], self._tools.sender
        parcels = [Parcel(each.rendered, each.letter.key) for each in begun]
        try:
            if len(begun) > 1 or first.letter.batch_key:
                return sender.send_many(parcels, first.letter.batch_key), None
            return [sender.send(first.rendered, first.letter.key)], None
        except DeliveryFailure as failure:
            found = failure
        except Exception as error:  # noqa: BLE001  - a carrier's own mistake: nobody knows whether it left
            found = Retry(type(error).__name__)
        logger.warning("mail %s (%d) did not leave: %s", first.letter.id, len(begun), found.code)
        return [found] * len(begun), found

    def _results(
        self, begun: list[Ready], answers: list[Answer], whole: DeliveryFailure | None
    ) -> list[tuple[Letter, Sent | Outcome]]:
        letters = [each.letter for each in begun]
        if whole:
            attempt = self._attempt(letters)
            broken_up = letters[0].batch_key and rules.breaks_up(whole)
            outcome = rules.outcome_of_broken_up(attempt) if broken_up else rules.outcome_of(whole, attempt)
            return [(letter, outcome) for letter in letters]
        return [
            (
                letter,
                answer if isinstance(answer, Sent) else rules.outcome_of(answer, self._attempt([letter])),
            )
            for letter, answer in zip(letters, answers, strict=True)
        ]

    def _remember(self, failure: DeliveryFailure | None, begun: list[Ready]) -> None:
        if isinstance(failure, Retry):
            self._memory.failures += 1
        elif failure is None and begun:
            self._memory.failures = 0
        if failure and begun[0].letter.batch_key and rules.breaks_up(failure):
            self._memory.alone = len(begun)

    def _record_in(self, session: Session, done: Done) -> list[Letter]:
        now = self._tools.clock.now()
        self._is_open = aftermath.settle(session, self._channel, done.news) and self._is_open
        return recording.record(session, done.results, self._claim.mark, now, self._channel)

    def _record_pending(self) -> None:
        """Record what is over; insist, because a message that left and is not recorded would be sent again."""
        done, self._pending = self._pending, None
        if done is None:
            return
        for left in reversed(range(RECORDINGS)):
            try:
                with self._tools.db.write() as session:
                    changed = self._record_in(session, done)
            except DBAPIError:
                if not left:
                    raise
            else:
                self._tell(changed)
                return

    def _tell(self, changed: Sequence[Letter]) -> None:
        for workspace_id in {letter.workspace_id for letter in changed}:
            self._tools.announce(workspace_id, Topic.MAIL)
