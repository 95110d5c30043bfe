"""What is done beside answering people, in threads of whatever process does it: the companion, the app, the worker."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from comunik_kit.kernel.bell import Bell
from comunik_kit.mail.receiving import receiving
from comunik_kit.wiring import Kit

PATIENCE_SECONDS = 8.0


def bells(kit: Kit) -> Mapping[str, Bell]:
    """Name what wakes each kind of work."""
    return {"mail": kit.worker.bell, "acts": kit.bulk_engine.bell, "imports": kit.import_work.bell}


@contextmanager
def labouring(kit: Kit) -> Iterator[None]:
    """Send mail and hear of it, carry out acts on many, bring people in, do the chores, for a while.

    At the end what is in hand is finished, and the rest given back (REL-08).
    """
    stop = threading.Event()
    listen, address = kit.settings.bounce_listen, kit.settings.bounce_address
    with receiving(kit.reports, listen=listen, address=address):
        _begin("chores", kit.chores.run, stop)
        threads = [
            _begin("mail", kit.worker.run, stop),
            _begin("acts", kit.bulk_engine.run, stop),
            _begin("imports", kit.import_work.run, stop),
        ]
        try:
            yield
        finally:
            stop.set()
            _end(kit, threads)


def _begin(name: str, work: Callable[[threading.Event], None], stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=work, args=(stop,), name=name, daemon=True)
    thread.start()
    return thread


def _end(kit: Kit, threads: list[threading.Thread]) -> None:
    for bell in bells(kit).values():
        bell.ring()
    until = time.monotonic() + PATIENCE_SECONDS
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
