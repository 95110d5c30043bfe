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
    """A registry entry: `kinds` is what can happen in it, `counted` the kind that its widget shows."""

    key: ModuleKey
    icon: str
    reading: Permission
    kinds: tuple[str, ...]
    counted: str = ""


MODULES = (
    Module(ModuleKey.CALLS, "phone", Permission.CALLS_READ, ("received", "placed"), counted="received"),
    Module(ModuleKey.TICKETS, "ticket", Permission.TICKETS_READ, ("created", "closed"), counted="created"),
    Module(ModuleKey.LEADS, "target", Permission.LEADS_READ, ("created", "won", "lost"), counted="created"),
    Module(ModuleKey.OFFERS, "file-text", Permission.OFFERS_READ, ("sent", "accepted", "declined")),
    Module(
        ModuleKey.DISCUSSIONS,
        "messages-square",
        Permission.DISCUSSIONS_READ,
        ("message",),
        counted="message",
    ),
)

_BY_KEY = {module.key.value: module for module in MODULES}
# The order of the home page: calls received, leads, tickets created, discussions.
WIDGETS = tuple(
    _BY_KEY[key] for key in (ModuleKey.CALLS, ModuleKey.LEADS, ModuleKey.TICKETS, ModuleKey.DISCUSSIONS)
)


def module(key: str) -> Module | None:
    """Find a module by its name; None for a name that is none."""
    return _BY_KEY.get(key)
