"""Giving a second factor: a code of the app or a recovery code, good once, counted before it is compared (MFA-03)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import factor_queries, factor_rules, limits
from comunik_kit.access.errors import BadFactorCode, FactorClockOff
from comunik_kit.access.throttle import Attempt, network_of
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.secrets import Keyring

SEED_PURPOSE = "totp"
RECOVERY_PURPOSE = "recovery"
BY_APP, BY_RECOVERY = "app", "recovery_code"


def attempts(user_id: str, ip: str) -> tuple[Attempt, ...]:
    """Say on whom a try counts: first the address, then the person, whose password whoever tries must know."""
    return (
        (limits.FACTOR_ADDRESS, network_of(ip)),
        (limits.FACTOR_MINUTES, user_id),
        (limits.FACTOR_HOUR, user_id),
        (limits.FACTOR_DAY, user_id),
    )


def recovery_digest(keyring: Keyring, user_id: str, code: str) -> str:
    """Give what is kept of a recovery code; the same code of another person is another one (MFA-06)."""
    return keyring.digest(RECOVERY_PURPOSE, f"{user_id}\0{code}")


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody typed, and when."""

    text: str
    now: datetime

    def use(self, s: Session, keyring: Keyring, user_id: str) -> str:
        """Use it up in the open transaction; which kind it was. Raises `BadFactorCode` or `FactorClockOff`."""
        totp = factor_rules.read_totp(self.text)
        if totp:
            return self._use_totp(s, keyring, user_id, totp)
        code = factor_rules.read_recovery(self.text)
        if not code:
            raise BadFactorCode(field="code")
        if not factor_queries.burn_code(s, user_id, recovery_digest(keyring, user_id, code), self.now):
            raise BadFactorCode(field="code")
        return BY_RECOVERY

    def _use_totp(self, s: Session, keyring: Keyring, user_id: str, code: str) -> str:
        factor = factor_queries.active(s, user_id)
        seed = keyring.unseal(SEED_PURPOSE, factor.id, factor.sealed_seed) if factor else None
        if factor is None or seed is None:
            raise BadFactorCode(field="code")
        step = factor_rules.matched_step(seed.decode(), code, self.now)
        if step is None:
            raise refusal(seed.decode(), code, self.now)
        if not factor_queries.burn_step(s, factor.id, step):
            raise BadFactorCode(field="code")
        return BY_APP


def refusal(seed: str, code: str, now: datetime, *, ahead: bool = False) -> KitError:
    """Say whether a wrong code is wrong, or the clock of its device is."""
    is_off = factor_rules.is_of_another_moment(seed, code, now, ahead=ahead)
    return FactorClockOff(field="code") if is_off else BadFactorCode(field="code")
