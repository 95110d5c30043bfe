"""The product as people run it: `comunik-kit run` on loopback, its pages compiled once and kept between test runs."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from tests.support import forks, runs
from tests.support.cast import NOBODY
from tests.support.forks import Program
from tests.support.ports import free_port

# The pages name no port: all workers and all runs share what was compiled once.
_PAGES = runs.CACHE / "test-app"
_COMMAND = Path(sys.executable).parent / "comunik-kit"
# The first start compiles.
_PATIENCE = 240.0
_PARENT_DEATH_SIGNAL = 1
_started: list[int] = []


@dataclass(slots=True)
class App:
    """One running installation with a data folder of its own."""

    port: int
    environment: dict[str, str]
    log: Path
    afresh: bool = False
    _process: Program | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The address people type."""
        return self.environment["KIT_PUBLIC_URL"]

    @property
    def process_id(self) -> int:
        """The process that serves."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it says that it is ready."""
        with self.log.open("ab") as words:
            begin = _begin_afresh if self.afresh else forks.start
            self._process = begin([_COMMAND, "run"], env=self.environment, stdout=words, stderr=words)
        until = time.monotonic() + _PATIENCE
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The app did not start:\n{self.words()[-4000:]}")
            time.sleep(0.1)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it, politely or not; answer its exit code. SIGKILL strikes the server and its worker alike."""
        assert self._process is not None
        if number == signal.SIGKILL:
            self._kill()
        else:
            self._process.send_signal(number)
        try:
            return self._process.wait(15)
        except subprocess.TimeoutExpired as error:
            self._kill(signal.SIGABRT)  # and it says where each of its threads stands
            time.sleep(1)
            raise RuntimeError(f"The app did not end:\n{self.words()[-20_000:]}") from error
        finally:
            self._kill()

    def _kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def words(self) -> str:
        """Read everything it has said."""
        return self.log.read_text(errors="replace")

    def set_up_link(self) -> str:
        """Read the one-time link it printed."""
        found = re.findall(r"http\S+/setup\?code=\S+", self.words())
        assert found, self.words()
        return found[-1]

    def command(self, *arguments: str, given: str = "") -> str:
        """Run `comunik-kit …` beside it, with the same settings; answer what it says."""
        code, said = forks.run([_COMMAND, *arguments], env=self.environment, given=given)
        assert code == 0, said
        return said

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/healthz/ready", timeout=2).status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[App]:
    """Run an installation in that folder; settings are environment variables (`KIT_SMTP_URL="smtp://…"`).

    It begins loaded: see `forker.py`.
    """
    with _running(folder, settings, afresh=False) as app:
        yield app


@contextmanager
def running_afresh(folder: Path, **settings: str) -> Iterator[App]:
    """Run an installation that is started exactly as people start theirs."""
    with _running(folder, settings, afresh=True) as app:
        yield app


@contextmanager
def _running(folder: Path, settings: dict[str, str], *, afresh: bool) -> Iterator[App]:
    port = free_port()
    app = App(port, _environment(folder, port) | settings, folder / "app.log", afresh)
    try:
        _start_in_turn(app)
        yield app
    finally:
        app.stop()


@contextmanager
def second(first: App, **settings: str) -> Iterator[App]:
    """Run one more process of the same installation on another port, as behind a load balancer."""
    port = free_port()
    environment = first.environment | {"KIT_PORT": str(port)} | settings
    app = App(port, environment, first.log.with_name(f"app-{port}.log"))
    try:
        app.start()
        yield app
    finally:
        app.stop()


def _begin_afresh(
    words: Sequence[str | Path], *, env: Mapping[str, str], stdout: IO[bytes], stderr: IO[bytes]
) -> Program:
    return subprocess.Popen(
        words,
        env=env,
        cwd=runs.ROOT,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
        preexec_fn=_end_with_us,  # noqa: PLW1509  one system call, no Python state
    )


def _end_with_us() -> None:
    """Ask the system to stop the app when the test run is killed (Linux alone knows how)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _environment(folder: Path, port: int) -> dict[str, str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("KIT_", "RESEND_"))}
    return outside | {
        "KIT_PORT": str(port),
        "KIT_PUBLIC_URL": f"http://localhost:{port}",
        "KIT_DATA_DIR": str(folder / "data"),
        "KIT_DNS_SERVERS": NOBODY,
        # Tests say in seconds what people say in hours; those of the pace set it themselves.
        "KIT_SOCKET_RATE": "10000",
        "REFLEX_WEB_WORKDIR": str(_PAGES / "web"),
        "REFLEX_STATES_WORKDIR": str(folder / "states"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONFAULTHANDLER": "1",
    }


def _start_in_turn(app: App) -> None:
    """Let one worker at a time make its first start: it may compile the pages, for all of them."""
    with nullcontext() if _started else runs.alone(_PAGES / "lock"):
        app.start()
    _started.append(app.port)
