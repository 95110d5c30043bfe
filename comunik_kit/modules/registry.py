"""The five modules: what each is called in the code, who may read it, and what its widget counts."""

from dataclasses import dataclass
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
    """

    key: ModuleKey
    icon: str
    reading: Permission
    kinds: tuple[str, ...]
    statuses: tuple[str, ...] = ()
    counted: str = ""


MODULES = (
    Module(
        key=ModuleKey.CALLS,
        icon="phone",
        reading=Permission.CALLS_READ,
        kinds=("received", "placed"),
        statuses=("answered", "missed"),
        counted="received",
    ),
    Module(
        key=ModuleKey.TICKETS,
        icon="ticket",
        reading=Permission.TICKETS_READ,
        kinds=("created", "closed"),
        statuses=("open", "waiting", "closed"),
        counted="created",
    ),
    Module(
        key=ModuleKey.LEADS,
        icon="target",
        reading=Permission.LEADS_READ,
        kinds=("created",),
        statuses=("new", "qualified", "won", "lost"),
        counted="created",
    ),
    Module(
        key=ModuleKey.OFFERS,
        icon="tag",
        reading=Permission.OFFERS_READ,
        kinds=("sent",),
        statuses=("sent", "accepted", "declined"),
    ),
    Module(
        key=ModuleKey.DISCUSSIONS,
        icon="messages-square",
        reading=Permission.DISCUSSIONS_READ,
        kinds=("message",),
        counted="message",
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
