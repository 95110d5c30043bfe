"""A bell for those who wait for work of a kind: rung after a commit, so that nobody has to look all the time."""

import threading
from collections.abc import Callable


def _nobody() -> None:
    """Where nobody else works."""


class Bell:
    """Wakes a thread of this process, and another process where one does the work."""

    def __init__(self) -> None:
        """Begin in silence."""
        self._rung = threading.Event()
        self._elsewhere: Callable[[], None] = _nobody

    def pass_on_to(self, elsewhere: Callable[[], None]) -> None:
        """Have every ringing heard in another process as well; `elsewhere` must neither raise nor wait."""
        self._elsewhere = elsewhere

    def ring(self) -> None:
        """Say that there is work, or that it is time to stop."""
        self._rung.set()
        self._elsewhere()

    def hush(self) -> None:
        """Begin to listen anew: what was rung for until now is about to be looked at."""
        self._rung.clear()

    def wait(self, seconds: float) -> None:
        """Wait until it rings, at most so long: a ringing may get lost, and the work must not."""
        self._rung.wait(seconds)

    def answer(self, stop: threading.Event, work: Callable[[threading.Event], bool], *, every: float) -> None:
        """Work until told to stop: again at once while there was work, else when it rings or so many seconds later."""
        while not stop.is_set():
            self.hush()
            if not work(stop):
                self.wait(every)
