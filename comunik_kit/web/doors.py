"""What the door pages share: the head of the card, the native form, a dead link's words."""

from collections.abc import Callable, Mapping
from typing import Any

import reflex as rx

from comunik_kit.web.components import (
    button,
    callout,
    error_slot,
    icon,
    native_form,
    password_field,
    password_rules,
)
from comunik_kit.web.components.elements import Content, Text, dom_id
from comunik_kit.web.i18n import t

__all__ = [
    "by_link",
    "dead_end",
    "door_done",
    "door_form",
    "door_head",
    "password_pair",
    "told_without_script",
    "without_script",
]


def door_head(title: Text, text: Text | rx.Component, heading: Any = rx.el.h1) -> rx.Component:
    """The card's h1 (another `heading` where the card is only shown) and the sentence under it."""
    return rx.el.div(
        heading(title, class_name="door-title"),
        text if isinstance(text, rx.Component) else rx.el.p(text, class_name="door-text"),
        class_name="door-head",
    )


def door_form(*content: Content, action: str, verb: Text) -> rx.Component:
    """A form that posts by itself; assets/js/door.js sends it in place when it can. `verb` is on the one button."""
    return native_form(
        error_slot("form", "door-form"),
        *content,
        button(verb, weight="primary", type="submit"),
        action=action,
        class_name="door-form",
        custom_attrs={"data-door": "", "data-network": t("doors.network")},
    )


def password_pair(label: Text, preset: Text = "") -> rx.Component:
    """A new password, its confirmation, and the rules that tick as one types."""
    return rx.fragment(
        password_field("password", label, rules_id="door-rules", required=True),
        password_field("confirmation", t("doors.password.confirm"), required=True),
        password_rules("door-rules", password="f-password", confirmation="f-confirmation", preset=preset),  # noqa: S106
    )


def without_script(key: Text) -> rx.Component:
    """The error or notice that the address carries, for a form that was posted without script."""
    return rx.cond(key, rx.el.div(callout(t(key), tone="info"), class_name="door-said"))


def told_without_script(notices: Mapping[str, str]) -> rx.Component:
    """The same for a browser that runs no script at all: the address's fragment, a notice's name, shows its words."""
    told = [rx.el.p(t(key), id=dom_id(name), class_name="told") for name, key in notices.items()]
    return rx.el.noscript(*told)


def door_done(hint: Text) -> rx.Component:
    """What assets/js/door.js shows in a form's place once it was sent: the server's words, and a hint."""
    return rx.el.div(
        rx.el.div(icon("mail-check", 20), class_name="door-symbol tone-success"),
        rx.el.p(custom_attrs={"data-door-message": ""}, class_name="door-message"),
        rx.el.p(hint, class_name="field-hint"),
        role="status",
        tab_index=-1,
        hidden=True,
        class_name="door-done",
        custom_attrs={"data-door-done": ""},
    )


def by_link(status: Any, form: rx.Component, dead: Callable[[str, str], rx.Component]) -> Content:
    """The form at once; a dead link's words, `dead(status, symbol)`, when the state says so."""
    symbols = {"expired": "clock", "used": "circle-check", "unknown": "link-2-off"}
    return rx.match(status, *[(each, dead(each, symbol)) for each, symbol in symbols.items()], form)


def dead_end(symbol: str, title: Any, text: Any, *acts: Content, tone: str = "warning") -> rx.Component:
    """A link that opens nothing: why, and what to do."""
    return rx.el.div(
        rx.el.div(icon(symbol, 20), class_name=f"door-symbol tone-{tone}"),
        door_head(title, text),
        rx.el.div(*acts, class_name="door-acts") if acts else rx.fragment(),
        class_name="door-dead",
    )
