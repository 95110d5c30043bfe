"""Signatures of web hooks: `X-Signature: t=<seconds>,v1=<hex>`, HMAC-SHA256 of the moment, a point and the body."""

import hashlib
import hmac
import re
from datetime import datetime

from comunik_kit.integrations.errors import BadHookSignature

HEADER = "x-signature"
WINDOW = 300
_SHAPE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})", re.ASCII)


def signature(secret: str, body: bytes, at: int) -> str:
    """Write the header of a body."""
    mac = hmac.digest(secret.encode(), b"%d.%b" % (at, body), hashlib.sha256)
    return f"t={at},v1={mac.hex()}"


def moment(header: str, now: datetime) -> int:
    """Read when a header says it was signed; refuse with `BadHookSignature` what is none, or too long ago."""
    found = _SHAPE.fullmatch(header)
    if found is None or abs(now.timestamp() - int(found[1])) > WINDOW:
        raise BadHookSignature
    return int(found[1])


def check(header: str, secret: str, body: bytes, now: datetime) -> None:
    """Refuse with `BadHookSignature` what is not signed, signed by another, or signed too long ago."""
    if not hmac.compare_digest(signature(secret, body, moment(header, now)), header):
        raise BadHookSignature
