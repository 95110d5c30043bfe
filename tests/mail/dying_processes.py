"""Workers that kill themselves right after the provider's answer, one after the other, until the queue is empty.

Arguments: database, Resend's address, how many die. One process loads everything once and forks each worker, so that a
hundred deaths take seconds. A worker first repeats what its predecessor died over, records it, and dies over the next
hand-over; the last one empties the queue and lives.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.habits import Habits
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.sender import Answer, Parcel, Rendered, Sent
from comunik_kit.mail.senders.resend import ResendSender
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.mail.worker import Worker
from tests.mail.ground import KEY, PUBLIC_URL, SENDER
from tests.support.resend import KEY as API_KEY
from tests.support.waiting import eventually

LEASE = timedelta(seconds=0.05)


class Mortal(ResendSender):
    """Resend, with so many answers to live."""

    requests: float | None = None
    answers_to_live = 0

    def send(self, message: Rendered, key: str) -> Sent:
        """Send, and perhaps die before anybody hears of it."""
        sent = super().send(message, key)
        self._age()
        return sent

    def send_many(self, parcels: Sequence[Parcel], key: str) -> list[Answer]:
        """Send a batch, and perhaps die before anybody hears of it."""
        answers = super().send_many(parcels, key)
        self._age()
        return answers

    def _age(self) -> None:
        self.answers_to_live -= 1
        if not self.answers_to_live:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Forebear:
    """What every worker inherits: loaded code, compiled templates and statements; connections are each one's own."""

    db: Database
    sender: Mortal

    def worker(self) -> Worker:
        """Make a worker of this process."""
        return Worker(
            db=self.db,
            clock=SystemClock(),
            sender=self.sender,
            render=Renderer(keyring=Keyring(KEY), public_url=PUBLIC_URL).render,
            name=f"process-{os.getpid()}",
            habits=Habits(lease=LEASE),
        )

    def warm_up(self) -> None:
        """Send one message, and then a batch of two, as any worker does; be ready to fork."""
        for size in (1, 2):
            self.sender.batch = size
            while not self.worker().step(size):
                time.sleep(0.005)
        self.db.dispose()

    def live(self, *, answers: int, batch: int) -> None:
        """Work until dead, or until nothing is left; the lease of whoever died before has run out."""
        self.sender.answers_to_live, self.sender.batch = answers, batch
        worker, patience = self.worker(), 2 * LEASE.total_seconds()
        eventually(lambda: not self._leased(), of="the end of the lease")
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if worker.step():
                until = time.monotonic() + patience
            else:
                time.sleep(0.005)

    def _leased(self) -> bool:
        with self.db.read() as session:
            held = select(OutboxMessage.id).where(col(OutboxMessage.lease_until) > SystemClock().now())
            return session.exec(held.limit(1)).first() is not None


def main(database: str, resend_url: str, deaths: str) -> None:
    """Have so many die, of batches of every size, and one live; say how many were killed."""
    sender = Mortal(api_key=API_KEY, api_url=resend_url, address=SENDER)
    forebear, killed = Forebear(Database(database), sender), 0
    forebear.warm_up()
    for number in range(int(deaths) + 1):
        child = os.fork()
        if not child:
            is_last = number == int(deaths)
            forebear.live(answers=0 if is_last else 1 + (number > 0), batch=1 + number % 4)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    print(killed)  # noqa: T201  - what the test reads


if __name__ == "__main__":
    main(*sys.argv[1:])
