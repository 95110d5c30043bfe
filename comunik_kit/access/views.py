"""What leaves this domain."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class StartedSession:
    """A session just made. `secret` goes into the cookie and nowhere else.

    `max_age` is in seconds; None keeps the cookie until the browser closes.
    """

    secret: str
    user_id: str
    must_change_password: bool = False
    max_age: int | None = None

    def __repr__(self) -> str:
        """Keep the secret out of logs and tracebacks."""
        return f"StartedSession(user_id={self.user_id!r})"


class ResetStatus(StrEnum):
    """What a reset link leads to."""

    OPEN = "open"
    EXPIRED = "expired"
    USED = "used"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AddressPeek:
    """What the page behind an address link may show: the address only to the holder of an open link."""

    status: str = ResetStatus.UNKNOWN.value
    email: str = ""
    brand: str = ""
    accent: str = ""


class SetupStatus(StrEnum):
    """What a set-up link leads to."""

    OPEN = "open"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"
