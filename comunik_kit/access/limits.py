"""How long a session lives, and how often a thing may be tried (AUT-07, SES-05): in one place to read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ADMIN_IDLE = timedelta(minutes=30)
ADMIN_ABSOLUTE = timedelta(hours=12)
IDLE = timedelta(hours=24)
ABSOLUTE = timedelta(days=7)
REMEMBERED = timedelta(days=30)
TOUCH_EVERY = timedelta(seconds=60)
VISIT_ENDS = timedelta(hours=4)  # whoever is back after as long is told what they missed

INITIAL_PASSWORD_LIVES = timedelta(hours=72)
STAGED_PASSWORD_LIVES = timedelta(minutes=30)
RESET_LINK_LIVES = timedelta(hours=1)
SIGN_IN_LINK_LIVES = timedelta(minutes=15)
FIRST_LINK_LIVES = timedelta(hours=72)
ADDRESS_LINK_LIVES = timedelta(hours=24)

PROOF_LIVES = timedelta(minutes=15)
PENDING_LIVES = timedelta(minutes=5)
ENROLMENT_LIVES = timedelta(minutes=30)
CEREMONY_LIVES = timedelta(minutes=5)
OIDC_FLOW_LIVES = timedelta(minutes=10)
TRUSTED_LIVES = timedelta(days=30)

# Holding this permission makes a session an administrator's: shorter, and never remembered.
ADMIN_PERMISSION = "settings:read"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `hits` tries in `window`, per subject."""

    name: str
    hits: int
    window: timedelta


SIGN_IN_ACCOUNT = Limit("sign-in/account", 10, timedelta(minutes=5))
SIGN_IN_ADDRESS = Limit("sign-in/address", 10, timedelta(minutes=5))
SIGN_IN_ALL = Limit("sign-in/all", 1000, timedelta(minutes=5))
RESET_ACCOUNT = Limit("reset/account", 3, timedelta(hours=1))
RESET_ADDRESS = Limit("reset/address", 10, timedelta(minutes=5))
LINK_ACCOUNT = Limit("sign-in-link/account", 5, timedelta(hours=1))
LINK_ADDRESS = Limit("link/address", 30, timedelta(minutes=5))
NEW_LINK_ADDRESS = Limit("new-link/address", 10, timedelta(minutes=5))
CARD_ADDRESS = Limit("card/address", 10, timedelta(minutes=5))
CARD_ALL = Limit("card/all", 1000, timedelta(minutes=5))
ADDRESS_CHANGE = Limit("address-change/account", 5, timedelta(hours=1))
FACTOR_MINUTES = Limit("factor/minutes", 5, timedelta(minutes=5))
FACTOR_HOUR = Limit("factor/hour", 20, timedelta(hours=1))
FACTOR_DAY = Limit("factor/day", 50, timedelta(days=1))
FACTOR_ADDRESS = Limit("factor/address", 10, timedelta(minutes=5))
PASSKEY_ADDRESS = Limit("passkey/address", 60, timedelta(minutes=5))
PASSKEY_ALL = Limit("passkey/all", 3000, timedelta(minutes=5))
OIDC_ADDRESS = Limit("oidc/address", 60, timedelta(minutes=5))
OIDC_ALL = Limit("oidc/all", 3000, timedelta(minutes=5))
OIDC_CHECK = Limit("oidc-check/workspace", 30, timedelta(minutes=5))
OWN_PASSWORD = Limit("own-password/account", 10, timedelta(minutes=5))
STAGED = Limit("staged-password/account", 120, timedelta(minutes=5))


def lifetime(*, is_admin: bool, remember: bool) -> timedelta:
    """Give the longest a new session may live; « remember me » is not for administrators."""
    if is_admin:
        return ADMIN_ABSOLUTE
    return REMEMBERED if remember else ABSOLUTE


def idle_limit(*, is_admin: bool, planned: timedelta) -> timedelta:
    """Give how long a session may go unused; a remembered one as long as it lives."""
    if is_admin:
        return ADMIN_IDLE
    return planned if planned > ABSOLUTE else IDLE


def is_recent(now: datetime, proven_at: datetime | None) -> bool:
    """Tell whether a person proved a little while ago that it is them; a moment still to come proves nothing."""
    return proven_at is not None and proven_at <= now < proven_at + PROOF_LIVES


def is_over(
    now: datetime, *, is_admin: bool, created_at: datetime, last_seen_at: datetime, expires_at: datetime
) -> bool:
    """Tell whether a session is over today: rights gained since it began shorten it."""
    planned = expires_at - created_at
    absolute = min(planned, ADMIN_ABSOLUTE) if is_admin else planned
    idle = idle_limit(is_admin=is_admin, planned=planned)
    return now >= created_at + absolute or now >= last_seen_at + idle
