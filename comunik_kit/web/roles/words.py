"""The words of rights and levels, and a preview of who gains and loses what."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from comunik_kit.web.components import icon
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import role_label


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
        _side(preview.gained, _right, t("roles.preview.gained"), "plus", "gain"),
        _side(preview.reached, _role, t("roles.preview.reached"), "plus", "gain"),
        _side(preview.lost, _right, t("roles.preview.lost"), "minus", "loss"),
        _side(preview.out_of_reach, _role, t("roles.preview.out_of_reach"), "minus", "loss"),
        class_name="role-preview",
    )


def nothing_moves(preview: Any) -> Any:
    """Tell whether a preview neither gives nor takes, neither rights nor people to act on."""
    rights = (preview.gained.length() == 0) & (preview.lost.length() == 0)
    return rights & (preview.reached.length() == 0) & (preview.out_of_reach.length() == 0)


def _right(right: Any) -> tuple[Any, Any]:
    return right, right_words(right)


def _role(role: Any) -> tuple[Any, Any]:
    return role.id, role_label(role.key, role.name)


def _side(
    given: Any, said: Callable[[Any], tuple[Any, Any]], title: Any, symbol: str, kind: str
) -> rx.Component:
    """One heading with what is said of each below it: the key of the line, and its words."""

    def line(each: Any) -> rx.Component:
        key, words = said(each)
        return rx.el.li(icon(symbol, 14), rx.el.span(words), key=key)

    lines = rx.foreach(given, line)
    shown = rx.el.div(
        rx.el.h3(title, class_name="preview-title"),
        rx.el.ul(lines, class_name="preview-list"),
        class_name=f"preview-{kind}",
    )
    return rx.cond(given.length() > 0, shown, rx.fragment())
