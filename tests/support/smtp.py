"""A real SMTP server on loopback that keeps what it is sent, fails on order, and sends bounces back."""

import asyncio
import re
import smtplib
import ssl
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.waiting import eventually

_TLS = Path(__file__).parent / "tls"
CERTIFICATE = _TLS / "localhost.crt"
USER, PASSWORD = "mailer", "s3cret-at-the-post-office"


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it came over the wire."""

    sender: str
    recipients: tuple[str, ...]
    content: EmailMessage
    tls: bool
    user: str
    mail_options: tuple[str, ...] = ()
    recipient_options: tuple[str, ...] = ()

    def text(self, kind: str = "plain") -> str:
        """Read the body: `plain` or `html`; empty when there is none of that kind."""
        body = self.content.get_body((kind,))
        return str(body.get_content()) if body is not None else ""


@dataclass(slots=True)
class Fault:
    """What to answer instead of accepting: at which command, which line; an empty line hangs up."""

    at: str
    line: str


@dataclass(slots=True)
class Mailbox:
    """What arrived, oldest first, and what is ordered to go wrong next."""

    url: str = ""
    messages: list[Received] = field(default_factory=list)
    attempts: int = 0
    greetings: int = 0
    goodbyes: int = 0
    _faults: list[Fault] = field(default_factory=list)

    def fail(self, line: str, *, at: str = "DATA", times: int = 1) -> None:
        """Order an answer like `550 5.1.1 No such user` at MAIL, RCPT or DATA for the next messages."""
        self._faults += [Fault(at, line) for _ in range(times)]

    def hang_up(self, *, at: str = "DATA", times: int = 1) -> None:
        """Order the connection to be dropped, without a word, at that command."""
        self.fail("", at=at, times=times)

    def to(self, address: str) -> list[Received]:
        """List what came for one address."""
        return [message for message in self.messages if address in message.recipients]

    def wait_for(self, address: str, *, number: int = 1, seconds: float = 15) -> Received:
        """Wait until that many messages have come for an address; answer the last one."""
        eventually(lambda: len(self.to(address)) >= number, seconds=seconds, of=f"mail for {address}")
        return self.to(address)[-1]

    def report(self, received: Received, *, to: str, action: str = "failed", **fields: str) -> None:
        """Send what became of a message back to its envelope sender, through the server at `to` (`host:port`)."""
        notice = notification(received, action=action, **fields)
        host, _, port = to.rpartition(":")
        with smtplib.SMTP(host, int(port), timeout=10) as connection:
            connection.sendmail("", [received.sender], notice)

    def fault_at(self, command: str) -> Fault | None:
        """Take the fault ordered next, when it is for this command."""
        if self._faults and self._faults[0].at == command:
            return self._faults.pop(0)
        return None


def notification(
    received: Received, *, action: str = "failed", status: str = "5.1.1", said: str = "550 5.1.1 User unknown"
) -> bytes:
    """Write a delivery status notification (RFC 3464) about a message, in Postfix's shape, returning its header."""
    envelope_id = next((found[6:] for found in received.mail_options if found.startswith("ENVID=")), "")
    boundary = "16D4F2A0C1.1772442000/mx.exemple.fr"
    lines = [
        "From: MAILER-DAEMON@mx.exemple.fr (Mail Delivery System)",
        f"To: {received.sender}",
        "Subject: Undelivered Mail Returned to Sender",
        "Date: Mon, 2 Mar 2026 10:00:00 +0100 (CET)",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status;\n\tboundary="{boundary}"',
        f"\nThis is a MIME-encapsulated message.\n\n--{boundary}",
        "Content-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n",
        f"This is the mail system at host mx.exemple.fr.\n\n--{boundary}",
        "Content-Description: Delivery report\nContent-Type: message/delivery-status\n",
        "Reporting-MTA: dns; mx.exemple.fr",
        *([f"Original-Envelope-Id: {envelope_id}"] if envelope_id else []),
        f"\nFinal-Recipient: rfc822; {received.recipients[0]}",
        f"Action: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {said}",
        f"\n--{boundary}\nContent-Description: Undelivered Message Headers",
        f"Content-Type: text/rfc822-headers\n\nMessage-ID: {received.content['Message-ID']}",
        f"Subject: {received.content['Subject']!r}\n\n--{boundary}--\n",
    ]
    return "\n".join(lines).replace("\n", LINES.linesep).encode("ascii", "replace")


