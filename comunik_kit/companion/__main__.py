"""The companion process: `python -m comunik_kit.companion NAME`, started by the app and never by hand.

Bells come in by standard input, whose end is that of the app; announcements go out by standard output. NAME is that of
the app's own mail worker: the app must not take its companion for somebody else's worker.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from comunik_kit.companion.labour import bells, labouring
from comunik_kit.companion.pipes import Announcer, lines
from comunik_kit.kernel.bell import Bell
from comunik_kit.kernel.process import end_with_parent, step_back
from comunik_kit.settings import read
from comunik_kit.wiring import Kit, assemble

_INPUT, _OUTPUT, _ERRORS = 0, 1, 2


def main(name: str) -> None:
    """Work until the app ends, or asks for the end."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's reaches the app too, which ends us
    end_with_parent()
    step_back()
    announcements = _apart()
    kit = assemble(read(), name=name)
    threading.Thread(target=_listen, args=(bells(kit), stop), name="listening", daemon=True).start()
    with _telling(kit, announcements), labouring(kit):
        stop.wait()
    kit.db.dispose()


def _apart() -> int:
    """Keep standard output for announcements alone: whatever prints is read with the errors."""
    kept = os.dup(_OUTPUT)
    os.dup2(_ERRORS, _OUTPUT)
    return kept


def _listen(bells_here: Mapping[str, Bell], stop: threading.Event) -> None:
    for name in lines(_INPUT):
        if name in bells_here:
            bells_here[name].ring()
    stop.set()


def _telling(kit: Kit, pipe: int) -> AbstractContextManager[None]:
    """Bring announcements to the app: by Redis where it is set, which reaches every process, else by the pipe."""
    return kit.relay.running() if kit.settings.redis_url else _by_pipe(kit, pipe)


@contextmanager
def _by_pipe(kit: Kit, pipe: int) -> Iterator[None]:
    announcer = Announcer(pipe)
    kit.fanout.pass_on_to(announcer.note)
    with announcer.running():
        yield


if __name__ == "__main__":
    main(sys.argv[1])
