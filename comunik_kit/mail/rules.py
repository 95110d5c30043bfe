"""Pure decisions: what a failure means for the row and for the channel, and who may see a link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from comunik_kit.kernel.actor import Actor
from comunik_kit.mail.sender import (
    Busy,
    DeliveryFailure,
    InProgress,
    KeyReused,
    Misconfigured,
    Rejected,
)
from comunik_kit.mail.tables import MailState

FIRST_WAIT = 5.0
LONGEST_WAIT = 30 * 60.0
PAUSE_WHEN_MISCONFIGURED = 2 * 60.0
LONGEST_TROUBLE = timedelta(
    hours=20
)  # the provider forgets a key after 24 h: stop while it still protects us
RENDERINGS_BEFORE_DEAD = 3
FAILURES_BEFORE_PAUSE = 3
ERROR_LENGTH = 300
LOCAL = "local"
RESET_PURPOSE = "reset"
ADDRESS_PURPOSE = "address"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a row.

    `in_trouble_since` is when its first failed attempt began, None when there is none.
    """

    state: MailState
    next_at: datetime
    attempts: int
    in_trouble_since: datetime | None
    error: str = ""
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: how many failed before, since when, and when it happens. `chance` is a number from 0 to 1."""

    failed_before: int
    in_trouble_since: datetime | None
    now: datetime
    chance: float


def wait_after(failures: int, chance: float) -> float:
    """Seconds until the next try: five, doubling, half an hour at most, anywhere up to that by chance.

    The jitter keeps at least half of the wait, so that an outage is not used up in a burst.
    """
    ceiling = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures, 20))
    return ceiling * (0.5 + chance / 2)


def outcome_of(failure: DeliveryFailure, attempt: Attempt) -> Outcome:
    """Decide what a failure means (security.md, 4.3).

    Giving up is by time, not by count: an outage is not our fault.
    """
    match failure:
        case Rejected():
            return _ended(MailState.FAILED, failure, attempt)
        case KeyReused():
            return _ended(MailState.DEAD, failure, attempt)
        case Busy(seconds=seconds):
            pause = 0.0 if isinstance(failure, InProgress) else seconds
            return _waiting(failure, attempt, seconds, pause)
        case Misconfigured():
            return _waiting(failure, attempt, PAUSE_WHEN_MISCONFIGURED, PAUSE_WHEN_MISCONFIGURED)
        case _:
            return _tried(failure, attempt)


def _ended(state: MailState, failure: DeliveryFailure, attempt: Attempt) -> Outcome:
    return Outcome(state, attempt.now, attempt.failed_before + 1, attempt.in_trouble_since, words_of(failure))


def _waiting(failure: DeliveryFailure, attempt: Attempt, seconds: float, pause: float) -> Outcome:
    later = attempt.now + timedelta(seconds=seconds)
    since = attempt.in_trouble_since or (attempt.now if isinstance(failure, InProgress) else None)
    return Outcome(MailState.QUEUED, later, attempt.failed_before, since, words_of(failure), pause)


def _tried(failure: DeliveryFailure, attempt: Attempt) -> Outcome:
    since = attempt.in_trouble_since or attempt.now
    if attempt.now - since >= LONGEST_TROUBLE:
        return _ended(MailState.DEAD, failure, attempt)
    later = attempt.now + timedelta(seconds=wait_after(attempt.failed_before, attempt.chance))
    return Outcome(MailState.QUEUED, later, attempt.failed_before + 1, since, words_of(failure))


def outcome_of_broken_rendering(attempt: Attempt, kind: str) -> Outcome:
    """Decide about a message we cannot write: dead at the third time, so that it never blocks the others (REL-04)."""
    failures = attempt.failed_before + 1
    error = f"rendering: {kind}"[:ERROR_LENGTH]
    if failures >= RENDERINGS_BEFORE_DEAD:
        return Outcome(MailState.DEAD, attempt.now, failures, attempt.in_trouble_since, error)
    later = attempt.now + timedelta(seconds=wait_after(attempt.failed_before, attempt.chance))
    return Outcome(MailState.QUEUED, later, failures, attempt.in_trouble_since, error)


def outcome_of_expired_link(attempt: Attempt) -> Outcome:
    """Decide about a message whose link has died while it waited: it would only disappoint."""
    return Outcome(MailState.FAILED, attempt.now, attempt.failed_before, attempt.in_trouble_since, "expired")


def is_too_late(attempt: Attempt) -> bool:
    """Tell whether a row has been in trouble for so long that the provider's key no longer protects a retry."""
    return attempt.in_trouble_since is not None and attempt.now - attempt.in_trouble_since >= LONGEST_TROUBLE


def outcome_when_too_late(attempt: Attempt) -> Outcome:
    """Decide about such a row: it may have been sent, so that a person decides, not we."""
    return Outcome(MailState.DEAD, attempt.now, attempt.failed_before, attempt.in_trouble_since, "in_doubt")


def words_of(failure: DeliveryFailure) -> str:
    """Write a failure as `code: detail`, short enough for its column."""
    return f"{failure.code}: {' '.join(failure.detail.split())}"[:ERROR_LENGTH].removesuffix(": ")


def may_see_link(actor: Actor, *, channel: str, state: str, purpose: str, recipient: tuple[str, int]) -> bool:
    """Decide whether a reader of the archive sees the link. `recipient` is their id and rank.

    Only in the built-in outbox, where reading it there is the delivery. A reset link opens an account that
    works, an address link gives it another owner: both are for the person themselves, or for somebody who
    outranks them. An invitation never gives more than one's rank.
    """
    if channel != LOCAL or state not in {MailState.QUEUED, MailState.SENT}:
        return False
    recipient_id, rank = recipient
    if purpose in {RESET_PURPOSE, ADDRESS_PURPOSE}:
        return recipient_id == actor.user_id or rank < actor.rank
    return rank <= actor.rank
