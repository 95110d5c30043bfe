"""Everything derived from the server's key: link secrets, digests, the password pepper.

Link secrets are derived, not stored (architecture, decision 4): `HMAC(key, purpose, row id, version)`.
"""

import base64
import hashlib
import hmac
import os
import secrets as random
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
CODE_LENGTH = 12
_ID_CHARACTERS = 22
# Crockford's base 32: no letter that is taken for a digit, or the other way round.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011", " -\u2010\u2011\u2013")


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class ParsedLink:
    """A link secret taken apart; nothing in it is trusted until `matches` says so."""

    row_id: str
    _mac: str
    _purpose: str
    _keyring: "Keyring"

    def matches(self, version: int) -> bool:
        """Tell whether this is the secret of that version of the row."""
        expected = self._keyring.link_mac(self._purpose, self.row_id, version)
        return hmac.compare_digest(self._mac, expected)

    def matches_before(self, version: int) -> bool:
        """Tell whether it was the secret of an earlier version: a replaced link, not a forged one."""
        return any(self.matches(earlier) for earlier in range(1, version))


class Keyring:
    """The server's key, and the only ways it is used."""

    def __init__(self, key: bytes) -> None:
        """Take a key of at least 32 bytes."""
        if len(key) < KEY_BYTES:
            msg = "the server key must have at least 32 bytes"
            raise ValueError(msg)
        self._key = key

    def _mac(self, *parts: str) -> bytes:
        message = b"\0".join(part.encode() for part in parts)
        return hmac.digest(self._key, message, hashlib.sha256)

    def link_mac(self, purpose: str, row_id: str, version: int) -> str:
        """Derive the secret half of a link (43 characters)."""
        return _encode(self._mac("link", purpose, row_id, str(version)))

    def link(self, purpose: str, row_id: str, version: int) -> str:
        """Derive the whole secret of a link: 22 characters of row id and 43 of code."""
        return _encode(bytes.fromhex(row_id)) + self.link_mac(purpose, row_id, version)

    def code(self, purpose: str, row_id: str, version: int, length: int = CODE_LENGTH) -> str:
        """Derive a secret short enough to be typed: 12 characters of 5 bits, for doors that count the tries."""
        number = int.from_bytes(self._mac("code", purpose, row_id, str(version))[: -(-length * 5 // 8)])
        return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))

    def seal(self, purpose: str, row_id: str, plain: bytes) -> str:
        """Encrypt what has to be read again (AES-256-GCM); only for this purpose and row does it open (MFA-04)."""
        nonce = random.token_bytes(_NONCE_BYTES)
        return _encode(nonce + self._lock(purpose).encrypt(nonce, plain, row_id.encode()))

    def unseal(self, purpose: str, row_id: str, sealed: str) -> bytes | None:
        """Decrypt it; None for what this key did not seal."""
        # Loaded with the first second factor: a start need not pay for it.
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415

        try:
            raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
            return self._lock(purpose).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], row_id.encode())
        except (ValueError, InvalidTag):
            return None

    def _lock(self, purpose: str) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        return AESGCM(self._mac("seal", purpose))

    def read(self, purpose: str, token: str) -> ParsedLink | None:
        """Take a secret apart; None when it has not the shape of one."""
        head, tail = token[:_ID_CHARACTERS], token[_ID_CHARACTERS:]
        if len(tail) != _ID_CHARACTERS * 2 - 1 or not token.isascii():
            return None
        try:
            row_id = base64.urlsafe_b64decode(head + "==").hex()
        except ValueError:
            return None
        return ParsedLink(row_id, tail, purpose, self)

    def digest(self, purpose: str, value: str) -> str:
        """Digest a value that must not be kept in clear: hex, 64 characters."""
        return self._mac("digest", purpose, value).hex()

    def pepper(self, password: str) -> bytes:
        """Bring a password of any length to the 64 bytes that bcrypt takes (security row AUT-02)."""
        raw = hmac.digest(self._key, b"password\0" + password.encode(), hashlib.sha384)
        return base64.b64encode(raw)


def read_secret_code(text: str, length: int) -> str:
    """Read a code of this length as people type it; empty when it is none."""
    code = text[: 4 * length].strip().upper().translate(_MISREAD)
    return code if len(code) == length and set(code) <= set(_ALPHABET) else ""


def read_code(text: str) -> str:
    """Read a code as people type it: any case, in groups, O for 0, I or L for 1; empty when it is none."""
    return read_secret_code(text.strip(), CODE_LENGTH)


def random_secret() -> str:
    """Make a secret of 256 random bits, URL-safe."""
    return random.token_urlsafe(KEY_BYTES)


def load_or_make_key(path: Path) -> bytes:
    """Read the server key kept in the data folder, making it (mode 0600) the first time."""
    if not path.exists():
        _place(path, random.token_hex(KEY_BYTES))
    return bytes.fromhex(path.read_text().strip())


def _place(path: Path, text: str) -> None:
    """Put a whole file in its place or none: of two starts at once the first one's key stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    with suppress(FileExistsError):
        os.link(draft, path)
    Path(draft).unlink()
