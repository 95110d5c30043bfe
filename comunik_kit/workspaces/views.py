"""What screens are shown of the workspace."""

from dataclasses import dataclass, field

PRODUCT = "Comunik KIT"
"""What pages and e-mails say until a workspace gives itself a brand of its own."""

DEFAULT_ACCENT = "#2563eb"


@dataclass(frozen=True, slots=True)
class Picture:
    """One of the brand's pictures; `id` is empty for none."""

    id: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """The brand as everything draws it. Its pictures are found by their ids."""

    brand: str = PRODUCT
    accent: str = DEFAULT_ACCENT
    language: str = "fr"
    theme: str = "system"
    legal_line: str = ""
    logo: Picture = field(default_factory=Picture)
    logo_dark: Picture = field(default_factory=Picture)
    icon: Picture = field(default_factory=Picture)
    cover: Picture = field(default_factory=Picture)


@dataclass(frozen=True, slots=True)
class Face:
    """A look as a page wears it: names and values that are ready for it. `variables` are those of assets/css.

    `logo` and `cover` tell whether there is one; `icon` is the address of the small one, empty for the product's.
    """

    name: str = ""
    legal: str = ""
    theme: str = ""
    language: str = ""
    icon: str = ""
    touch_icon: str = ""
    logo: bool = False
    cover: bool = False
    variables: dict[str, str] = field(default_factory=dict)


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
    look: Look = field(default_factory=Look)
    preset: str = ""
    by_link: bool = False


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
