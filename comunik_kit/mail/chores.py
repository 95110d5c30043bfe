"""What is done now and then beside the sending, in a thread of its own wherever mail is sent."""

import logging
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)

EVERY = 30.0


class Chores:
    """Tasks that look whether there is something to do. Each must be safe with several processes at it."""

    def __init__(self, *tasks: Callable[[], object], every: float = EVERY) -> None:
        """Take the tasks, and the seconds between two rounds."""
        self._tasks, self._every = tasks, every

    def run(self, stop: threading.Event) -> None:
        """Do a round at once and then every so often, until told to stop."""
        while True:
            self.round()
            if stop.wait(self._every):
                return

    def round(self) -> None:
        """Do each task once; one that fails is tried again next time, and keeps no other from its turn."""
        for task in self._tasks:
            try:
                task()
            except Exception as error:  # noqa: BLE001  - chores outlive a locked, lost or restarted database
                # Only the kind is told: a statement's parameters are people's addresses.
                logger.warning("chore: %s", type(error).__name__)
