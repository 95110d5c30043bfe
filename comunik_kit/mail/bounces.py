"""A small SMTP server for one address: where the bounce messages of what we sent come back to.

It takes mail for nobody else, passes nothing on, offers no sign-in, and forgets what is no delivery report of ours.
"""

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from comunik_kit.mail import dsn, verp
from comunik_kit.mail.reports import Fate

logger = logging.getLogger(__name__)

MOST_CONNECTIONS = 20
PATIENCE_SECONDS = 60
MOST_COMMANDS = 20
TAKEN, LATER = "250 2.0.0 Taken", "451 4.3.0 Try again later"

Take = Callable[[bytes, str], Fate]


class _Counter:
    """Answers aiosmtpd's questions, command by command."""

    def __init__(self, address: str, take: Take) -> None:
        self._address = address
        self._take = take

    async def handle_RCPT(  # noqa: N802  - aiosmtpd names its hooks after the commands
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not verp.takes(self._address, address):
            return "550 5.1.1 No such recipient here"
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient a message"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        try:
            fate = await asyncio.to_thread(self._take, envelope.original_content or b"", envelope.rcpt_tos[0])
        except Exception as error:  # noqa: BLE001  - whatever it is, the other side keeps the message and tries again
            logger.warning("a bounce message could not be recorded: %s", type(error).__name__)
            return LATER
        return LATER if fate == Fate.FULL else TAKEN

    async def handle_exception(self, error: Exception) -> str:
        logger.warning("the bounce server met %s", type(error).__name__)
        return LATER


class _Connection(SMTP):
    """One caller; above so many at once the next is asked to come back."""

    line_length_limit = 64 * 1024  # what is returned of a message may have longer lines than RFC 5321 allows

    def __init__(self, *args: Any, present: set["_Connection"], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._present = present

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if len(self._present) < MOST_CONNECTIONS:
            self._present.add(self)
            super().connection_made(transport)
        elif isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.7.0 Too many connections, come back later\r\n")
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if self in self._present:
            self._present.discard(self)
            super().connection_lost(error)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self in self._present else False


class BounceServer(Controller):
    """Listens in a thread of its own, between `start` and `stop`."""

    def __init__(self, take: Take, *, listen: str, address: str) -> None:
        """Take where to listen (`host:port`; port 0 for any), for which address, and what to do with a message."""
        host, _, port = listen.rpartition(":")
        self._present: set[_Connection] = set()
        super().__init__(
            _Counter(address, take),
            hostname=host.strip("[]"),
            port=int(port),
            server_hostname=address.rpartition("@")[2],
            ident="mail",
            data_size_limit=dsn.MOST_BYTES,
            enable_SMTPUTF8=False,
            timeout=PATIENCE_SECONDS,
            command_call_limit=MOST_COMMANDS,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
        )

    def factory(self) -> SMTP:
        """Make what talks to one caller."""
        return _Connection(self.handler, present=self._present, **self.SMTP_kwargs)

    def start(self) -> None:
        """Listen; raise `OSError` at once when the place cannot be had."""
        family = socket.AF_INET6 if ":" in self.hostname else socket.AF_INET
        try:
            self._socket = socket.create_server((self.hostname, self.port), family=family)
        except OSError:
            self.loop.close()
            raise
        self.port = self._socket.getsockname()[1]
        super().start()

    def _create_server(self) -> Coroutine[Any, Any, asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)
