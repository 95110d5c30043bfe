"""Pure decisions: what a failure means for the row and for the channel, and who may see a link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from comunik_kit.kernel.actor import Actor
from comunik_kit.mail.pacing import PauseReason
from comunik_kit.mail.sender import (
    Busy,
    ChannelPaused,
    DeliveryFailure,
    InProgress,
    KeyReused,
    Misconfigured,
    NoBatches,
    Rejected,
    Retry,
)
from comunik_kit.mail.tables import MailChannel, MailState
from comunik_kit.roles.rules import may_act_on_holder, may_grant
from comunik_kit.roles.tables import Role

FIRST_WAIT = 5.0
LONGEST_WAIT = 30 * 60.0
PROBE_EVERY = 2 * 60.0
LONGEST_TROUBLE = timedelta(
    hours=20
)  # the provider forgets a key after 24 h: stop while it still protects us
RENDERINGS_BEFORE_DEAD = 3
FAILURES_BEFORE_PAUSE = 3
SHORTEST_OUTAGE, LONGEST_OUTAGE = 2.5, 5 * 60.0
ERROR_LENGTH = 300
LOCAL = "local"
RESET_PURPOSE = "reset"
SIGN_IN_PURPOSE = "enter"
ADDRESS_PURPOSE = "address"
_OF_AN_ACCOUNT = frozenset({RESET_PURPOSE, SIGN_IN_PURPOSE, ADDRESS_PURPOSE})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a row.

    `next_at` None leaves it its place in the queue. `in_trouble_since` is when the first attempt began whose end
    nobody knows, None when there is none.
    """

    state: MailState
    next_at: datetime | None
    attempts: int
    in_trouble_since: datetime | None
    error: str = ""

    @property
    def in_doubt(self) -> bool:
        """Tell whether the row may have left: then only the same key and the same bytes may follow."""
        return self.state is MailState.QUEUED and self.in_trouble_since is not None


@dataclass(frozen=True, slots=True)
class Pause:
    """A channel's standing still by itself."""

    reason: PauseReason
    until: datetime
    detail: str


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
    """Decide what a failure means for the row (security.md, 4.3).

    Giving up is by time, not by count: an outage is not our fault. What is the whole channel's matter (pace, quota,
    configuration) leaves the row where it stands in the queue: `pause_after` holds it back.
    """
    match failure:
        case Rejected():
            return _ended(MailState.FAILED, failure, attempt)
        case KeyReused():
            return _ended(MailState.DEAD, failure, attempt)
        case InProgress(seconds=seconds):
            later = attempt.now + timedelta(seconds=seconds)
            return _waiting(failure, attempt, later, attempt.in_trouble_since or attempt.now)
        case Busy() | Misconfigured():
            return _waiting(failure, attempt, None, attempt.in_trouble_since)
        case _:
            return _tried(failure, attempt)


def breaks_up(failure: DeliveryFailure) -> bool:
    """Tell whether a batch goes again as single messages: no batches here, or one of it sank them all."""
    return isinstance(failure, Rejected | NoBatches)


def outcome_of_broken_up(attempt: Attempt) -> Outcome:
    """Decide about the messages of such a batch: nothing was taken, also of an earlier try under its key."""
    return Outcome(MailState.QUEUED, None, attempt.failed_before, None)


def pause_after(
    failure: DeliveryFailure, channel: MailChannel, *, failures: int, now: datetime
) -> Pause | None:
    """Decide whether a failure stops the channel for all; `failures` is how many there were in a row, this one too.

    An outage is asked after at growing intervals: as long again as it has lasted.
    """
    match failure:
        case Misconfigured():
            reason, seconds = PauseReason.MISCONFIGURED, PROBE_EVERY
        case ChannelPaused(seconds=seconds):
            reason = PauseReason.QUOTA
        case Retry() if channel.pause_reason == PauseReason.OUTAGE and channel.paused_at:
            lasted = (now - channel.paused_at).total_seconds()
            reason, seconds = PauseReason.OUTAGE, min(max(lasted, SHORTEST_OUTAGE), LONGEST_OUTAGE)
        case Retry() if failures >= FAILURES_BEFORE_PAUSE:
            reason, seconds = PauseReason.OUTAGE, SHORTEST_OUTAGE
        case _:
            return None
    return Pause(
        reason, now + timedelta(seconds=seconds), words_of(failure).partition(": ")[2] or failure.code
    )


def _ended(state: MailState, failure: DeliveryFailure, attempt: Attempt) -> Outcome:
    return Outcome(state, attempt.now, attempt.failed_before + 1, attempt.in_trouble_since, words_of(failure))


def _waiting(
    failure: DeliveryFailure, attempt: Attempt, later: datetime | None, since: datetime | None
) -> Outcome:
    return Outcome(MailState.QUEUED, later, attempt.failed_before, since, words_of(failure))


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


def outcome_of_suppressed(attempt: Attempt) -> Outcome:
    """Decide about a message to an address that its workspace writes to no more."""
    return Outcome(MailState.SUPPRESSED, attempt.now, attempt.failed_before, attempt.in_trouble_since)


def is_too_late(attempt: Attempt) -> bool:
    """Tell whether a row has been in trouble for so long that the provider's key no longer protects a retry."""
    return attempt.in_trouble_since is not None and attempt.now - attempt.in_trouble_since >= LONGEST_TROUBLE


def outcome_when_too_late(attempt: Attempt) -> Outcome:
    """Decide about such a row: it may have been sent, so that a person decides, not we."""
    return Outcome(MailState.DEAD, attempt.now, attempt.failed_before, attempt.in_trouble_since, "in_doubt")


def words_of(failure: DeliveryFailure) -> str:
    """Write a failure as `code: detail`, short enough for its column."""
    return f"{failure.code}: {' '.join(failure.detail.split())}"[:ERROR_LENGTH].removesuffix(": ")


def may_see_link(
    actor: Actor, *, channel: str, state: str, purpose: str, recipient_id: str, role: Role | None
) -> bool:
    """Decide whether a reader of the archive sees the link. `role` is the recipient's of today, None of who is gone.

    Only in the built-in outbox, where reading it there is the delivery. A link that resets or signs in
    opens an account that works, an address link gives it another owner: they are for the person themselves, or for
    somebody who outranks them and holds all their rights (ACL-06). An invitation gives no more than its reader could
    grant (INV-01), and what it gives is what the person is when it is accepted, not when it was written.
    """
    if channel != LOCAL or state not in {MailState.QUEUED, MailState.SENT} or role is None:
        return False
    if purpose not in _OF_AN_ACCOUNT:
        return may_grant(actor, role.rank, role.permissions)
    if recipient_id == actor.user_id:
        return True
    return role.rank < actor.rank and may_act_on_holder(actor, role.rank, role.permissions)
