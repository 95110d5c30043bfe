"""Hashing passwords, off the event loop (AUT-01 to AUT-03)."""

import re
import secrets
from concurrent.futures import ThreadPoolExecutor

import bcrypt

from comunik_kit.access.password_rules import MAX_LENGTH, is_text, normalised
from comunik_kit.kernel.secrets import Keyring

COST = 12
THREADS = 2
_DIGEST_LENGTH = 31
_COST_IN_HASH = re.compile(r"\$2[aby]\$(\d\d)\$")


class Hasher:
    """bcrypt over a keyed digest, so that a password of any length counts whole.

    The pool is small on purpose: a storm of sign-ins queues here and leaves the other core to everybody else.
    """

    def __init__(self, *, keyring: Keyring, cost: int = COST, threads: int = THREADS) -> None:
        """Take the key of the pepper; `cost` doubles the work with each step."""
        self._keyring, self._cost = keyring, cost
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="hash")
        # The hash of no known password: unknown people cost the time that known ones do.
        self._nobody = bcrypt.gensalt(cost).decode() + secrets.token_hex(16)[:_DIGEST_LENGTH]

    def hash(self, password: str) -> str:
        """Hash a password that the rules have accepted."""
        return self._pool.submit(self._hash, normalised(password)).result()

    def verify(self, password: str, hashed: str | None) -> bool:
        """Compare; with no hash to compare to, take as long and say no. Never raises (AUT-02)."""
        usable = len(password) <= MAX_LENGTH and is_text(password)
        candidate = normalised(password) if usable else ""
        matches = self._pool.submit(self._verify, candidate, hashed or self._nobody).result()
        return matches and usable and hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Tell whether a hash was made at a lower cost than today's."""
        found = _COST_IN_HASH.match(hashed)
        return found is None or int(found.group(1)) < self._cost

    def _hash(self, password: str) -> str:
        return bcrypt.hashpw(self._keyring.pepper(password), bcrypt.gensalt(self._cost)).decode()

    def _verify(self, password: str, hashed: str) -> bool:
        try:
            return bcrypt.checkpw(self._keyring.pepper(password), hashed.encode())
        except ValueError:  # a damaged hash is nobody's password
            return False
