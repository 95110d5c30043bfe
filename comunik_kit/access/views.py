"""What leaves this domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


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


@dataclass(frozen=True, slots=True)
class AwaitedFactor:
    """The password was right, a second factor is awaited. `secret` goes into a cookie of its own and nowhere else.

    `by_key`: a passkey for this host will do.
    """

    secret: str = field(repr=False)
    by_key: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that is whole: its session, and the cookie of a browser that is trusted from now on, if it is."""

    started: StartedSession
    device: str = field(default="", repr=False)


class FactorStep(StrEnum):
    """How far somebody's second factor is; `KEYS`: passkeys are it, and there is no app."""

    OFF = "off"
    SCAN = "scan"
    CODES = "codes"
    ON = "on"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class FactorView:
    """The second factor as its page shows it; `key` tells one beginning from another and is no secret."""

    step: str = FactorStep.OFF.value
    key: str = ""
    since: str = ""
    codes_left: int = 0
    trusted: int = 0
    is_on: bool = False
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A passkey in its owner's list; `host` is where it is good. `used` is empty for one that never was."""

    id: str
    name: str
    host: str
    created: str
    used: str


@dataclass(frozen=True, slots=True)
class KeyQuestion:
    """What a browser needs to ask for a passkey, and the name that its answer gives the question."""

    ceremony: str
    options: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AppSecret:
    """What the authenticator app has to know, for the one answer that shows it (MFA-04)."""

    address: str = field(repr=False)
    key: str = field(repr=False)


class LinkStatus(StrEnum):
    """What a link that was mailed leads to."""

    OPEN = "open"
    EXPIRED = "expired"
    USED = "used"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AddressPeek:
    """What the page behind an address link may show: the address only to the holder of an open link."""

    status: str = LinkStatus.UNKNOWN.value
    email: str = ""
    brand: str = ""
    accent: str = ""


class SetupStatus(StrEnum):
    """What a set-up link leads to."""

    OPEN = "open"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"
