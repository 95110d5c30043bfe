"""The app's side: starts its companion, starts it again when it dies, ends it; passes on what each has to say."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial

from comunik_kit.companion.labour import PATIENCE_SECONDS, bells, labouring
from comunik_kit.companion.pipes import lines
from comunik_kit.kernel.bell import Bell
from comunik_kit.kernel.fanout import Fanout
from comunik_kit.settings import Workplace
from comunik_kit.wiring import Kit
from comunik_kit.wiring.ground import worker_name

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
LONG_LIFE = 60.0
_LAST_WORDS = 1.0


def working(kit: Kit) -> AbstractContextManager[None]:
    """Have the work done that nobody waits for, where the settings say."""
    match kit.settings.worker:
        case Workplace.COMPANION:
            return companion_of(kit).running()
        case Workplace.EMBEDDED:
            return labouring(kit)
        case Workplace.NONE:
            return nullcontext()


def companion_of(kit: Kit, environ: Mapping[str, str] | None = None) -> "Companion":
    """Make the companion of this process; `environ` is its environment where it is not ours."""
    command = [sys.executable, "-m", "comunik_kit.companion", worker_name()]
    return Companion(command, bells(kit), kit.fanout, environ=environ)


class Companion:
    """A process for the work, kept alive by a thread of this one."""

    def __init__(
        self,
        command: Sequence[str],
        bells: Mapping[str, Bell],
        fanout: Fanout,
        *,
        environ: Mapping[str, str] | None = None,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        """Take how to start it, the bells it shall hear, and who hears its announcements."""
        self._command, self._bells, self._fanout = command, bells, fanout
        self._environ, self._first_pause = environ, first_pause
        self._process: subprocess.Popen[bytes] | None = None
        self._lock, self._stopping = threading.Lock(), threading.Event()

    @property
    def process_id(self) -> int | None:
        """The living process, if there is one."""
        return self._process.pid if self._process else None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep it alive for a while; nobody waits for its start. At the end it finishes what is in hand (REL-08)."""
        for name, bell in self._bells.items():
            bell.pass_on_to(partial(self._ring, name))
        # Linux ends a child with the thread that started it: this one lives as long as the app.
        thread = threading.Thread(target=self._keep, name="companion", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._end(thread)

    def _end(self, thread: threading.Thread) -> None:
        with self._lock:
            self._stopping.set()
            self._hang_up()
        thread.join(PATIENCE_SECONDS + _LAST_WORDS)
        with self._lock:
            if self._process:
                logger.warning("the companion process did not end in time")
                self._process.kill()
        thread.join(_LAST_WORDS)

    def _ring(self, name: str) -> None:
        """Pass a bell on. A pipe that is full has unheard bells in it; a broken one is that of a dead process.

        Either way nothing is lost: whoever works looks by itself, at its start and every few seconds.
        """
        with self._lock, suppress(OSError, ValueError):
            if self._process and self._process.stdin:
                os.write(self._process.stdin.fileno(), f"{name}\n".encode())

    def _hang_up(self) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()

    def _keep(self) -> None:
        pause = self._first_pause
        while not self._stopping.is_set():
            began = time.monotonic()
            ending = self._live()
            if self._stopping.is_set():
                return
            if time.monotonic() - began > LONG_LIFE:
                pause = self._first_pause
            logger.warning("the companion process ended (%s) and is started again in %g s", ending, pause)
            self._fanout.have_all_look()
            self._stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _live(self) -> str:
        """Start it, hear it until it ends, and tell how it ended."""
        try:
            process = self._start()
        except OSError as error:
            return type(error).__name__
        if process.stdout:
            with process.stdout:
                for line in lines(process.stdout.fileno()):
                    self._fanout.tell_written(line)
        code = process.wait()
        with self._lock:
            self._hang_up()
            self._process = None
        return f"status {code}"

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603  - our own command, no shell
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=None if self._environ is None else dict(self._environ),
        )
        with self._lock:
            self._process = process
            if process.stdin:
                os.set_blocking(process.stdin.fileno(), False)
            if self._stopping.is_set():
                self._hang_up()
        return process
