"""The chain of a workspace's journal, as arithmetic: what an entry's seal is made of (docs/decisions/0013).

A seal is a keyed digest of the seal before it and of what the entry says. The words that may be emptied when somebody
is forgotten go in by a digest of their own with a random salt: words and salt leave together, the digest stays, and so
the chain still holds while nobody can find the words again by guessing.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from comunik_kit.audit.tables import AuditChain, AuditEntry
from comunik_kit.kernel.secrets import Keyring

NOWHERE: Final = "-"
"""The chain of the entries of no workspace."""

_SALT_BYTES = 16
BY: Final = ("actor_name", "ip", "user_agent")
ABOUT: Final = ("target_name",)
_SAID: Final = ("id", "tag", "actor_id", "target_kind", "target_id", "details")

Values = Mapping[Any, Any]


class Sealed(NamedTuple):
    """What sealing adds to an entry."""

    seq: int
    seal: str
    by_salt: str
    by_digest: str
    about_salt: str
    about_digest: str


def chain_of(workspace_id: str | None) -> str:
    """Name the chain that a workspace's entries are in."""
    return workspace_id or NOWHERE


def sealed(keyring: Keyring, entry: Values, *, after: str, seq: int) -> Sealed:
    """Seal an entry as the `seq`th of its chain, after the one whose seal is given."""
    by, about = secrets.token_hex(_SALT_BYTES), secrets.token_hex(_SALT_BYTES)
    digests = words_digest(keyring, entry, by, BY), words_digest(keyring, entry, about, ABOUT)
    return Sealed(seq, seal_of(keyring, entry, after, seq, digests), by, digests[0], about, digests[1])


def seal_of(keyring: Keyring, entry: Values, after: str, seq: int, digests: tuple[str, str]) -> str:
    """Compute the seal that an entry must have in that place."""
    said = [entry[name] for name in _SAID]
    place = [chain_of(entry["workspace_id"]), seq, after]
    return keyring.digest("journal.entry", _written([*place, _moment(entry["at"]), *said, *digests]))


def words_digest(keyring: Keyring, entry: Values, salt: str, names: Iterable[str]) -> str:
    """Digest the words that may be emptied one day."""
    return keyring.digest("journal.words", _written([salt, *(entry[name] for name in names)]))


def head_mac(keyring: Keyring, chain: AuditChain) -> str:
    """Compute the code that a chain's row must have."""
    row = [chain.name, chain.length, chain.head, chain.removed, chain.checkpoint, chain.kept_months]
    return keyring.digest("journal.head", _written(row))


def values_of(entry: AuditEntry) -> Values:
    """Give an entry as plain values."""
    return {name: getattr(entry, name) for name in AuditEntry.model_fields}


def _written(parts: list[Any]) -> str:
    """Write values so that no two lists of them read alike."""
    return json.dumps(parts, sort_keys=True, separators=(",", ":"))


def _moment(at: datetime) -> str:
    return (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)).isoformat(timespec="microseconds")
