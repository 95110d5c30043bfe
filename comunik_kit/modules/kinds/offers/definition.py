"""Offers: sent, then accepted or declined."""

from comunik_kit.modules.definition import Module
from comunik_kit.modules.details import Amount, Currency
from comunik_kit.roles.permissions import Permission

MODULE = Module(
    key="offers",
    place=4,
    icon="tag",
    reading=Permission.OFFERS_READ,
    managing=Permission.OFFERS_MANAGE,
    kinds=("sent", "accepted", "declined"),
    statuses=("sent", "accepted", "declined"),
    narrowed={"accepted": ("accepted",), "declined": ("declined",)},
    follows={
        "": ("sent",),
        "sent": ("accepted", "declined"),
        "accepted": ("sent",),
        "declined": ("sent",),
    },
    waiting=("sent",),
    tones={"sent": "info", "accepted": "success"},
    columns=("what", "status", "customer", "amount", "owner", "when"),
    details={"amount": Amount(), "currency": Currency()},
)
