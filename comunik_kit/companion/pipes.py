"""The two pipes between the app and its companion, line by line: bells one way, announcements the other."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from comunik_kit.kernel.fanout import Topic, written

TOGETHER = 0.05  # seconds: what is announced again and again meanwhile is said once
PATIENCE_SECONDS = 1.0
_AT_ONCE = 64 * 1024


def lines(pipe: int) -> Iterator[str]:
    """Read until the other side is gone.

    Without a buffer of Python's: a thread that waits in one would hold its lock at the end of the process.
    """
    rest = b""
    while piece := _read(pipe):
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line.decode("ascii", "replace") for line in whole)


def _read(pipe: int) -> bytes:
    try:
        return os.read(pipe, _AT_ONCE)
    except OSError:
        return b""


class Announcer:
    """Says on a pipe what this process announces: noted by whoever announces, written by one thread."""

    def __init__(self, pipe: int) -> None:
        """Take the end to write to."""
        self._pipe = pipe
        self._waiting: set[tuple[str, Topic]] = set()
        self._lock, self._ready, self._stop = threading.Lock(), threading.Event(), threading.Event()

    def note(self, workspace_id: str, topic: Topic) -> None:
        """Note an announcement; nobody waits for the pipe here."""
        with self._lock:
            self._waiting.add((workspace_id, topic))
        self._ready.set()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Say what is noted, for a while; at the end, what still waits."""
        thread = threading.Thread(target=self._keep_saying, name="announcing", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._ready.set()
            thread.join(PATIENCE_SECONDS)

    def _keep_saying(self) -> None:
        while not self._stop.is_set():
            self._ready.wait()
            self._ready.clear()
            self._say()
            self._stop.wait(TOGETHER)
        self._say()

    def _say(self) -> None:
        with self._lock:
            batch, self._waiting = self._waiting, set()
        said = "".join(f"{written(*each)}\n" for each in batch).encode("ascii", "replace")
        with suppress(OSError):  # the app is gone, and this process ends with it
            while said:
                said = said[os.write(self._pipe, said) :]
