"""« E-mails » on one's own page: news that one may switch off, for whom there is any."""

from typing import Any

import reflex as rx

from comunik_kit.mail.opt_outs import Wish
from comunik_kit.web.components import card
from comunik_kit.web.i18n import t
from comunik_kit.web.profile.wishes_state import WishesState

_STATE: Any = WishesState


def wishes_card() -> rx.Component:
    """A card with a switch for each kind; nothing for who gets none of them."""
    text = rx.el.p(t("wishes.text"), class_name="field-hint")
    lines = rx.foreach(WishesState.wishes, _line)
    return rx.cond(
        _STATE.wishes.length(),
        card(rx.el.div(text, lines, class_name="profile-form"), title=t("wishes.title")),
        rx.fragment(),
    )


def _line(wish: rx.Var[Wish]) -> rx.Component:
    each: Any = wish
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=each.wanted,
            on_change=lambda wanted: _STATE.choose(each.template, wanted),
            class_name="check",
        ),
        rx.el.span(t((rx.Var.create("wishes.") + each.template).to(str))),
        class_name="check-line",
    )
