"""Any SMTP server.

SMTP knows no idempotency key. The moment between the server's last « 250 » and our commit is the one place
where a crash can double a message: the row's lease runs out and the message is sent again. We accept that,
because the other choice, not sending what may not have left, loses invitations. To make it harmless where
the other side helps, the Message-ID is derived from the row's key, so that both copies carry the same one;
and nothing, not even the good-bye to the server, stands between its answer and our commit. With several under way it
is the same for each: an answer is committed with those that are there by then, and waits for no other.

A connection is kept while there is more to send. One that the server has given up meanwhile is told apart from a
message in doubt: until DATA nothing can have left, so the message goes over a new connection, once.
"""

import ipaddress
import re
import smtplib
import ssl
from contextlib import AbstractContextManager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from comunik_kit.kernel.errors import KitError
from comunik_kit.mail import verp
from comunik_kit.mail.sender import (
    DeliveryFailure,
    Misconfigured,
    OneByOne,
    Rejected,
    Rendered,
    Retry,
    Sent,
    Unreachable,
    bare_address,
)
from comunik_kit.mail.senders.lines import Line, Lines, leave
from comunik_kit.mail.senders.mime import Mail, compose, message_id

__all__ = ["InvalidSmtpUrl", "SmtpSender", "SmtpServer", "compose", "failure_of", "message_id", "server_of"]

TIMEOUT = 10.0
PERMANENT = 500
OK, FORWARDED = 250, 251
CLOSING = 421
AT_ONCE = 8  # so that the server's answers and our disk are waited for together; a server may take fewer


