"""A workspace, and a real companion process over its database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.companion import keeping
from comunik_kit.companion.keeping import Companion
from comunik_kit.companion.labour import bells
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.tables import WorkerBeat
from comunik_kit.wiring import Kit
from comunik_kit.wiring.ground import worker_name
from tests.companion import patient_companion
from tests.support import forks
from tests.support.cast import Cast, found, kit_on
from tests.support.runs import ROOT
from tests.support.waiting import eventually

PATIENT = "tests.companion.patient_companion"
REAL = "comunik_kit.companion"


@dataclass
class House:
    """An app's side without pages: services, what an open page is told, and the companion."""

    cast: Cast
    environ: dict[str, str]
    heard: list[tuple[str, Topic]] = field(default_factory=list)

    @property
    def kit(self) -> Kit:
        """Give the services."""
        return self.cast.kit

    def companion(self, module: str = PATIENT, **more: str) -> Companion:
        """Make a companion of this process; it is not started yet."""
        command = [sys.executable, "-m", module, worker_name()]
        environ = self.environ | more
        return Companion(command, bells(self.kit), self.kit.fanout, environ=environ, first_pause=0.05)

    @contextmanager
    def living(self, module: str = PATIENT, **more: str) -> Iterator[Companion]:
        """Run one, from the moment at which it has looked at everything once."""
        companion = self.companion(module, **more)
        with self.listening(), companion.running():
            self.wait_for_beat()
            yield companion

    def listening(self) -> AbstractContextManager[None]:
        """Listen as an open page does."""
        return self.kit.fanout.listening(lambda *said: self.heard.append(said))

    def beats(self) -> list[str]:
        """Name the mail workers that gave a sign of life."""
        with self.kit.db.read() as s:
            return list(s.execute(select(col(WorkerBeat.name))).scalars())

    def wait_for_beat(self) -> None:
        """Wait until a worker has come to life."""
        eventually(lambda: bool(self.beats()), seconds=60, of="the companion's start")

    def invite(self, name: str = "Ana Lopez") -> None:
        """Invite somebody, as a click does."""
        self.kit.invitations.create_and_invite(self.cast.admin, new=self.cast.new(name))

    def states(self) -> list[str]:
        """Tell where the messages stand."""
        return [letter.state for letter in self.cast.letters()]


@pytest.fixture(autouse=True)
def begins_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork companions from a process that has loaded the product; a fresh one is in `tests/grounds/test_app.py`."""

    def begin(words: list[str], *, bufsize: int, **how: Any) -> Any:
        fresh = subprocess.Popen
        return forks.start(words, **how) if "-m" in words else fresh(words, bufsize=bufsize, **how)

    monkeypatch.setattr(keeping, "subprocess", SimpleNamespace(PIPE=subprocess.PIPE, Popen=begin))


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Lend one on a database of each kind."""
    with _built(database_url, tmp_path) as built:
        yield built


@pytest.fixture
def lone_house(sqlite_database_url: str, tmp_path: Path) -> Iterator[House]:
    """Lend one on SQLite, for the life of processes, which no database decides."""
    with _built(sqlite_database_url, tmp_path) as built:
        yield built


@contextmanager
def _built(database_url: str, tmp_path: Path) -> Iterator[House]:
    kit = kit_on(database_url, SystemClock(), tmp_path)
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "KIT_DATA_DIR": str(tmp_path),
        "KIT_DATABASE_URL": database_url,
        "KIT_DNS_SERVERS": "127.0.0.1:9",
    }
    environ.pop(patient_companion.FOLDER, None)
    yield House(found(kit), environ)
    kit.db.dispose()


def is_alive(pid: int) -> bool:
    """Tell whether a process lives; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
