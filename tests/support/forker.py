"""A process that has loaded the product once, and forks the programs that tests start: `forker.py SOCKET`.

Loading takes three seconds of a processor, and a run starts more than a hundred programs of the product. A connection
asks for one: a message in JSON with its words and surroundings, and the descriptors of its three standard streams. It
is told the program's process id and, when that has ended, its exit code. Who closes it before has the program killed.

Linux alone has what this takes (`pidfd_open`). What is only true of a fresh process, as how it is compiled, started and
ended by people, is not tested with these programs: `app.running_afresh`.
"""

import ctypes
import faulthandler
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

# Everything but `comunik_kit.comunik_kit`, which reads the settings when it is imported.
LOADED = (
    "comunik_kit.cli",
    "comunik_kit.commands",
    "comunik_kit.companion.__main__",
    "comunik_kit.front",
    "comunik_kit.http.app",
    "comunik_kit.web.guard",
    "comunik_kit.web.not_found",
    "comunik_kit.web.overlay",
    "comunik_kit.web.routes",
    "comunik_kit.web.sockets",
    "granian.cli",
)
LONGEST = 2**18
STREAMS = 3
_PARENT_DEATH_SIGNAL = 1


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants run."""

    words: Sequence[str]
    environ: Mapping[str, str]
    folder: str
    streams: Sequence[int]

    def become(self) -> None:
        """Be that program, in a session of its own, which ends with the forker."""
        os.setsid()
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        for number, stream in enumerate(self.streams):
            os.dup2(stream, number)
            os.close(stream)
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
        if self.environ.get("PYTHONFAULTHANDLER"):  # a fresh process would have read it by now
            faulthandler.enable()
        os.chdir(self.folder)
        os.environ.clear()
        os.environ.update(self.environ)
        os.execve = _in_place  # type: ignore[assignment]
        _run(self.words)


@dataclass(slots=True)
class Forker:
    """Listens for orders, forks, and tells how what it forked has ended."""

    door: socket.socket
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    # Whose program runs: its process, and the descriptor that tells of its end.
    running: dict[socket.socket, tuple[int, int]] = field(default_factory=dict)

    def serve(self) -> Order:
        """Serve for good; come back in each forked child, with what it shall be."""
        self.selector.register(self.door, selectors.EVENT_READ)
        while True:
            for key, _ in self.selector.select():
                order = self._take(key.fileobj)
                if order is not None and self._fork(order, key.fileobj):
                    return order

    def _take(self, ready: Any) -> Order | None:
        if ready is self.door:
            self.selector.register(self.door.accept()[0], selectors.EVENT_READ)
        elif isinstance(ready, int):
            self._lay_to_rest(ready)
        else:
            message, streams = _heard(ready)
            if message:
                return Order(**json.loads(message), streams=streams)
            self._forget(ready)
        return None

    def _fork(self, order: Order, line: Any) -> bool:
        process = os.fork()
        if not process:
            self._leave_all_to_the_parent()
            return True
        for stream in order.streams:
            os.close(stream)
        ending = os.pidfd_open(process)
        self.running[line] = process, ending
        self.selector.register(ending, selectors.EVENT_READ)
        line.send(str(process).encode())
        return False

    def _leave_all_to_the_parent(self) -> None:
        lines = [key.fileobj for key in self.selector.get_map().values()]
        for each in lines:
            os.close(each if isinstance(each, int) else each.detach())  # type: ignore[union-attr]
        self.selector.close()

    def _lay_to_rest(self, ending: int) -> None:
        [line] = [line for line, (_, descriptor) in self.running.items() if descriptor == ending]
        process, _ = self.running.pop(line)
        self.selector.unregister(ending)
        os.close(ending)
        _, status = os.waitpid(process, 0)
        with suppress(OSError):  # nobody may be interested any more
            line.send(str(os.waitstatus_to_exitcode(status)).encode())

    def _forget(self, line: socket.socket) -> None:
        self.selector.unregister(line)
        if line in self.running:
            with suppress(ProcessLookupError):
                os.killpg(self.running[line][0], signal.SIGKILL)
        else:
            line.close()


def _heard(line: socket.socket) -> tuple[bytes, Sequence[int]]:
    """Take a message and its descriptors; none when the line was closed, even by who had not read all from it."""
    try:
        message, streams, _, _ = socket.recv_fds(line, LONGEST, STREAMS)
    except ConnectionResetError:
        return b"", ()
    return message, streams


def _in_place(_path: str, words: Sequence[str], environ: Mapping[str, str]) -> NoReturn:
    """Go on as another program of the product, without loading it anew."""
    os.environ.clear()
    os.environ.update(environ)
    _run(words)
    sys.exit(0)


def _run(words: Sequence[str]) -> None:
    """Do what Python, or the command `comunik-kit`, would do with these words."""
    match words:
        case [_, "-m", module, *arguments]:
            sys.argv = [module, *arguments]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        case [_, "-c", program, *arguments]:
            sys.argv = ["-c", *arguments]
            exec(compile(program, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102  as Python does
        case [program, *arguments]:
            sys.argv = [program, *arguments]
            importlib.import_module("comunik_kit.cli").main()


def _load() -> None:
    gc.disable()
    for module in LOADED:
        importlib.import_module(module)
    assert "rxconfig" not in sys.modules, "the settings of the forker would be those of every program"
    # A program's own `__main__` is run, not found.
    for module in [name for name in sys.modules if name.endswith(".__main__")]:
        del sys.modules[module]
    gc.freeze()
    gc.enable()


def main(place: str) -> None:
    """Load, serve, and be whatever was ordered."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    _load()
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    door.bind(place)
    door.listen()
    Forker(door).serve().become()


if __name__ == "__main__":
    main(sys.argv[1])
