"""Codes of an authenticator app and recovery codes, without a database: the clock is an argument (MFA-01, MFA-02)."""

import hmac
from datetime import datetime

from pyotp import random_base32
from pyotp.exceptions import OTPVerificationError
from pyotp.totp import TOTP

from comunik_kit.kernel.secrets import read_secret_code

SEED_LENGTH = 32  # characters of base 32: 160 bits
STEP_SECONDS = 30
DRIFT = 1
DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_LENGTH = 16  # 80 bits
_GROUP = 4
# How far a clock may be off for us to say that it is: ten minutes.
_FAR = 20


def new_seed() -> str:
    """Make a seed."""
    return random_base32(SEED_LENGTH)


def step_of(now: datetime) -> int:
    """Number the time step of a moment."""
    return int(now.timestamp()) // STEP_SECONDS


def matched_step(seed: str, code: str, now: datetime) -> int | None:
    """Find which step a code is of, one before and one after the present one included."""
    try:
        return _totp(seed).verify_and_get_timecode(code, for_time=now, valid_window=DRIFT)
    except OTPVerificationError:
        return None


def is_of_another_moment(seed: str, code: str, now: datetime, *, ahead: bool = False) -> bool:
    """Tell whether it is a code of the last minutes, or with `ahead` of the next ones too.

    Of a code still to come nobody is told who has not shown yet that it is them.
    """
    here = step_of(now)
    last = here + _FAR if ahead else here
    totp = _totp(seed)
    around = [totp.generate_otp(step).encode() for step in range(here - _FAR, last + 1)]
    return any([hmac.compare_digest(each, code.encode()) for each in around])  # noqa: C419  - all are compared


def read_totp(text: str) -> str:
    """Read six digits as people type them, perhaps in groups; empty for anything else."""
    code = "".join(text[:40].split())
    return code if len(code) == DIGITS and code.isascii() and code.isdecimal() else ""


def read_recovery(text: str) -> str:
    """Read a recovery code as people type it: any case, in groups; empty for anything else."""
    return read_secret_code(text, RECOVERY_LENGTH)


def grouped(code: str) -> str:
    """Write a code or key in groups of four."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def app_address(seed: str, *, email: str, brand: str) -> str:
    """Write what the QR code says to the app."""
    return _totp(seed).provisioning_uri(name=email, issuer_name=brand)


def _totp(seed: str) -> TOTP:
    return TOTP(seed, digits=DIGITS, interval=STEP_SECONDS)
