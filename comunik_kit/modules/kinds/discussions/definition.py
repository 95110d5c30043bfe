"""Discussions with customers: messages, and what was opened and closed by them."""

from comunik_kit.modules.definition import Module
from comunik_kit.modules.details import Text
from comunik_kit.roles.permissions import Permission

MODULE = Module(
    key="discussions",
    place=5,
    icon="messages-square",
    reading=Permission.DISCUSSIONS_READ,
    managing=Permission.DISCUSSIONS_MANAGE,
    kinds=("message", "started", "closed"),
    statuses=("open", "waiting", "closed"),
    follows={
        "": ("open", "waiting", "closed"),
        "open": ("waiting", "closed"),
        "waiting": ("open", "closed"),
        "closed": ("open",),
    },
    waiting=("open", "waiting"),
    tones={"open": "info", "waiting": "warning"},
    columns=("what", "kind", "status", "customer", "channel", "owner", "when"),
    details={"channel": Text(40)},
    counted="message",
    widget=4,
)
