"""A way to a server's Unix socket over TCP, since what TCP does cannot be seen otherwise."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path


@contextmanager
def over_tcp(path: Path) -> Iterator[int]:
    """Listen on loopback and hand everything over, for one caller; the port."""
    with ExitStack() as open_ones:
        door = open_ones.enter_context(socket.create_server(("127.0.0.1", 0)))
        behind = open_ones.enter_context(socket.socket(socket.AF_UNIX))
        behind.connect(str(path))

        def serve() -> None:
            with suppress(OSError):
                caller = open_ones.enter_context(door.accept()[0])
                threading.Thread(target=_pump, args=(behind, caller), daemon=True).start()
                _pump(caller, behind)

        threading.Thread(target=serve, daemon=True).start()
        yield door.getsockname()[1]


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
