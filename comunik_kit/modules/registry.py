"""The five modules: what each is called in the code, who may read it, what happens in it, what its widget counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from comunik_kit.roles.permissions import Permission


class ModuleKey(StrEnum):
    """The name of a module, as rows, tiers and catalogues (`modules.<key>`) spell it."""

    CALLS = "calls"
    TICKETS = "tickets"
    LEADS = "leads"
    OFFERS = "offers"
    DISCUSSIONS = "discussions"


@dataclass(frozen=True, slots=True)
class Module:
    """A registry entry: `kinds` is what can happen in it, `counted` the kind that its widget shows.

    `statuses` are those that have words in the catalogue (`modules.status.<status>`); others are kept, not shown.
    `narrowed` names the kinds that take fewer of them. `details` is what an activity may tell besides
    (`modules/details.py`).
    """

    key: ModuleKey
    icon: str
    reading: Permission
    kinds: tuple[str, ...]
    statuses: tuple[str, ...] = ()
    counted: str = ""
    narrowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    details: tuple[str, ...] = ()

    def statuses_of(self, kind: str) -> tuple[str, ...]:
        """Name the statuses that an activity of a kind may have."""
        return self.narrowed.get(kind, self.statuses)


MODULES = (
    Module(
        key=ModuleKey.CALLS,
        icon="phone",
        reading=Permission.CALLS_READ,
        kinds=("received", "missed", "made"),
        statuses=("answered", "missed", "no_answer"),
        counted="received",
        narrowed={"received": ("answered",), "missed": ("missed",), "made": ("answered", "no_answer")},
        details=("number", "duration", "queue", "agent"),
    ),
    Module(
        key=ModuleKey.TICKETS,
        icon="ticket",
        reading=Permission.TICKETS_READ,
        kinds=("created", "updated", "closed"),
        statuses=("open", "waiting", "closed"),
        counted="created",
        details=("queue", "priority"),
    ),
    Module(
        key=ModuleKey.LEADS,
        icon="target",
        reading=Permission.LEADS_READ,
        kinds=("created", "updated"),
        statuses=("new", "qualified", "won", "lost"),
        counted="created",
        details=("channel",),
    ),
    Module(
        key=ModuleKey.OFFERS,
        icon="tag",
        reading=Permission.OFFERS_READ,
        kinds=("sent", "accepted", "declined"),
        statuses=("sent", "accepted", "declined"),
        narrowed={"accepted": ("accepted",), "declined": ("declined",)},
        details=("amount", "currency"),
    ),
    Module(
        key=ModuleKey.DISCUSSIONS,
        icon="messages-square",
        reading=Permission.DISCUSSIONS_READ,
        kinds=("message", "started", "closed"),
        statuses=("open", "waiting", "closed"),
        counted="message",
        details=("channel",),
    ),
)

_BY_KEY = {module.key.value: module for module in MODULES}
# The order of the home page: calls received, leads, tickets created, discussions.
WIDGETS = tuple(
    _BY_KEY[key] for key in (ModuleKey.CALLS, ModuleKey.LEADS, ModuleKey.TICKETS, ModuleKey.DISCUSSIONS)
)


def module_named(key: str) -> Module | None:
    """Find a module by its name; None for a name that is none."""
    return _BY_KEY.get(key)
