"""How long keys live and how much they may send; pure."""

from datetime import datetime, timedelta
from enum import StrEnum

MOST_KEYS = 50
LIVES = (30, 90, 365)
"""Days that are offered; without one a key lives until it is revoked."""
TOUCH_EVERY = timedelta(minutes=1)
ANSWERS_LIVE = timedelta(hours=24)


class KeyState(StrEnum):
    """Where a key stands."""

    ACTIVE = "active"
    UNSEEN = "unseen"
    EXPIRED = "expired"
    REVOKED = "revoked"


def state_of(
    now: datetime, *, shown: bool, expires_at: datetime | None, revoked_at: datetime | None
) -> KeyState:
    """Tell where a key stands: what somebody decided comes before what time did."""
    if revoked_at is not None:
        return KeyState.REVOKED
    if expires_at is not None and now >= expires_at:
        return KeyState.EXPIRED
    return KeyState.ACTIVE if shown else KeyState.UNSEEN
