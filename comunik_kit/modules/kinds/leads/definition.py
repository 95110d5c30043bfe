"""Leads: new, qualified, and won or lost in the end; a lost one can be taken up again."""

from comunik_kit.modules.definition import Module
from comunik_kit.modules.details import Text
from comunik_kit.roles.permissions import Permission

MODULE = Module(
    key="leads",
    place=3,
    icon="target",
    reading=Permission.LEADS_READ,
    managing=Permission.LEADS_MANAGE,
    kinds=("created", "updated"),
    statuses=("new", "qualified", "won", "lost"),
    follows={
        "": ("new", "qualified"),
        "new": ("qualified", "lost"),
        "qualified": ("won", "lost"),
        "won": ("qualified",),
        "lost": ("new", "qualified"),
    },
    waiting=("new", "qualified"),
    tones={"new": "info", "qualified": "info", "won": "success"},
    columns=("what", "status", "customer", "channel", "owner", "tags", "when"),
    details={"channel": Text(40)},
    counted="created",
    widget=2,
)
