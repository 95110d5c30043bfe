"""What a module's pages show."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list: `told` has each detail that is a column, as text; `owner` is empty when it is nobody's."""

    id: str = ""
    at: str = ""
    kind: str = ""
    title: str = ""
    customer: str = ""
    status: str = ""
    owner: str = ""
    owner_initials: str = ""
    department: str = ""
    is_mine: bool = False
    tags: list[str] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One page of the list: how many there are of each status and in all, and cursors to the pages around it.

    With `capped` there may be more than `total`, and the newest alone were counted or searched.
    """

    module: str = ""
    time_zone: str = "Europe/Paris"
    workspace_wide: bool = False
    rows: list[Line] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    total: int = 0
    capped: bool = False
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: id and name, and where somebody works."""

    id: str
    name: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class ItemChoices:
    """What the filters offer: departments (who sees only their own has none), tags in use, and whom was asked for."""

    departments: list[Choice] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    person: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a person did to it; `before` and `after` are names, statuses or tags, by `act`."""

    id: str
    at: str
    act: str
    actor: str
    before: str = ""
    after: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Something else of the same customer or number."""

    id: str
    module: str
    kind: str
    title: str
    at: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail: name, value as text, what it is (`text`, `duration`, `amount`, `choice`), and its currency."""

    name: str
    value: str
    shape: str = "text"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One activity with everything that is known of it, and what the reader may do to it."""

    line: Line = field(default_factory=Line)
    module: str = ""
    time_zone: str = "Europe/Paris"
    version: int = 0
    owner_id: str = ""
    details: list[Detail] = field(default_factory=list)
    timeline: list[Happening] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    may_take: bool = False
    may_give: bool = False
    may_give_back: bool = False
    may_work: bool = False
    may_note: bool = False
