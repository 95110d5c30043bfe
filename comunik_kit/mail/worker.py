"""Empties the outbox: claims what may leave now and sees it through, at the pace that all workers share.

What is exact and what is not:

- A message that was written and not yet handed over is sent once, whatever dies in between: the row is the
  message, the lease of a dead worker runs out, and the next worker takes the row.
- Handed over, and the process died before it could record the answer: with Resend still once, because the
  same key goes out again within the 24 hours in which Resend remembers it (after 20 hours of trouble we
  stop: state `dead`). A batch has a key of its own; which rows it was made of is on the rows before it leaves,
  so that the very same batch goes out again. With SMTP at least once, see `senders/smtp.py`.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import token_hex

from comunik_kit.kernel.bell import Bell
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.fanout import Announce, announce_to_nobody
from comunik_kit.mail import claiming, repository
from comunik_kit.mail.abreast import Abreast
from comunik_kit.mail.claiming import Ask, Claim
from comunik_kit.mail.delivering import Round
from comunik_kit.mail.habits import Habits, Memory, Tools
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.sender import Rendered, Sender

logger = logging.getLogger(__name__)

OUTRUN = 0.02  # another worker took what was due: look again soon
BEAT = timedelta(seconds=10)


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
        announce: Announce = announce_to_nobody,
        rate: float | None = None,
        habits: Habits | None = None,
    ) -> None:
        """Take the outbox, the carrier and the way to write a message.

        `name` tells the workers' beats apart, `rate` is how many messages a second the environment allows.
        """
        self._db = db
        self._clock = clock
        self._sender = sender
        self._name = name[:64]
        self._rate = rate
        self._habits = habits or Habits()
        self._tools = Tools(db, clock, sender, render, announce, self._habits)
        self._memory = Memory()
        self._is_new = True
        self._rest = self._habits.poll
        self.bell = Bell()
        self._last_beat: datetime | None = None

    def nudge(self) -> None:
        """Wake the worker: a message was committed, or it should notice that it must stop."""
        self.bell.ring()

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; a message in hand is finished, claimed ones are given back (REL-08)."""
        while not stop.is_set():
            self.bell.hush()
            with self._sender.held():
                while self._turn(stop) and not stop.is_set():
                    pass
            if not stop.is_set():
                self.bell.wait(self._rest)

    def _turn(self, stop: threading.Event) -> int:
        try:
            self._beat()
            return self.step(stop=stop)
        except Exception as error:  # noqa: BLE001  - a worker outlives a locked, lost or restarted database
            # Only the kind is told: a statement's parameters are people's addresses.
            logger.warning("mail worker %s: %s", self._name, type(error).__name__)
            self._rest = self._habits.poll
            return 0

    def step(self, limit: int | None = None, stop: threading.Event | None = None) -> int:
        """Claim what may leave now (at most so many) and see each through; how many were claimed."""
        claim = self._claim(limit)
        if claim is None:
            return 0
        kind = Abreast if self._sender.at_once > 1 and claim.may_overlap else Round
        with self._sender.held():
            kind(self._tools, self._memory, claim, stop or threading.Event()).run()
        return len(claim.ids)

    def _claim(self, limit: int | None) -> Claim | None:
        """Look first without any lock: an idle worker must disturb nobody."""
        now = self._clock.now()
        with self._db.read() as session:
            seconds = claiming.seconds_to_wait(session, self._sender.channel, now)
        self._rest = OUTRUN if seconds == 0 else min(self._habits.poll, seconds or self._habits.poll)
        if seconds != 0:
            return None
        with self._db.write() as session:
            claim = claiming.claim(session, now, self._ask(limit))
        self._is_new = False
        self._memory.alone = max(0, self._memory.alone - len(claim.ids if claim else ()))
        return claim

    def _ask(self, limit: int | None) -> Ask:
        return Ask(
            channel=self._sender.channel,
            mark=f"{self._name[:47]}:{token_hex(8)}",
            lease=self._habits.lease,
            batch=1 if self._memory.alone else self._sender.batch,
            requests=self._sender.requests,
            configured=self._rate,
            most=limit,
            anew=self._is_new,
            at_once=self._sender.at_once,
        )

    def _beat(self) -> None:
        now = self._clock.now()
        if self._last_beat is None or now - self._last_beat >= BEAT:
            with self._db.write() as session:
                repository.beat(session, self._name, now)
            self._last_beat = now
