"""Seeing a claim through: write the messages, wait for the slot, begin, hand over, record.

A transaction never spans a hand-over. Where nothing has to be waited for, the record of one hand-over and the beginning
of the next are one transaction; in the built-in outbox, where nothing leaves the house, a whole claim is one.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from threading import Event

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail import aftermath, channels, claiming, pacing, recording, rules, writing
from comunik_kit.mail.aftermath import News
from comunik_kit.mail.channels import Standing
from comunik_kit.mail.claiming import Claim
from comunik_kit.mail.habits import Memory, Tools
from comunik_kit.mail.recording import Beginning, Ready, Results
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.rules import LOCAL, Outcome
from comunik_kit.mail.sender import Answer, DeliveryFailure, Parcel, Retry, Sent
from comunik_kit.mail.writing import Ended

logger = logging.getLogger(__name__)

RECORDINGS = 3
LEAD = timedelta(seconds=0.1)  # a hand-over is begun in the database before its slot, so that it leaves at it


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
        self._lag = claim.lag
        self._free_at: datetime | None = None
        self._pending: list[Done] = []

    def run(self) -> None:
        """See each message through; what cannot be tried is given back."""
        written = writing.written(self._tools, self._claim)
        for ids, slot in self._claim.hand_overs():
            if not self._reach(slot):
                break
            try:
                self._hand_over([written[row_id] for row_id in ids if row_id in written], len(ids), slot)
            except Exception as error:  # noqa: BLE001  - no matter of the others; the lease of these runs out
                logger.warning("mail %s: %s", ids[0], type(error).__name__)
        self._record_pending()
        self._give_back()

    def _give_back(self) -> None:
        if self._stop.is_set() or not self._is_open:
            with self._tools.db.write() as session:
                claiming.release(session, self._channel, self._claim)

    def _reach(self, slot: datetime) -> bool:
        """Wait until a slot is about to come; False when it must not be used."""
        went_well = all(done.went_well for done in self._pending)
        if self._seconds_to(slot) > 0 or self._stop.is_set() or not went_well:
            self._record_pending()
        if self._is_open:
            self._wait(slot - LEAD, self._stop)
        return self._is_open and not self._stop.is_set()

    def _seconds_to(self, moment: datetime) -> float:
        return (moment - self._tools.clock.now()).total_seconds()

    def _wait(self, moment: datetime, stop: Event) -> None:
        seconds = self._seconds_to(moment)
        if seconds > 0:
            self._tools.habits.wait(stop, seconds)

    def _hand_over(self, entries: Sequence[Ready | Ended], claimed: int, slot: datetime) -> None:
        if self._channel == LOCAL:
            with self._tools.db.write() as session:
                begun, changed = self._begin_in(session, entries)
                changed += self._record_in(session, [self._send(begun, claimed, slot)])
            self._tell(changed)
            return
        begun = self._begin(entries)
        if self._is_open:
            put_off = slot + timedelta(seconds=self._lag - self._claim.lag)
            self._wait(put_off, Event())  # even when told to stop: begun is begun, and too early is too many
            self._pending = [self._send(begun, claimed, put_off)]

    def _begin(self, entries: Sequence[Ready | Ended]) -> list[Ready]:
        """Record the hand-over before and begin this one; if the database refuses, at least record."""
        try:
            with self._tools.db.write() as session:
                changed = self._record_in(session, self._pending)
                begun, ended = self._begin_in(session, entries)
        except DBAPIError:
            self._record_pending()
            raise
        self._pending = []
        self._tell(changed + ended)
        return begun

    def _begin_in(
        self, session: Session, entries: Sequence[Ready | Ended]
    ) -> tuple[list[Ready], list[Letter]]:
        """Look a last time: what is paused, suppressed, cancelled or ended does not leave."""
        channel = channels.standing(session, self._channel) or Standing()
        self._lag = channel.lag
        if channel.paused_by:
            self._is_open = False
            return [], []
        now, again = self._tools.clock.now(), bool(self._claim.batch_key)
        ready = [entry for entry in entries if isinstance(entry, Ready)]
        blocked = set() if again else recording.suppressed(session, ready)
        ended = [entry for entry in entries if isinstance(entry, tuple)]
        ended += [
            (each.letter, rules.outcome_of_suppressed(writing.attempt(self._tools, [each.letter])))
            for each in ready
            if each.letter.id in blocked
        ]
        changed = recording.record(session, ended, self._claim.mark, now, self._channel)
        is_one = self._claim.size == 1 or self._channel == LOCAL
        key = self._claim.batch_key or ("" if is_one else f"batch/{token_hex(16)}")
        beginning = Beginning(self._claim.mark, now + self._tools.habits.lease, key, again)
        wanted = [each for each in ready if each.letter.id not in blocked]
        return recording.begin(session, wanted, beginning, now), changed

    def _send(self, begun: list[Ready], claimed: int, slot: datetime) -> Done:
        began = self._tools.clock.now()
        answers, whole = self._answers(begun) if begun else ([], None)
        return self._done(begun, answers, whole, began, claimed=claimed, slot=slot)

    def _done(
        self,
        begun: list[Ready],
        answers: list[Answer],
        whole: DeliveryFailure | None,
        began: datetime,
        *,
        claimed: int,
        slot: datetime,
    ) -> Done:
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
            puts_off=pacing.put_off(self._late(slot, began), self._claim.gap) if begun else 0.0,
        )
        return Done(self._results(begun, answers, whole), news)

    def _late(self, slot: datetime, began: datetime) -> float:
        """Tell how much later than it should have the carrier can have counted a hand-over that is over.

        It did so before its answer came, by as much as an answer takes at least. That the hand-over before it took so
        long is nothing that the next ones must wait for.
        """
        now, memory = self._tools.clock.now(), self._memory
        late = (now - max(slot, self._free_at or slot)).total_seconds() - memory.quickest
        took = (now - began).total_seconds()
        memory.quickest = min(memory.quickest or took, took)
        self._free_at = now
        return late

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
            attempt = writing.attempt(self._tools, letters)
            broken_up = letters[0].batch_key and rules.breaks_up(whole)
            outcome = rules.outcome_of_broken_up(attempt) if broken_up else rules.outcome_of(whole, attempt)
            return [(letter, outcome) for letter in letters]
        return [
            (letter, self._result(letter, answer)) for letter, answer in zip(letters, answers, strict=True)
        ]

    def _result(self, letter: Letter, answer: Answer) -> Sent | Outcome:
        if isinstance(answer, Sent):
            return answer
        return rules.outcome_of(answer, writing.attempt(self._tools, [letter]))

    def _remember(self, failure: DeliveryFailure | None, begun: list[Ready]) -> None:
        if isinstance(failure, Retry):
            self._memory.failures += 1
        elif failure is None and begun:
            self._memory.failures = 0
        if failure and begun[0].letter.batch_key and rules.breaks_up(failure):
            self._memory.alone = len(begun)

    def _record_in(self, session: Session, over: Sequence[Done]) -> list[Letter]:
        now = self._tools.clock.now()
        if not over:
            return []
        news = [done.news for done in over]
        self._is_open = aftermath.settle(session, self._channel, news) and self._is_open
        results = [result for done in over for result in done.results]
        return recording.record(session, results, self._claim.mark, now, self._channel)

    def _record_pending(self) -> None:
        """Record what is over; insist, because a message that left and is not recorded would be sent again."""
        over, self._pending = self._pending, []
        if not over:
            return
        for left in reversed(range(RECORDINGS)):
            try:
                with self._tools.db.write() as session:
                    changed = self._record_in(session, over)
            except DBAPIError:
                if not left:
                    raise
            else:
                self._tell(changed)
                return

    def _tell(self, changed: Sequence[Letter]) -> None:
        for workspace_id in {letter.workspace_id for letter in changed}:
            self._tools.announce(workspace_id, Topic.MAIL)
