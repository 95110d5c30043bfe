"""How the words of a module look: its statuses as badges, in the tones of its definition."""

from typing import Any

import reflex as rx

from comunik_kit.modules.registry import MODULES, module_named
from comunik_kit.web.components import badge, icon
from comunik_kit.web.i18n import number, t


def symbol_of(key: Any) -> rx.Component:
    """The icon of a module that a list names."""
    return rx.fragment(rx.match(key, *[(each.key, icon(each.icon, 18)) for each in MODULES], icon("box", 18)))


def status(module: str, name: Any) -> rx.Component:
    """A status as a badge in words; nothing for none."""
    words = t((rx.Var.create(f"modules.status.{module}.") + name).to(str))
    return rx.cond(name, badge(words, tone_of(module, name)), rx.fragment())


def money(amount: Any, currency: Any) -> Any:
    """An amount with its currency."""
    said: Any = number(amount)
    return said + " " + currency


def tone_of(module: str, name: Any) -> rx.Var[str]:
    """The tone of a status."""
    entry = module_named(module)
    tones = entry.tones if entry else {}
    if not tones:
        return rx.Var.create("neutral")
    chosen: Any = rx.match(name, *tones.items(), "neutral")
    return chosen.to(str)
