"""The shapes that leave the archive. Moments are ISO 8601 in UTC, empty for never; no link is in them, no secret."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """One invitation. `delivery` is the word of its last message (`delivery.*`), empty without any."""

    id: str
    user_id: str
    name: str
    email: str
    initials: str
    photo_url: str
    is_gone: bool
    state: str
    delivery: str
    inviter: str
    department: str
    created_at: str
    issued_at: str
    delivered_at: str
    opened_at: str
    accepted_at: str
    reminders: int


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """A keyset page, newest first; `first` counts from 1, `capped` when there are more than `total`."""

    rows: list[ArchiveRow] = field(default_factory=list)
    before: str = ""
    after: str = ""
    first: int = 0
    total: int = 0
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to filter by."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ArchiveChoices:
    """What the filter offers: the first departments and inviters by name and the chosen ones; the workspace's zone."""

    departments: list[Choice] = field(default_factory=list)
    inviters: list[Choice] = field(default_factory=list)
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a funnel: how many took it, and how many of `base` (the step they come from) that is.

    `count` is -1 where no carrier in use tells; `percent` and `seconds` (the median time it took) are -1 for none.
    `followed` is how many were followed this far, when it is not everybody who was sent one.
    """

    name: str
    count: int = 0
    width: int = 0
    base: str = ""
    percent: int = -1
    seconds: float = -1
    followed: int = -1


@dataclass(frozen=True, slots=True)
class FunnelLine:
    """The five steps of one department (`id` is `none` for those without), or of all."""

    id: str
    name: str
    steps: list[Step] = field(default_factory=list)
    to_acceptance: float = -1


@dataclass(frozen=True, slots=True)
class Funnel:
    """The whole and each department, the largest first; `left_out` departments have no line."""

    whole: FunnelLine = FunnelLine("", "")
    departments: list[FunnelLine] = field(default_factory=list)
    left_out: int = 0
