"""One folder for one run of the tests, shared by its worker processes, and what was started in it."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.keeper import lives

_FOLDER = "KIT_TEST_RUN"
_OWNER = "KIT_TEST_RUN_OWNER"
_KEEPER = Path(__file__).with_name("keeper.py")
ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
_MEMORY, _DISK = Path("/dev/shm"), Path("/tmp")  # noqa: S108  runs make folders of their own in them, by mkdtemp
_ROOM = 8 * 2**30  # bytes; a whole run needs less than two of them


def place() -> Path:
    """Name where the run puts what it throws away: into memory where there is room, since SQLite waits for disks."""
    there = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if there else _DISK


def begin() -> None:
    """Open the folder; workers inherit its name. What a killed run left behind is removed first.

    Whoever has set TMPDIR has chosen where temporary folders of tests and of the processes that they start are.
    """
    here = place()
    os.environ.setdefault("TMPDIR", str(here))
    tempfile.tempdir = None  # it was decided when somebody asked first
    for left in here.glob("kit-*/owner"):
        if not lives(int(left.read_text())):
            shutil.rmtree(left.parent, ignore_errors=True)
    # Short, since a path to a socket has at most 107 bytes; open to pass through, since PostgreSQL runs as
    # somebody else when we are root.
    folder = Path(tempfile.mkdtemp(prefix="kit-", dir=here))
    folder.chmod(0o711)
    (folder / "owner").write_text(str(os.getpid()))
    os.environ[_FOLDER], os.environ[_OWNER] = str(folder), str(os.getpid())


def end() -> None:
    """Stop what was started in the folder and remove it."""
    here = folder()
    keepers = [int(file.read_text()) for file in here.glob("*.keeper")]
    for keeper in keepers:
        with suppress(ProcessLookupError):
            os.kill(keeper, signal.SIGTERM)
    until = time.monotonic() + 10
    while any(map(lives, keepers)) and time.monotonic() < until:
        time.sleep(0.05)
    shutil.rmtree(here, ignore_errors=True)


def folder() -> Path:
    """Name the folder of this run."""
    return Path(os.environ[_FOLDER])


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Let one process in at a time."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def once(name: str, make: Callable[[], str]) -> str:
    """Make a thing once in the run, whichever worker asks first, and remember what `make` said of it."""
    answer = folder() / f"{name}.answer"
    with alone(folder() / f"{name}.lock"):
        if not answer.exists():
            said = make()
            answer.write_text(said)
        return answer.read_text()


def keep(name: str, command: Sequence[str], *, user: int | None = None) -> Path:
    """Keep a server running until the run ends, even by kill -9; answer where its words go."""
    log = folder() / f"{name}.log"
    with log.open("w") as words:
        keeper = subprocess.Popen(
            [sys.executable, str(_KEEPER), os.environ[_OWNER], str(-1 if user is None else user), *command],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
            cwd="/",
        )
    (folder() / f"{name}.keeper").write_text(str(keeper.pid))
    # It is stopped by its process id (see `end`), maybe by another process than this one.
    keeper.returncode = 0
    return log
