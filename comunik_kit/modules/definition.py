"""What a module is: everything that the rest of the product asks of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from comunik_kit.modules.details import Detail
from comunik_kit.roles.permissions import Permission

ANY_COLUMN = ("what", "kind", "status", "customer", "owner", "department", "tags", "when")
"""The columns that every module may show, besides its own details."""


@dataclass(frozen=True, slots=True)
class Module:
    """One module; its words are in `locale/*/module_<key>.json`.

    `place` is its line in the menu, `widget` its place at home (0: none) and `counted` the kind that the widget counts.
    `statuses` are those that other systems may tell, `narrowed` the kinds that take fewer of them; `later` are given
    by people alone; `waiting` are those of what is not done yet. `follows` says which may come after which; after one
    that is not in it comes none. Under `""` stands what may come first. `details` is what an activity may tell besides,
    with its reader.
    """

    key: str
    place: int
    icon: str
    reading: Permission
    managing: Permission
    kinds: tuple[str, ...]
    columns: tuple[str, ...]
    statuses: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    narrowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    follows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    tones: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, Detail] = field(default_factory=dict)
    counted: str = ""
    widget: int = 0

    @property
    def every_status(self) -> tuple[str, ...]:
        """Name every status that something in it can have."""
        return (*self.statuses, *self.later)

    def statuses_of(self, kind: str) -> tuple[str, ...]:
        """Name the statuses that an activity of a kind may be told with."""
        return self.narrowed.get(kind, self.statuses)

    def after(self, status: str) -> tuple[str, ...]:
        """Name the statuses that may come after one."""
        return self.follows.get(status, ())