class _Counter:
    """Answers aiosmtpd's questions, command by command."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_EHLO(  # noqa: N802  aiosmtpd names its hooks after the commands
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self._mailbox.greetings += 1
        return [responses[0], "250-DSN", *responses[1:]] if isinstance(server, _WithDsn) else responses

    async def handle_QUIT(  # noqa: N802
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        self._mailbox.goodbyes += 1
        return "221 2.0.0 Bye"

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._mailbox.attempts += 1
        if fault := self._mailbox.fault_at("MAIL"):
            return _answer(server, fault)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if fault := self._mailbox.fault_at("RCPT"):
            return _answer(server, fault)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if fault := self._mailbox.fault_at("DATA"):
            return _answer(server, fault)
        self._mailbox.messages.append(
            Received(
                sender=envelope.mail_from or "",
                recipients=tuple(envelope.rcpt_tos),
                content=_parsed(envelope.original_content or b""),
                tls=session.ssl is not None,
                user=str(session.auth_data or ""),
                mail_options=tuple(getattr(server, "wishes", {}).get("MAIL", ())),
                recipient_options=tuple(getattr(server, "wishes", {}).get("RCPT", ())),
            )
        )
        return "250 2.0.0 Kept"


class _WithDsn(SMTP):
    """Offers the extension DSN (RFC 3461), which aiosmtpd does not know, and notes what is asked of it."""

    _parameter = re.compile(r"\s(?:RET|ENVID|NOTIFY|ORCPT)=\S+", re.IGNORECASE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wishes: dict[str, list[str]] = {}

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        await super().smtp_MAIL(self._noted("MAIL", arg))

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        await super().smtp_RCPT(self._noted("RCPT", arg))

    def _noted(self, command: str, arg: str | None) -> str:
        self.wishes[command] = [found.strip() for found in self._parameter.findall(arg or "")]
        return self._parameter.sub("", arg or "")


class _Office(Controller):
    """aiosmtpd's controller on a port that the system chooses."""

    dsn = False

    def factory(self) -> SMTP:
        return (_WithDsn if self.dsn else SMTP)(self.handler, **self.SMTP_kwargs)

    def _create_server(self) -> Coroutine[Any, Any, asyncio.AbstractServer]:
        return self._listening()

    async def _listening(self) -> asyncio.AbstractServer:
        server = await self.loop.create_server(
            self._factory_invoker, host="127.0.0.1", port=0, ssl=self.ssl_context
        )
        self.port = server.sockets[0].getsockname()[1]
        return server


@contextmanager
def server(*, tls: bool = False, password: bool = False, dsn: bool = False) -> Iterator[Mailbox]:
    """Run a server; with `tls` it wants STARTTLS first (trust `CERTIFICATE`), with `password` USER and PASSWORD.

    With `dsn` it offers to report what becomes of a message, which `Mailbox.report` does.
    """
    mailbox = Mailbox()
    office = _Office(
        _Counter(mailbox),
        hostname="127.0.0.1",
        port=0,
        tls_context=_context() if tls else None,
        require_starttls=tls,
        auth_required=password,
        auth_require_tls=tls,
        authenticator=_authenticate if password else None,
    )
    office.dsn = dsn
    office.start()
    who = f"{USER}:{PASSWORD}@" if password else ""
    mailbox.url = f"smtp://{who}{'localhost' if tls else '127.0.0.1'}:{office.port}"
    try:
        yield mailbox
    finally:
        office.stop()


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_suffix(".key"))
    return context


def _authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword
) -> AuthResult:
    right = given.login == USER.encode() and given.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False, auth_data=USER if right else None)


def _answer(server: SMTP, fault: Fault) -> str:
    if not fault.line and isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
    return fault.line or "421 4.3.2 Hung up"


def _parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message
