"""A real process with a real worker, which stops dead where a test wants to kill it.

Arguments: database, Resend's address, where to stop (`writing`, `sent`, `never`), the file that says it got there, and
how many messages go in one batch.
"""

import sys
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.habits import Habits
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.sender import Answer, Parcel, Rendered, Sent
from comunik_kit.mail.senders.resend import ResendSender
from comunik_kit.mail.worker import Worker
from tests.mail.ground import KEY, PUBLIC_URL, SENDER
from tests.support.resend import KEY as API_KEY

LEASE = timedelta(seconds=2)


class Stopping:
    """Stands still for good at one moment, after leaving word."""

    def __init__(self, moment: str, word: Path) -> None:
        """Take the moment and where to leave word."""
        self._moment = moment
        self._word = word

    def reach(self, moment: str) -> None:
        """Stand still when this is the moment."""
        if moment == self._moment:
            self._word.touch()
            time.sleep(3600)


class Hesitant(ResendSender):
    """Resend, with a moment between the provider's answer and our record of it."""

    stopping: Stopping
    requests: float | None = None

    def send(self, message: Rendered, key: str) -> Sent:
        """Send, and perhaps never come back."""
        sent = super().send(message, key)
        self.stopping.reach("sent")
        return sent

    def send_many(self, parcels: Sequence[Parcel], key: str) -> list[Answer]:
        """Send a batch, and perhaps never come back."""
        answers = super().send_many(parcels, key)
        self.stopping.reach("sent")
        return answers


def main(database: str, resend_url: str, moment: str, word: str, batch: str) -> None:
    """Work until killed."""
    stopping = Stopping(moment, Path(word))
    sender = Hesitant(api_key=API_KEY, api_url=resend_url, address=SENDER)
    sender.stopping, sender.batch = stopping, int(batch)
    renderer = Renderer(keyring=Keyring(KEY), public_url=PUBLIC_URL)

    def render(letter: Letter) -> Rendered:
        stopping.reach("writing")
        return renderer.render(letter)

    worker = Worker(
        db=Database(database),
        clock=SystemClock(),
        sender=sender,
        render=render,
        name=f"process-{Path(word).name}",
        habits=Habits(lease=LEASE, poll=0.05),
    )
    worker.run(threading.Event())


if __name__ == "__main__":
    main(*sys.argv[1:])
