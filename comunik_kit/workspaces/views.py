"""What screens are shown of the workspace."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    """The workspace as the frame and the door pages show it; `domain_state` is empty without a domain."""

    id: str
    name: str
    brand: str
    accent: str
    language: str
    time_zone: str
    host: str = ""
    domain_state: str = ""
    preset: str = ""


@dataclass(frozen=True, slots=True)
class WhiteLabelView:
    """The white-label page: the domain, how far it is, and where links lead meanwhile."""

    workspace: str
    brand: str
    accent: str
    host: str
    state: str
    link_base: str
    may_manage: bool


@dataclass(frozen=True, slots=True)
class InvitationDefaults:
    """What a new invitation starts with: how many days it lives, and after how many days a reminder leaves."""

    days: int = 7
    reminders: tuple[int, ...] = ()
    may_manage: bool = False


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record as the page shows it: expected beside found, and the cause; `short_name` is without the zone.

    `hidden` counts private addresses, which are not shown.
    """

    record: str
    name: str
    short_name: str
    kind: str
    expected: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    cause: str = ""
    where: str = ""
    minutes: int = 0
    right: int = 0
    servers: int = 0
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class ProofView:
    """How a domain proves itself: its records, their keeper, and when it was and will be seen.

    `is_checked` is false until the name servers were asked for the first time. `good_host` is where links lead while
    the proof is lost. Moments are ISO 8601, empty for none.
    """

    host: str = ""
    state: str = ""
    zone: str = ""
    records: list[RecordView] = field(default_factory=list)
    is_checked: bool = False
    is_proven: bool = False
    provider: str = ""
    menu: str = ""
    name_field: str = ""
    value_field: str = ""
    checked_at: str = ""
    next_check_at: str = ""
    failing_since: str = ""
    moves_at: str = ""
    good_host: str = ""


@dataclass(frozen=True, slots=True)
class SenderView:
    """How far the sending address can be trusted by others: one line each for SPF, DKIM and DMARC."""

    address: str = ""
    domain: str = ""
    lines: list[RecordView] = field(default_factory=list)
    is_local: bool = False
