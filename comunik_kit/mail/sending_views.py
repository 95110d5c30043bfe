"""The shapes that leave: how mail is sent, what did not leave, whom it is not sent to.

Moments are ISO 8601 in UTC, empty when there is none.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pause:
    """Why nothing leaves: a word of `mail.pause.*`, who paused it and since when, until when, the carrier's words.

    All empty while mail leaves.
    """

    reason: str = ""
    by: str = ""
    since: str = ""
    until: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PaceView:
    """How fast mail leaves and how much a day.

    `rate` and `daily_quota` are an admin's (0: automatic), `environment_rate` is KIT_MAIL_RATE's, `learned_rate` is
    what the carrier said at `learned_at`; `effective_rate` is what all of it comes to (0: as fast as it goes).
    `used_share` is how much of the quota is used, of 100.
    """

    rate: float = 0.0
    environment_rate: float = 0.0
    learned_rate: float = 0.0
    learned_at: str = ""
    effective_rate: float = 0.0
    daily_quota: int = 0
    used_today: int = 0
    used_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Hour:
    """What left and what failed in the hour that begins at `at`; the heights are of 100, for the bars."""

    at: str
    sent: int
    failed: int
    sent_height: float
    failed_height: float


@dataclass(frozen=True, slots=True)
class Sending:
    """The state of sending, as its page shows it."""

    channel: str = ""
    address: str = ""
    queued: int = 0
    scheduled: int = 0
    waiting: int = 0
    sent_today: int = 0
    troubled: int = 0
    blocked: int = 0
    oldest_at: str = ""
    estimate: str = ""
    workers: int = 0
    pause: Pause = Pause()
    pace: PaceView = PaceView()
    hours: list[Hour] = field(default_factory=list)
    sent_in_hours: int = 0
    failed_in_hours: int = 0
    may_manage: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """What the command line tells of all workspaces together; `rate` 0 is as fast as it goes."""

    channel: str
    queued: int
    scheduled: int
    waiting: int
    sent_today: int
    sent: int
    failed: int
    dead: int
    suppressed: int
    blocked: int
    rate: float
    daily_quota: int
    used_today: int
    pause: Pause
    estimate: str
    oldest_age_seconds: int | None
    workers: int


@dataclass(frozen=True, slots=True)
class TroubleRow:
    """A message that did not leave.

    `reason` is a key of the catalogue, `detail` the carrier's own words; `obstacle` is why another try would be vain, a
    word of `mail.obstacle.*`, empty when it would not.
    """

    id: str
    to_name: str
    to_email: str
    recipient_id: str
    subject: str
    state: str
    reason: str
    detail: str
    since: str
    attempts: int
    in_doubt: bool
    obstacle: str
    purpose: str


@dataclass(frozen=True, slots=True)
class TroublePage:
    """A keyset page of them, newest first; `capped`: there are at least `total`."""

    rows: list[TroubleRow] = field(default_factory=list)
    before: str = ""
    after: str = ""
    first: int = 0
    last: int = 0
    total: int = 0
    capped: bool = False
    may_manage: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one step over a filter did: how many, how many it left alone, and where to go on (empty: all seen)."""

    done: int
    left_alone: int
    below: str


@dataclass(frozen=True, slots=True)
class BlockedRow:
    """An address that is not written to; `reason` is a word of `mail.blocked.reason.*`."""

    id: str
    email: str
    reason: str
    detail: str
    since: str
    message_id: str


@dataclass(frozen=True, slots=True)
class BlockedPage:
    """A keyset page of them, newest first; `capped`: there are at least `total`."""

    rows: list[BlockedRow] = field(default_factory=list)
    before: str = ""
    after: str = ""
    total: int = 0
    capped: bool = False
    may_manage: bool = False
