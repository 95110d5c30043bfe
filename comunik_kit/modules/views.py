"""What the home page shows of the modules."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ModuleCard:
    """A module the person may use; its name is `modules.<key>` of the catalogue."""

    key: str
    icon: str


@dataclass(frozen=True, slots=True)
class Item:
    """One of the last things; `at` is ISO 8601 in UTC, `status` empty or a word `modules.status.<status>`."""

    id: str
    title: str
    at: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Widget:
    """A module's figure over seven days. `change_percent` is None when the seven days before had nothing."""

    module: str
    icon: str
    figure: int = 0
    previous: int = 0
    change_percent: int | None = None
    sparkline: list[int] = field(default_factory=list)
    latest: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class HomeView:
    """The personalised home page. `steps` are the first steps still to do: `photo`, `phone`."""

    time_zone: str = "Europe/Paris"
    workspace_wide: bool = False
    modules: list[ModuleCard] = field(default_factory=list)
    widgets: list[Widget] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
