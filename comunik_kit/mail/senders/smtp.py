"""Any SMTP server.

SMTP knows no idempotency key. The moment between the server's last « 250 » and our commit is the one place
where a crash can double a message: the row's lease runs out and the message is sent again. We accept that,
because the other choice, not sending what may not have left, loses invitations. To make it harmless where
the other side helps, the Message-ID is derived from the row's key, so that both copies carry the same one;
and nothing, not even the good-bye to the server, stands between its answer and our commit.
"""

import hashlib
import ipaddress
import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
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

TIMEOUT = 10.0
PERMANENT = 500


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


def message_id(key: str, address: str) -> str:
    """Derive the Message-ID: one key, one id, whichever process sends it."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    return f"<{digest}@{address.rpartition('@')[2]}>"


def compose(message: Rendered, *, address: str, key: str) -> EmailMessage:
    """Write the message as MIME, plain text and HTML; the same input gives the same bytes."""
    user, _, host = address.rpartition("@")
    to_user, _, to_host = message.to_email.rpartition("@")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(message.from_name, user, host)
    mail["To"] = Address(message.to_name, to_user, to_host)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.written_at)
    mail["Message-ID"] = message_id(key, address)
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in message.list_headers.items():
        mail[name] = value
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    mail.set_boundary("kit" + hashlib.sha256(key.encode()).hexdigest()[:40])
    return mail


class SmtpSender(OneByOne):
    """Sends through one SMTP server from one address; what bounces goes to the bounce address, when there is one."""

    channel = "smtp"

    def __init__(self, server: SmtpServer, *, address: str, bounce_address: str = "") -> None:
        """Take the server and the addresses; nothing is opened before the first message."""
        self._server = server
        self.address = bare_address(address)
        self._bounce_address = bounce_address

    def send(self, message: Rendered, key: str) -> Sent:
        """Hand the message over; a `DeliveryFailure` says what to do about anything but a taken message."""
        mail = compose(message, address=self.address, key=key)
        name = str(mail["Message-ID"])
        sender = verp.return_path(self._bounce_address, name) if self._bounce_address else self.address
        connection = self._open()
        try:
            wishes = _wishes(name, message.to_email) if connection.has_extn("dsn") else ()
            connection.sendmail(sender, [message.to_email], mail.as_bytes(), *wishes)
        except (smtplib.SMTPException, OSError) as error:
            raise failure_of(error) from error
        finally:
            _leave(connection)
        return Sent(name)

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
            _leave(connection)
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


def _leave(connection: smtplib.SMTP) -> None:
    """Say good-bye without waiting for the answer."""
    with suppress(smtplib.SMTPException, OSError):
        connection.putcmd("quit")
    connection.close()


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
