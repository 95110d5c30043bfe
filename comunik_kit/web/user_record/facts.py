"""One line of a record."""

from typing import Any

import reflex as rx

from comunik_kit.web.i18n import t


def fact(name: rx.Var[str], value: Any, *more: Any) -> rx.Component:
    """A name and its value, a dash when there is none; `more` stands beside it."""
    shown = rx.cond(value, value, t("users.record.none"))
    return rx.el.div(rx.el.dt(name), rx.el.dd(shown, *more), class_name="fact")
