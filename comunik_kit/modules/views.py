"""What the screens show of the modules."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened; `at` is ISO 8601 in UTC, `status` empty or a word `modules.status.<status>`."""

    id: str
    title: str
    at: str
    status: str = ""
    kind: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Widget:
    """A module's figure over a period (`span` names it) and the change against the one before.

    `sparkline` has both day by day, oldest first, or hour by hour for a single day; the `current`th point begins this
    period, at `starts_at` (ISO 8601). `trend` is `up`, `down`, `same`,
    `new` or `none`; `change_percent` is None for the last two.
    """

    module: str = ""
    figure: int = 0
    previous: int = 0
    change_percent: int | None = None
    trend: str = "none"
    sparkline: list[int] = field(default_factory=list)
    latest: list[Item] = field(default_factory=list)
    span: str = "7d"
    current: int = 0
    starts_at: str = ""


@dataclass(frozen=True, slots=True)
class NewsLine:
    """How much a module's widget would count since then; `kind` is what it counts."""

    module: str
    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class News:
    """What somebody missed since their last visit, `since` in ISO 8601 (UTC); without lines there is nothing."""

    since: str = ""
    lines: list[NewsLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class HomeView:
    """The personalised home page: names of modules, and the first steps still to do (`photo`, `phone`, `factor`).

    `all_hidden`: there are widgets, and the person hides each of them. `is_new`: nobody has shown them round yet.
    """

    time_zone: str = "Europe/Paris"
    workspace_wide: bool = False
    span: str = "7d"
    modules: list[str] = field(default_factory=list)
    widgets: list[Widget] = field(default_factory=list)
    all_hidden: bool = False
    steps: list[str] = field(default_factory=list)
    news: News = News()
    is_new: bool = False
