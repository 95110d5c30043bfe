"""A companion that looks by itself once in ten minutes: whatever it does sooner, somebody rang for.

With a folder in its environment it also stands still with a message in hand, until the folder says `go`.
"""

import os
import sys
import time
from functools import partial
from pathlib import Path

from comunik_kit.bulk import engine
from comunik_kit.companion.__main__ import main
from comunik_kit.importing import working
from comunik_kit.mail import worker
from comunik_kit.mail.habits import Habits
from comunik_kit.mail.sender import Rendered, Sent
from comunik_kit.mail.senders.local import LocalSender

RARELY = 600.0
FOLDER = "TEST_IN_HAND"
_send = LocalSender.send


def _hesitant(self: LocalSender, message: Rendered, key: str) -> Sent:
    folder = Path(os.environ[FOLDER])
    (folder / "in hand").touch()
    while not (folder / "go").exists():
        time.sleep(0.02)
    return _send(self, message, key)


if __name__ == "__main__":
    worker.Habits = partial(Habits, poll=RARELY)
    engine.POLL = working.POLL = RARELY
    if FOLDER in os.environ:
        LocalSender.send = _hesitant
    main(sys.argv[1])
