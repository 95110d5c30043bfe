"""The app as people start it: on loopback, with a data folder and compiled pages of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PORT = 3947
PATIENCE = 900.0
CACHE = Path(__file__).resolve().parent.parent / ".cache" / "bench"
_COMPANION = b"comunik_kit.companion"
COMMAND = Path(sys.executable).with_name("comunik-kit")


@dataclass(frozen=True, slots=True)
class Running:
    """A started app: its address, its process, and how long it took until the sign-in page was there."""

    address: str
    pid: int
    seconds: float


def environment(data: Path) -> dict[str, str]:
    """Give the app's variables: the bench's own data and pages, no mail service, nothing of the developer's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KIT_", "RESEND_"))}
    own = {
        "KIT_DATA_DIR": str(data),
        "KIT_PORT": str(PORT),
        "KIT_SOCKET_RATE": "10000",  # a reader of ours is quicker than anybody
        "REFLEX_WEB_WORKDIR": str(CACHE / "web"),
        "REFLEX_DIR": str(CACHE / "reflex"),
    }
    return kept | own


@contextmanager
def app(data: Path, variables: Mapping[str, str] | None = None) -> Iterator[Running]:
    """Run the app until the block ends, with these variables of the environment too."""
    address, began = f"http://localhost:{PORT}", time.perf_counter()
    with (CACHE / "app.log").open("w") as log:
        process = subprocess.Popen(
            [str(COMMAND), "run"], env=environment(data) | dict(variables or {}), stdout=log, stderr=log
        )
        try:
            _wait(process, f"{address}/login", began)
            seconds = time.perf_counter() - began
            # The pages answer before the app behind them is loaded: weights and memory are those of the whole.
            _wait(process, f"{address}/healthz/ready", began)
            yield Running(address, process.pid, seconds)
        finally:
            process.terminate()
            process.wait(20)


def _wait(process: subprocess.Popen[bytes], address: str, began: float) -> None:
    while time.perf_counter() - began < PATIENCE:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  - loopback
                if answer.status == 200:  # noqa: PLR2004  - HTTP's « OK »
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):  # not there, or not ready yet
            time.sleep(0.01)
    msg = f"the app did not start: see {CACHE / 'app.log'}"
    raise RuntimeError(msg)


@dataclass(frozen=True, slots=True)
class Memory:
    """Proportional memory in MiB: of what answers, and of its companion."""

    app: float
    companion: float


def memory(pid: int) -> Memory:
    """Add up the memory of a process and its children."""
    found = {True: 0, False: 0}
    for each in _family(pid):
        found[_COMPANION in Path(f"/proc/{each}/cmdline").read_bytes()] += _pss(each)
    return Memory(found[False] / 1024, found[True] / 1024)


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))
