"""Calls: received, missed, made. One that nobody took waits until somebody has called back, or needs to no more."""

from comunik_kit.modules.definition import Module
from comunik_kit.modules.details import Duration, Text
from comunik_kit.roles.permissions import Permission

_DONE = ("called_back", "dismissed")

MODULE = Module(
    key="calls",
    place=1,
    icon="phone",
    reading=Permission.CALLS_READ,
    managing=Permission.CALLS_MANAGE,
    kinds=("received", "missed", "made"),
    statuses=("answered", "missed", "no_answer"),
    later=_DONE,
    narrowed={"received": ("answered",), "missed": ("missed",), "made": ("answered", "no_answer")},
    follows={
        "": ("answered", *_DONE),
        "missed": _DONE,
        "no_answer": _DONE,
        "called_back": ("missed", "dismissed"),
        "dismissed": ("missed", "called_back"),
    },
    waiting=("missed", "no_answer"),
    tones={"answered": "success", "missed": "danger", "no_answer": "warning", "called_back": "success"},
    columns=("what", "kind", "status", "number", "duration", "owner", "when"),
    details={"number": Text(40), "duration": Duration(), "queue": Text(80), "agent": Text(120)},
    counted="received",
    widget=1,
)
