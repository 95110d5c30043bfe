"""Programs of the product that begin loaded: see `forker.py`. Where the system cannot, they are started afresh."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.support import runs
from tests.support.waiting import eventually

_FORKER = Path(__file__).with_name("forker.py")


@dataclass(slots=True)
class Fork:
    """A running program, with what tests use of `subprocess.Popen`."""

    pid: int
    stdin: IO[bytes] | None = field(repr=False)
    stdout: IO[bytes] | None = field(repr=False)
    _line: socket.socket = field(repr=False)
    returncode: int | None = None

    def poll(self) -> int | None:
        """Tell the exit code, when it has ended."""
        with suppress(BlockingIOError):
            self._hear(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; `subprocess.TimeoutExpired` after so many seconds."""
        try:
            return self._hear(timeout)
        except TimeoutError:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0) from None

    def _hear(self, seconds: float | None) -> int:
        if self.returncode is None:
            self._line.settimeout(seconds)
            self.returncode = int(self._line.recv(64) or -signal.SIGKILL)
            self._line.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it is known to have ended: somebody else may be waiting for that."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


Stream = int | IO[bytes] | None
Program = Fork | subprocess.Popen[bytes]


def start(
    words: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    stdin: Stream = None,
    stdout: Stream = None,
    stderr: Stream = None,
) -> Program:
    """Start `python -m …`, `python -c …` or `comunik-kit …` in the project's folder, in a session of its own.

    Our ends of pipes have no buffer.
    """
    wanted, environ = [str(word) for word in words], dict(os.environ if env is None else env)
    if not hasattr(os, "pidfd_open"):
        return _afresh(wanted, environ, stdin, stdout, stderr)
    with ExitStack() as lent:
        theirs_in, ours_in = _stream(lent, stdin, 0)
        theirs_out, ours_out = _stream(lent, stdout, 1)
        theirs_err, _ = _stream(lent, stderr, 2)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line.connect(runs.once("forker", _forker))
        order = json.dumps({"words": wanted, "environ": environ, "folder": str(runs.ROOT)})
        socket.send_fds(line, [order.encode()], [theirs_in, theirs_out, theirs_err])
        return Fork(int(line.recv(64)), ours_in, ours_out, line)


def _afresh(words: list[str], environ: dict[str, str], *streams: Stream) -> Program:
    stdin, stdout, stderr = streams
    return subprocess.Popen(
        words,
        env=environ,
        cwd=runs.ROOT,
        start_new_session=True,
        bufsize=0,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
    )


def run(
    words: Sequence[str | Path], *, env: Mapping[str, str] | None = None, given: str = ""
) -> tuple[int, str]:
    """Run a program to its end; answer its exit code, and everything it said."""
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as said:
        told.write(given.encode())
        told.seek(0)
        code = start(words, env=env, stdin=told, stdout=said, stderr=said).wait()
        said.seek(0)
        return code, said.read().decode()


def _stream(lent: ExitStack, wanted: Stream, number: int) -> tuple[int, IO[bytes] | None]:
    """Find the descriptor of a program's stream; and, of a pipe, our end of it."""
    if wanted == subprocess.PIPE:
        reads, writes = os.pipe()
        theirs, ours = (writes, reads) if number else (reads, writes)
        lent.callback(os.close, theirs)
        return theirs, os.fdopen(ours, "rb" if number else "wb", buffering=0)
    if wanted == subprocess.DEVNULL or (wanted is None and not number):
        return lent.enter_context(Path(os.devnull).open("r+b", buffering=0)).fileno(), None
    if wanted is None or isinstance(wanted, int):
        return number if wanted is None else wanted, None
    return wanted.fileno(), None


def _forker() -> str:
    """Start the forker of this run; answer where it listens."""
    place = str(runs.folder() / "forker.socket")
    log = runs.keep("forker", [sys.executable, "-P", str(_FORKER), place])
    eventually(lambda: _listens(place), seconds=60, of=f"the forker's start: {log.read_text()}")
    return place


def _listens(place: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line, suppress(OSError):
        line.connect(place)
        return True
    return False