class InvalidSmtpUrl(KitError):
    """The address of the mail server cannot be read."""

    code = "invalid_smtp_url"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where and how to hand mail over; `tls_at_once` for `smtps://`."""

    host: str
    port: int
    user: str
    password: str
    tls_at_once: bool

    @property
    def is_loopback(self) -> bool:
        """Tell whether the server is on this very machine, where certificates are not checked."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def server_of(url: str) -> SmtpServer:
    """Read `smtp://user:password@host:port` or `smtps://…`; raise `InvalidSmtpUrl` for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidSmtpUrl from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise InvalidSmtpUrl
    default = 465 if parts.scheme == "smtps" else 587 if parts.username else 25
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpServer(parts.hostname, port or default, user, password, parts.scheme == "smtps")


class SmtpSender(OneByOne):
    """Sends through one SMTP server from one address; what bounces goes to the bounce address, when there is one."""

    channel = "smtp"
    at_once = AT_ONCE

    def __init__(self, server: SmtpServer, *, address: str, bounce_address: str = "") -> None:
        """Take the server and the addresses; nothing is opened before the first message."""
        self._server = server
        self.address = bare_address(address)
        self._bounce_address = bounce_address
        self._lines = Lines(self._open, self.at_once)

    def send(self, message: Rendered, key: str) -> Sent:
        """Hand the message over; a `DeliveryFailure` says what to do about anything but a taken message."""
        mail = compose(message, address=self.address, key=key)
        line = self._lines.take()
        try:
            line = self._announced(line, mail, message.to_email)
            _handed_over(line.connection, mail)
        except DeliveryFailure:  # of a new line, which there is none of
            raise
        except (smtplib.SMTPException, OSError) as error:
            failure = failure_of(error)
            self._lines.drop(line, alone=isinstance(failure, Unreachable))
            raise failure from error
        except BaseException:
            self._lines.drop(line)
            raise
        self._lines.give_back(line)
        return Sent(mail.name)

    def held(self) -> AbstractContextManager[None]:
        """Keep connections to the server until the block ends."""
        return self._lines.held()

    def _announced(self, line: Line, mail: Mail, recipient: str) -> Line:
        """Say from whom and for whom; over another connection if the server has given this one up."""
        try:
            self._announce(line.connection, mail, recipient)
        except (smtplib.SMTPException, OSError) as error:
            if not (line.is_kept and _is_tired(error)):
                raise
            line = self._lines.renew(line)
            self._announce(line.connection, mail, recipient)
        return line

    def _announce(self, connection: smtplib.SMTP, mail: Mail, recipient: str) -> None:
        sender = verp.return_path(self._bounce_address, mail.name) if self._bounce_address else self.address
        of_message, of_recipient = _wishes(mail.name, recipient) if connection.has_extn("dsn") else ([], [])
        size = [f"size={len(mail.content)}"] if connection.has_extn("size") else []
        code, words = connection.mail(sender, [*size, *of_message])
        if code != OK:
            raise smtplib.SMTPSenderRefused(code, words, sender)
        code, words = connection.rcpt(recipient, of_recipient)
        if code not in {OK, FORWARDED}:
            raise smtplib.SMTPRecipientsRefused({recipient: (code, words)})

    def _open(self) -> smtplib.SMTP:
        try:
            return self._greet(self._connect())
        except (smtplib.SMTPException, OSError) as error:
            raise failure_of(error, connecting=True) from error

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.tls_at_once:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=self._tls())
        return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)

    def _greet(self, connection: smtplib.SMTP) -> smtplib.SMTP:
        """Encrypt when the server offers it, and sign in.

        A password never travels in clear over a network.
        """
        try:
            connection.ehlo_or_helo_if_needed()
            encrypted = self._server.tls_at_once
            if not encrypted and connection.has_extn("starttls"):
                connection.starttls(context=self._tls())
                encrypted = True
            self._sign_in(connection, encrypted=encrypted)
        except BaseException:
            leave(connection)
            raise
        return connection

    def _sign_in(self, connection: smtplib.SMTP, *, encrypted: bool) -> None:
        if not self._server.user:
            return
        if not encrypted and not self._server.is_loopback:
            raise smtplib.SMTPNotSupportedError("the server offers no encryption for our password")
        connection.login(self._server.user, self._server.password)

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._server.is_loopback:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def _wishes(name: str, recipient: str) -> tuple[list[str], list[str]]:
    """Ask the server to report what becomes of a message (RFC 3461), naming it by its Message-ID."""
    of_message = ["RET=HDRS", f"ENVID={_xtext(name.strip('<>'))}"]
    return of_message, ["NOTIFY=SUCCESS,FAILURE,DELAY", f"ORCPT=rfc822;{_xtext(recipient)}"]


def _xtext(text: str) -> str:
    return re.sub(r"[^!-~]|[+=]", lambda sign: "".join(f"+{byte:02X}" for byte in sign[0].encode()), text)


def _handed_over(connection: smtplib.SMTP, mail: Mail) -> None:
    code, words = connection.data(mail.content)
    if code != OK:
        raise smtplib.SMTPDataError(code, words)


def _is_tired(error: Exception) -> bool:
    """Tell a server's end of a connection, or of its patience for more on it, from its opinion of a message."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            return next(iter(recipients.values()))[0] == CLOSING
        case smtplib.SMTPSenderRefused(smtp_code=code):
            return code < PERMANENT
    return True


def failure_of(error: Exception, *, connecting: bool = False) -> DeliveryFailure:
    """Tell the class of what went wrong (security.md, 4.3).

    Before DATA was answered « 354 » nothing can have left.
    """
    match error:
        case ssl.SSLCertVerificationError() | smtplib.SMTPNotSupportedError():
            return Misconfigured(str(error))
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            code, words = next(iter(recipients.values()))
            return _by_code(code, words, Rejected)
        case smtplib.SMTPAuthenticationError() | smtplib.SMTPSenderRefused():
            return _by_code(error.smtp_code, error.smtp_error, Misconfigured)
        case smtplib.SMTPDataError():
            return _by_code(error.smtp_code, error.smtp_error, Rejected)
        case smtplib.SMTPResponseException():
            return _by_code(error.smtp_code, error.smtp_error, Misconfigured)
    kind = Unreachable if connecting else Retry
    return kind(type(error).__name__)


def _by_code(code: int, words: bytes | str, permanent: type[DeliveryFailure]) -> DeliveryFailure:
    """Read an SMTP answer: 5xx for good, 4xx for now; either way it says that the message was not taken."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    detail = f"{code} {text}"
    return permanent(detail) if code >= PERMANENT else Unreachable(detail)
