"""Giving a passkey, in place of the password or after it: its challenge is good once, its counter only goes on."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import ceremonies, passkey_queries, passkey_rules
from comunik_kit.access.errors import PasskeyCopied, PasskeyUnknown
from comunik_kit.access.passkey_inputs import KeyAnswer
from comunik_kit.access.passkey_rules import Party
from comunik_kit.access.tables import Passkey
from comunik_kit.kernel.secrets import Keyring

BY_PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class GivenKey:
    """A browser's answer, where it was given, by who holds what it is bound to, and when."""

    answer: KeyAnswer
    party: Party
    bound_to: str
    now: datetime
    alone: bool = False

    def key(self, s: Session) -> Passkey | None:
        """Find the passkey that it speaks of."""
        return passkey_queries.by_credential(s, self.party.rp_id, self.answer.credential_id)

    def use(self, s: Session, keyring: Keyring, user_id: str) -> str:
        """Use it up in the open transaction, for this person; what kind of factor it was.

        Raises `PasskeyUnknown`, `PasskeyCeremonyOver`, `PasskeyCopied`.
        """
        key = self.key(s)
        if key is None or key.user_id != user_id or not passkey_rules.is_for(self.answer, user_id):
            raise PasskeyUnknown
        ceremony = self.answer.ceremony
        asked = ceremonies.challenge(s, keyring, self.party, ceremony, self.bound_to, self.now)
        count = passkey_rules.check_known(
            self.answer, asked, self.party, public_key=key.public_key, alone=self.alone
        )
        ceremonies.end(s, ceremony, self.now)
        if not passkey_queries.use(s, key.id, count, self.now):
            raise PasskeyCopied
        return BY_PASSKEY
