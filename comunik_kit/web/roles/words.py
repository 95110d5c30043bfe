"""The words of rights and levels, and a preview of who gains and loses what."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import icon
from comunik_kit.web.i18n import t


def right_words(permission: Any) -> rx.Var[str]:
    """A right in the reader's words."""
    return t((rx.Var.create("roles.right.") + permission).to(str))


def level_words(level: Any) -> rx.Var[str]:
    """The level of a role, named after the shipped role that has it."""
    return t((rx.Var.create("roles.name.") + level).to(str))


def preview_lines(preview: Any) -> rx.Component:
    """Say who is touched, what they gain and what they lose."""
    more = preview.people - preview.names.length()
    names = rx.cond(
        more > 0,
        t("roles.preview.names_more", names=preview.names.join(", "), count=more),
        preview.names.join(", "),
    )
    some = rx.fragment(
        rx.el.p(t("roles.preview.people", count=preview.people), class_name="preview-count"),
        rx.el.p(names, class_name="quiet"),
    )
    nobody = rx.el.p(t("roles.preview.nobody"), class_name="preview-count")
    return rx.el.div(
        rx.cond(preview.people > 0, some, nobody),
        _side(preview.gained, t("roles.preview.gained"), "plus", "gain"),
        _side(preview.lost, t("roles.preview.lost"), "minus", "loss"),
        class_name="role-preview",
    )


def no_right_moves(preview: Any) -> Any:
    """Tell whether a preview neither gives nor takes."""
    return (preview.gained.length() == 0) & (preview.lost.length() == 0)


def _side(rights: Any, title: Any, symbol: str, kind: str) -> rx.Component:
    lines = rx.foreach(
        rights,
        lambda right: rx.el.li(icon(symbol, 14), rx.el.span(right_words(right)), key=right),
    )
    shown = rx.el.div(
        rx.el.h3(title, class_name="preview-title"),
        rx.el.ul(lines, class_name="preview-list"),
        class_name=f"preview-{kind}",
    )
    return rx.cond(rights.length() > 0, shown, rx.fragment())
