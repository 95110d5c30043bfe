"""Empties the outbox: claim by lease, write, re-check, hand over, record.

What is exact and what is not:

- A message that was written and not yet handed over is sent once, whatever dies in between: the row is the
  message, the lease of a dead worker runs out, and the next worker takes the row.
- Handed over, and the process died before it could record the answer: with Resend still once, because the
  same key goes out again within the 24 hours in which Resend remembers it (after 20 hours of trouble we
  stop: state `dead`). With SMTP at least once, see `senders/smtp.py`.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from random import random
from secrets import token_hex

from sqlalchemy.exc import DBAPIError

from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.mail import repository, rules
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.rules import Attempt, Outcome
from comunik_kit.mail.sender import DeliveryFailure, Rendered, Retry, Sender, Sent

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # longer than the slowest hand-over: connect, sign in, send, ten seconds each
POLL = 1.0
BEAT = timedelta(seconds=10)
BATCH = 10
RECORDINGS = 3
LONGEST_PAUSE = 5 * 60.0


class _Channel:
    """What this worker knows of the way out: it is kept in memory, a restart simply tries again."""

    def __init__(self) -> None:
        self._paused_until: datetime | None = None
        self._failures_in_a_row = 0

    def is_open(self, now: datetime) -> bool:
        return self._paused_until is None or now >= self._paused_until

    def pause(self, now: datetime, seconds: float) -> None:
        self._paused_until = now + timedelta(seconds=seconds)

    def worked(self) -> None:
        self._paused_until, self._failures_in_a_row = None, 0

    def failed(self, failure: DeliveryFailure, outcome: Outcome, now: datetime) -> None:
        """Pause as the failure asks.

        And after a few passing troubles in a row, so as not to try every row in vain.
        """
        self._failures_in_a_row += isinstance(failure, Retry)
        beyond = self._failures_in_a_row - rules.FAILURES_BEFORE_PAUSE
        if outcome.pause:
            self.pause(now, outcome.pause)
        elif isinstance(failure, Retry) and beyond >= 0:
            self.pause(now, min(rules.wait_after(beyond, 0.0), LONGEST_PAUSE))


class Worker:
    """One of any number of workers over the same outbox."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        sender: Sender,
        render: Callable[[Letter], Rendered],
        name: str,
        lease: timedelta = LEASE,
        poll: float = POLL,
        chance: Callable[[], float] = random,
    ) -> None:
        """Take the outbox, the carrier and the way to write a message.

        `name` tells the workers' beats apart.
        """
        self._db = db
        self._clock = clock
        self._sender = sender
        self._render = render
        self._name = name[:64]
        self._lease = lease
        self._poll = poll
        self._chance = chance
        self._channel = _Channel()
        self._wake = threading.Event()
        self._last_beat: datetime | None = None

    def nudge(self) -> None:
        """Wake the worker: a message was committed, or it should notice that it must stop."""
        self._wake.set()

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; a message in hand is finished, claimed ones are given back (REL-08)."""
        while not stop.is_set():
            self._wake.clear()
            if not self._turn(stop):
                self._wake.wait(self._poll)

    def _turn(self, stop: threading.Event) -> int:
        try:
            self._beat()
            return self.step(stop=stop)
        except Exception as error:  # noqa: BLE001  - a worker outlives a locked, lost or restarted database
            # Only the kind is told: a statement's parameters are people's addresses.
            logger.warning("mail worker %s: %s", self._name, type(error).__name__)
            return 0

    def step(self, limit: int = BATCH, stop: threading.Event | None = None) -> int:
        """Claim at most so many due messages and see each through; how many were claimed."""
        now = self._clock.now()
        if not self._channel.is_open(now) or not self._anything_due(now):
            return 0
        mark = f"{self._name[:47]}:{token_hex(8)}"
        with self._db.write() as session:
            ids = repository.claim(session, now, until=now + self._lease, mark=mark, limit=limit)
        self._see_through(ids, mark, stop or threading.Event())
        return len(ids)

    def _anything_due(self, now: datetime) -> bool:
        with self._db.read() as session:
            return repository.anything_due(session, now)

    def _see_through(self, ids: list[str], mark: str, stop: threading.Event) -> None:
        for position, message_id in enumerate(ids):
            if stop.is_set() or not self._channel.is_open(self._clock.now()):
                with self._db.write() as session:
                    repository.release(session, mark)
                return
            self._deliver_alone(message_id, mark)
            if position + 1 < len(ids):
                stop.wait(self._sender.pace)

    def _deliver_alone(self, message_id: str, mark: str) -> None:
        """See one message through; what goes wrong with it is no matter of the others. Its lease runs out."""
        try:
            self._deliver(message_id, mark)
        except Exception as error:  # noqa: BLE001  - see above
            logger.warning("mail %s: %s", message_id, type(error).__name__)

    def _deliver(self, message_id: str, mark: str) -> None:
        """See one message through, if it is still queued and ours."""
        with self._db.read() as session:
            letter = repository.letter(session, message_id, mark=mark)
        if letter is None:
            return
        attempt = Attempt(letter.attempts, letter.in_trouble_since, self._clock.now(), self._chance())
        try:
            dead = self._not_worth_sending(letter, attempt)
            rendered = None if dead else self._render(letter)
        except Exception as error:  # noqa: BLE001  - any mistake in a template is this one message's, not the worker's
            logger.error("mail %s cannot be written: %s", letter.id, type(error).__name__)  # noqa: TRY400
            dead, rendered = rules.outcome_of_broken_rendering(attempt, type(error).__name__), None
        if dead:
            self._record_outcome(letter, mark, dead)
        elif rendered:
            self._hand_over(letter, rendered, mark, attempt)

    def _not_worth_sending(self, letter: Letter, attempt: Attempt) -> Outcome | None:
        if rules.is_too_late(attempt):
            return rules.outcome_when_too_late(attempt)
        expires = letter.params.get("expires_at")
        if expires and datetime.fromisoformat(expires) <= attempt.now:
            return rules.outcome_of_expired_link(attempt)
        return None

    def _hand_over(self, letter: Letter, rendered: Rendered, mark: str, attempt: Attempt) -> None:
        now = self._clock.now()
        with self._db.write() as session:
            if not repository.begin(session, letter, mark, now=now, until=now + self._lease):
                return
        try:
            sent = self._sender.send(rendered, letter.key)
        except DeliveryFailure as failure:
            self._record_failure(letter, mark, failure, attempt)
        except Exception as error:  # noqa: BLE001  - a carrier's own mistake: nobody knows whether it left
            self._record_failure(letter, mark, Retry(type(error).__name__), attempt)
        else:
            self._channel.worked()
            self._record_sent(letter, mark, sent)

    def _record_failure(self, letter: Letter, mark: str, failure: DeliveryFailure, attempt: Attempt) -> None:
        outcome = rules.outcome_of(failure, attempt)
        self._channel.failed(failure, outcome, self._clock.now())
        logger.warning("mail %s did not leave: %s", letter.id, failure.code)
        self._record_outcome(letter, mark, outcome)

    def _record_outcome(self, letter: Letter, mark: str, outcome: Outcome) -> None:
        with self._db.write() as session:
            repository.mark_outcome(session, letter, mark, outcome)

    def _record_sent(self, letter: Letter, mark: str, sent: Sent) -> None:
        """Record the proof; insist, because a message that left and is not recorded would be sent again."""
        for left in reversed(range(RECORDINGS)):
            try:
                with self._db.write() as session:
                    repository.mark_sent(
                        session,
                        letter,
                        mark,
                        now=self._clock.now(),
                        channel=self._sender.channel,
                        provider_id=sent.provider_id,
                    )
            except DBAPIError:
                if not left:
                    raise
            else:
                return

    def _beat(self) -> None:
        now = self._clock.now()
        if self._last_beat is None or now - self._last_beat >= BEAT:
            with self._db.write() as session:
                repository.beat(session, self._name, now)
            self._last_beat = now
