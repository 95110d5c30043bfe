"""The shapes that leave: what the screens show of subscriptions."""

from dataclasses import dataclass, field

from comunik_kit.users.views import TierChoice

UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class TierLine:
    """A subscription with who has it; `seats` and `left` are -1 without a limit.

    `taken` is the sum of `active`, `invited` and `others`, who are created only, or suspended; the three `…_share` are
    their part of the seats, in percent.
    """

    id: str
    name: str
    price: str
    seats: int
    left: int
    taken: int
    active: int
    invited: int
    others: int
    active_share: int
    invited_share: int
    others_share: int
    modules: list[str]
    is_default: bool
    is_first: bool
    is_last: bool
    version: str


@dataclass(frozen=True, slots=True)
class TierBook:
    """Every subscription of the workspace in its order; `modules_off` no one has here, whatever it comprises."""

    tiers: list[TierLine] = field(default_factory=list)
    modules_off: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Loss:
    """Who loses a module that they have now; `names` are the first of them."""

    module: str
    people: int = 0
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TierPreview:
    """What a change does to the people who have a subscription."""

    people: int = 0
    gained: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TierRemoval:
    """What deleting a subscription asks and does; with `needs_replacement`, one of `replacements` is to be chosen."""

    id: str = ""
    name: str = ""
    needs_replacement: bool = False
    replacements: list[TierChoice] = field(default_factory=list)
    preview: TierPreview = TierPreview()
