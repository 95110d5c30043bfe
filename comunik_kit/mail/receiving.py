"""What runs beside the worker while reports may come in: a look every second, and the server for bounce messages."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from comunik_kit.mail.reports import Reports

if TYPE_CHECKING:
    from comunik_kit.mail.bounces import BounceServer

logger = logging.getLogger(__name__)

PAUSE = 1.0
TURNS_BEFORE_NEXT_TRY = 10
PATIENCE_SECONDS = 5


@contextmanager
def receiving(reports: Reports, *, listen: str = "", address: str = "") -> Iterator[None]:
    """Take reports in, in a thread; with `listen` (`host:port`) also bounce messages for the address."""
    stop = threading.Event()
    run = _Receiving(reports, listen, address).run
    thread = threading.Thread(target=run, args=(stop,), name="mail reports", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE_SECONDS)


class _Receiving:
    def __init__(self, reports: Reports, listen: str, address: str) -> None:
        self._reports = reports
        self._listen = listen
        self._address = address
        self._server: BounceServer | None = None
        self._turn = 0

    def run(self, stop: threading.Event) -> None:
        """Look until told to stop."""
        try:
            while not stop.is_set():
                self._keep_listening()
                self._look()
                self._turn += 1
                stop.wait(PAUSE)
        finally:
            if self._server is not None:
                self._server.stop()

    def _look(self) -> None:
        try:
            self._reports.sweep()
        except Exception as error:  # noqa: BLE001  - it outlives a locked, lost or restarted database
            logger.warning("mail reports: %s", type(error).__name__)

    def _keep_listening(self) -> None:
        """Open the server; where another process of ours has the port, be ready to take its place."""
        if not self._listen or self._server is not None or self._turn % TURNS_BEFORE_NEXT_TRY:
            return
        # Loaded here alone, for those who take bounce messages in.
        from comunik_kit.mail.bounces import BounceServer  # noqa: PLC0415

        server = BounceServer(
            lambda raw, to: self._reports.take_bounce(raw, recipient=to),
            listen=self._listen,
            address=self._address,
        )
        try:
            server.start()
        except OSError as error:
            if not self._turn:
                logger.warning("no bounce message comes in at %s: %s", self._listen, error.strerror)
        else:
            self._server = server
