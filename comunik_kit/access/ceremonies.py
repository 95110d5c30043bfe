"""The challenges that passkeys sign: each for one asker at one host, minutes long, and good once (MFA-09)."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import limits, passkey_queries
from comunik_kit.access.errors import PasskeyCeremonyOver
from comunik_kit.access.passkey_rules import Party
from comunik_kit.access.tables import PasskeyCeremony
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring

REGISTER, SECOND, ALONE = "register", "second", "alone"
_PURPOSE, _VERSION = "ceremony", 1
_LONGEST_SECRET = 100


def bound(keyring: Keyring, kind: str, secret: str) -> str:
    """Digest what the asker holds; a challenge for one purpose is none for another. Raises `PasskeyCeremonyOver`."""
    if not secret or len(secret) > _LONGEST_SECRET:
        raise PasskeyCeremonyOver
    return keyring.digest(_PURPOSE, f"{kind}\0{secret}")


def begin(s: Session, keyring: Keyring, party: Party, bound_to: str, now: datetime) -> tuple[str, bytes]:
    """Make a challenge in the open transaction: the id that the answer names, and the challenge itself."""
    passkey_queries.drop_old_ceremonies(s, now)
    made = PasskeyCeremony(
        id=new_id(now), rp_id=party.rp_id, bound_to=bound_to, expires_at=now + limits.CEREMONY_LIVES
    )
    s.add(made)
    return made.id, _challenge(keyring, made.id)


def challenge(
    s: Session, keyring: Keyring, party: Party, ceremony_id: str, bound_to: str, now: datetime
) -> bytes:
    """Give the challenge that an answer must have signed; raises `PasskeyCeremonyOver`."""
    if not passkey_queries.open_ceremony(s, ceremony_id, bound_to, party.rp_id, now):
        raise PasskeyCeremonyOver
    return _challenge(keyring, ceremony_id)


def end(s: Session, ceremony_id: str, now: datetime) -> None:
    """Use it up, in the transaction of what comes of it; raises `PasskeyCeremonyOver` for who comes second."""
    if not passkey_queries.burn_ceremony(s, ceremony_id, now):
        raise PasskeyCeremonyOver


def _challenge(keyring: Keyring, ceremony_id: str) -> bytes:
    return keyring.link_mac(_PURPOSE, ceremony_id, _VERSION).encode()
