"""Reading delivery status notifications (RFC 3464): the bounces, delays and receipts that mail servers write.

They come from anybody. Nothing is taken apart but what is needed: the parts of a `multipart/report`, found by their
boundary to a fixed depth, and header blocks of a fixed size. So time and memory stay in line with the size of the
message, which is limited too; the whole-message parser of the e-mail package follows any nesting.
"""

import base64
import hashlib
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from comunik_kit.mail.delivery import RETURNED, Delivery

MOST_BYTES = 1024 * 1024
_HEAD_BYTES, _FIELD_LENGTH = 64 * 1024, 2_000
_DEEPEST, _MOST_PARTS, _MOST_RECIPIENTS = 4, 30, 100
_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
_RETURNED_TYPES = {"text/rfc822-headers", "message/rfc822", "message/global", "message/global-headers"}
_DELIVERED = {"delivered", "relayed", "expanded"}
_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?![\d.])")
_BLANK = re.compile(rb"\n[ \t]*\n")
_UNKNOWN_MAILBOX_REPLIES = {"550", "551", "553"}
# What says that the address itself is no good. Full mailboxes (5.2.2), sizes, loops, content and policies (5.7) are
# not among them: the next message may well arrive. 5.4.1 is how Exchange Online says that it knows no such recipient,
# 5.5.0 how Outlook.com does.
_BAD_ADDRESS = {
    *("1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.10"),
    *("2.1", "4.1", "4.4", "4.310", "5.0"),
}
_ORDER = (Delivery.DELIVERED.value, Delivery.BOUNCED.value, RETURNED, Delivery.DELAYED.value)

Part = tuple[Message, bytes]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notification says; `addressed_to` are the addresses its own header names."""

    kind: str
    reason: str
    recipient: str
    at: datetime | None
    envelope_id: str
    message_id: str
    addressed_to: tuple[str, ...]
    fingerprint: str


def digest(provider_id: str, notice: Notice) -> str:
    """Name a notification about a message: the same one, delivered again by another way, has the same name."""
    return hashlib.sha256(f"{provider_id}\n{notice.fingerprint}".encode()).hexdigest()


def parse(raw: bytes) -> Notice | None:
    """Read a message; None when it is no notification, or none that can be read. Never raises."""
    if len(raw) > MOST_BYTES:
        return None
    try:
        return _read(raw.replace(b"\r\n", b"\n"))
    except Exception:  # noqa: BLE001  - hostile mail finds corners of the e-mail package that nobody has listed
        return None


def _read(raw: bytes) -> Notice | None:
    head, body = _taken_apart(raw)
    found = _report(head, body, _DEEPEST)
    if found is None:
        return None
    status, returned = found
    blocks = [
        _head(block) for block in _BLANK.split(status.strip(), _MOST_RECIPIENTS + 1)[: _MOST_RECIPIENTS + 1]
    ]
    told = sorted(
        ((_ORDER.index(kind), index) for index, block in enumerate(blocks) if (kind := _kind(block)))
    )
    if not told:
        return None
    kind, block = _ORDER[told[0][0]], blocks[told[0][1]]
    return Notice(
        kind=kind,
        reason=_reason(block),
        recipient=_address(_field(block, "Original-Recipient") or _field(block, "Final-Recipient")),
        at=_moment(_field(block, "Last-Attempt-Date")) or _moment(_field(head, "Date")),
        envelope_id=_field(blocks[0], "Original-Envelope-Id"),
        message_id=_field(returned, "Message-ID"),
        addressed_to=tuple(_addressed_to(head)),
        fingerprint=hashlib.sha256(status.strip()).hexdigest(),
    )


def _report(head: Message, body: bytes, depth: int) -> tuple[bytes, Message] | None:
    """Find the report in a message: its status part, and the header of the message it returns."""
    content_type = _field(head, "Content-Type")
    if not depth or len(content_type) >= _FIELD_LENGTH or head.get_content_maintype() != "multipart":
        return None
    parts = [_taken_apart(piece) for piece in _pieces(body, head.get_boundary() or "")]
    if head.get_content_type() == "multipart/report":
        status = next((part for part in parts if part[0].get_content_type() in _STATUS_TYPES), None)
        if status:
            returned = (part for part in parts if part[0].get_content_type() in _RETURNED_TYPES)
            return _decoded(*status), next((_head(_decoded(*part)) for part in returned), Message())
    return next((found for part in parts if (found := _report(*part, depth - 1))), None)


def _pieces(body: bytes, boundary: str) -> Iterator[bytes]:
    """Cut a multipart's body at its boundary."""
    if not boundary:
        return
    line = re.compile(rb"(?:\A|\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?=\n|\Z)")
    begin = None
    for number, cut in enumerate(line.finditer(body)):
        if begin is not None:
            yield body[begin : cut.start()]
        if cut[1] or number >= _MOST_PARTS:
            return
        begin = cut.end() + 1
    if begin is not None:  # the end is missing: a cut-off message
        yield body[begin:]


