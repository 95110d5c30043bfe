"""Several processes of the product that act at the same moment on one database, each with threads of its own.

A test names an act as « tests.access.racing:accept »: a function that is given the services and what the test says of
the try, and answers a word. One program makes the services and forks the processes before anything is opened, so that
each has connections of its own.
"""

import importlib
import json
import multiprocessing
import sys
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier

from comunik_kit.kernel.errors import KitError
from comunik_kit.wiring import Kit
from tests.support import forks
from tests.support.cast import kit_on
from tests.support.clock import MovedClock

PROCESSES = 4
_PATIENCE = 60.0

Act = Callable[..., str]
Try = Sequence[str]


def at_once(kit: Kit, act: str, tries: Sequence[Try], *, processes: int = PROCESSES) -> list[str]:
    """Have every try made at the same moment, dealt to so many processes; the answers, in the order of the tries.

    A refusal is an answer: the name of its class. Everybody's clock stands where the kit's does.
    """
    settings, moment = kit.settings, kit.clock.now().isoformat()
    words = [sys.executable, "-m", "tests.support.crowd", settings.database_url, settings.data_dir, moment]
    dealt = [tries[number::processes] for number in range(processes)]
    code, said = forks.run([*words, act], given=json.dumps(dealt))
    assert code == 0, said
    # SQLAlchemy may have warned before that two threads met at a class it makes at its first use.
    answers = json.loads(said.splitlines()[-1])
    return [answers[number % processes][number // processes] for number in range(len(tries))]


class _Party:
    """What every process inherits: the services, nothing of them opened yet, and the gate where all threads meet."""

    def __init__(self, kit: Kit, act: Act, gate: Barrier) -> None:
        self.kit, self.act, self.gate = kit, act, gate

    def play(self, tries: Sequence[Try]) -> list[str]:
        """Make some of the tries, in this process, once everybody everywhere is ready."""
        self._open()
        with ThreadPoolExecutor(len(tries)) as threads:
            return list(threads.map(self._make, tries))

    def _open(self) -> None:
        """Open the way to the database; who cannot says so at once, and nobody waits for the missing."""
        try:
            with self.kit.db.read() as s:
                s.connection()
        except Exception:
            traceback.print_exc()  # what is raised by the others may be heard first
            self.gate.abort()
            raise

    def _make(self, given: Try) -> str:
        self.gate.wait(_PATIENCE)
        try:
            return self.act(self.kit, *given)
        except KitError as refusal:
            return type(refusal).__name__


_here: list[_Party] = []


def _play(tries: Sequence[Try]) -> list[str]:
    return _here[0].play(tries)


def main(url: str, folder: str, moment: str, act: str) -> None:
    """Fork the processes, and print what each of them answered."""
    dealt = json.load(sys.stdin)
    module, _, name = act.partition(":")
    found = getattr(importlib.import_module(module), name)
    forking = multiprocessing.get_context("fork")
    gate = forking.Barrier(sum(map(len, dealt)))
    _here.append(_Party(kit_on(url, MovedClock(datetime.fromisoformat(moment)), Path(folder)), found, gate))
    # Each has one hand at most: nobody ends before all have begun.
    with ProcessPoolExecutor(len(dealt), mp_context=forking) as processes:
        json.dump(list(processes.map(_play, dealt)), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
