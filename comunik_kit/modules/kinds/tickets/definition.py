"""Tickets: open, waiting for somebody, closed; a closed one can be opened again."""

from comunik_kit.modules.definition import Module
from comunik_kit.modules.details import OneOf, Text
from comunik_kit.roles.permissions import Permission

MODULE = Module(
    key="tickets",
    place=2,
    icon="ticket",
    reading=Permission.TICKETS_READ,
    managing=Permission.TICKETS_MANAGE,
    kinds=("created", "updated", "closed"),
    statuses=("open", "waiting", "closed"),
    follows={
        "": ("open", "waiting", "closed"),
        "open": ("waiting", "closed"),
        "waiting": ("open", "closed"),
        "closed": ("open",),
    },
    waiting=("open", "waiting"),
    tones={"open": "info", "waiting": "warning"},
    columns=("what", "status", "customer", "priority", "owner", "tags", "when"),
    details={"queue": Text(80), "priority": OneOf(("low", "normal", "high", "urgent"))},
    counted="created",
    widget=3,
)
