"""The bell: a line of the menu, and on a phone a button beside it; both say how much is unread."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import icon, link, said_only
from comunik_kit.web.i18n import t

HERE, PATH = "notices", "/notifications"
MOST_SHOWN = 99


def bell_link(unread: Any, here: str) -> rx.Component:
    """The line of the menu."""
    current = {"aria-current": "page"} if here == HERE else {}
    return link(
        icon("bell"),
        rx.el.span(t("notices.menu"), class_name="fold-away"),
        _count(unread),
        href=PATH,
        class_name="nav-link bell",
        title=t("notices.menu"),
        custom_attrs=current,
    )


def bell_button(unread: Any) -> rx.Component:
    """The button of the bar at the top."""
    return link(
        icon("bell", 18),
        said_only(t("notices.menu")),
        _count(unread),
        href=PATH,
        class_name="btn btn-ghost btn-icon bell",
    )


def _count(unread: Any) -> rx.Component:
    shown = rx.cond(unread > MOST_SHOWN, t("notices.many"), unread.to_string())
    number = rx.el.span(shown, class_name="bell-count", aria_hidden="true")
    return rx.cond(unread > 0, rx.fragment(number, said_only(t("notices.unread", count=unread))))