def _taken_apart(raw: bytes) -> Part:
    """Divide a part into its header, read, and its body."""
    if raw.startswith(b"\n"):
        return Message(), raw[1:]
    head, _, body = raw.partition(b"\n\n")
    return _head(head), body


def _head(raw: bytes) -> Message:
    """Read a header block, as far as a reasonable one goes."""
    return BytesHeaderParser().parsebytes(raw.lstrip(b"\n").partition(b"\n\n")[0][:_HEAD_BYTES])


def _decoded(head: Message, body: bytes) -> bytes:
    encoding = _field(head, "Content-Transfer-Encoding").lower()
    if encoding == "base64":
        body = base64.b64decode(body)
    elif encoding == "quoted-printable":
        body = quopri.decodestring(body)
    return body.replace(b"\r\n", b"\n")


def _field(head: Message, name: str) -> str:
    return " ".join(str(head.get(name, ""))[:_FIELD_LENGTH].split())


def _kind(block: Message) -> str:
    """Tell what happened to one recipient; empty when the block says nothing of it."""
    action = re.split(r"[\s;(]", _field(block, "Action").lower(), maxsplit=1)[0]
    if action in _DELIVERED:
        return Delivery.DELIVERED.value
    if action == "delayed":
        return Delivery.DELAYED.value
    if action != "failed":
        return ""
    return Delivery.BOUNCED.value if _is_bad_address(block) else RETURNED


def _is_bad_address(block: Message) -> bool:
    """Tell a bounce for good from one that may pass; what gives no reason is not held against the address."""
    diagnostic = _field(block, "Diagnostic-Code")
    codes = [found.groups() for found in _ENHANCED.finditer(f"{_field(block, 'Status')} {diagnostic}")]
    telling = next((code for code in codes if code[1:] != ("0", "0")), None)
    if telling is not None:
        return telling[0] == "5" and f"{telling[1]}.{telling[2]}" in _BAD_ADDRESS
    reply = _REPLY.search(diagnostic)
    for_now = any(code[0] == "4" for code in codes)
    return bool(reply and reply[1] in _UNKNOWN_MAILBOX_REPLIES and not for_now)


def _reason(block: Message) -> str:
    diagnostic = _field(block, "Diagnostic-Code")
    kind, separator, words = diagnostic.partition(";")
    return (words if separator and " " not in kind.strip() else diagnostic).strip() or _field(block, "Status")


def _address(text: str) -> str:
    """Read `rfc822; ana@exemple.fr`."""
    return text.rpartition(";")[2].strip().strip("<>")


def _addressed_to(head: Message) -> Iterator[str]:
    for name in ("X-Original-To", "Delivered-To", "Envelope-To", "To"):
        yield from re.findall(r"[^\s<>,;\"]+@[^\s<>,;\"]+", _field(head, name))[:5]


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
