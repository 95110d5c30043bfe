"""Messages as MIME. The same message and key give the same bytes.

The standard library's message objects take two milliseconds for each mail, most of it for headers that are always
alike. So its policy folds and quotes the few headers that say something, and the frame around them is written here.
"""

import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache

from comunik_kit.mail.sender import Rendered

_END = "\r\n"
_REMEMBERED = 256  # brands and subjects in use


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it is handed over; `name` is its Message-ID."""

    name: str
    content: bytes

    def as_bytes(self) -> bytes:
        """Give it as it travels."""
        return self.content


def message_id(key: str, address: str) -> str:
    """Derive the Message-ID: one key, one id, whichever process sends it."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    return f"<{digest}@{address.rpartition('@')[2]}>"


def compose(message: Rendered, *, address: str, key: str) -> Mail:
    """Write the message as MIME, plain text and HTML."""
    name, boundary = message_id(key, address), "kit" + hashlib.sha256(key.encode()).hexdigest()[:40]
    head = b"".join(_headers(message, address, name))
    kind = (
        f'MIME-Version: 1.0{_END}Content-Type: multipart/alternative;{_END} boundary="{boundary}"{_END}{_END}'
    )
    parts = _part("plain", message.text, boundary) + _part("html", message.html, boundary)
    return Mail(name, head + kind.encode() + parts + f"--{boundary}--{_END}".encode())


def _headers(message: Rendered, address: str, name: str) -> Iterator[bytes]:
    yield _often("From", message.from_name, address)
    yield _header("To", _mailbox(message.to_name, message.to_email))
    if message.reply_to:
        yield _often("Reply-To", "", message.reply_to)
    yield _often("Subject", message.subject)
    plain = {
        "Date": format_datetime(message.written_at),
        "Message-ID": name,
        "Auto-Submitted": "auto-generated",
    }
    yield "".join(f"{header}: {value}{_END}" for header, value in plain.items()).encode()
    for header, value in message.list_headers.items():
        yield _header(header, value)


def _mailbox(name: str, address: str) -> Address:
    user, _, host = address.rpartition("@")
    return Address(name, user, host)


def _header(name: str, value: object) -> bytes:
    """Fold and encode a header; the library refuses one that holds a line break."""
    return SMTP.fold_binary(*SMTP.header_store_parse(name, value))


@lru_cache(_REMEMBERED)
def _often(name: str, value: str, address: str = "") -> bytes:
    """Keep what most messages have in common; the secret of a link is in none of it."""
    return _header(name, _mailbox(value, address) if address else value)


def _part(kind: str, words: str, boundary: str) -> bytes:
    head = (
        f'--{boundary}{_END}Content-Type: text/{kind}; charset="utf-8"{_END}'
        f"Content-Transfer-Encoding: quoted-printable{_END}{_END}"
    )
    # The encoder ends its own lines as it finds the first one to end.
    lines = [*words.encode().splitlines(), b""]
    return head.encode() + binascii.b2a_qp(_END.encode().join(lines)) + _END.encode()
