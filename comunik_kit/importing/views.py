"""The shapes that leave: what the screens and the command line show of imports. Moments are ISO 8601 in UTC."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its name there, and what stands in its first lines."""

    place: int
    head: str
    sample: str


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many lines have a verdict; `good` when they are no trouble."""

    verdict: str
    count: int
    good: bool = False


@dataclass(frozen=True, slots=True)
class SeatsMissing:
    """A subscription of which more seats are asked for than are left; `over` lines are not written."""

    tier: str
    left: int
    wanted: int
    over: int


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import as its page shows it.

    `done` of `total` lines are judged, written or taken back so far;
    `places` says for each field which column it is, empty for none.
    """

    id: str = ""
    name: str = ""
    state: str = ""
    is_list: bool = False
    total: int = 0
    done: int = 0
    seconds_left: int = -1
    written: int = 0
    ready: int = 0
    refused: int = 0
    counts: list[VerdictCount] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    role_id: str = ""
    tier_id: str = ""
    typos: str = "hold"
    makes_departments: bool = False
    brings_back: bool = False
    invites: bool = True
    leaves_at: str = ""
    seen_before_at: str = ""
    may_undo: bool = False
    seats_missing: list[SeatsMissing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LineView:
    """One line with what is said of it."""

    line: int
    name: str
    email: str
    verdict: str
    detail: str = ""
    proposal: str = ""
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class LinesPage:
    """Some lines in their order; `after` is where the next page begins, 0 at the end."""

    rows: list[LineView] = field(default_factory=list)
    verdict: str = ""
    begins_after: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Recent:
    """An earlier import, for the list of them."""

    id: str
    name: str
    state: str
    created_at: str
    written: int
