"""Arranging one's own home page: a line for each widget, with buttons that keep the focus while their line moves."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, card, icon_button
from comunik_kit.web.components.elements import dom_id
from comunik_kit.web.home.state import HomeState
from comunik_kit.web.i18n import t
from comunik_kit.web.module.words import symbol_of

_HOME: Any = HomeState
_ID = "own-home"


def opener() -> rx.Component:
    """What opens it, for who has widgets; `arranging_card` closes it."""
    there = (_HOME.widgets.length() > 0) | HomeState.all_hidden
    act = button(
        t("home.own.open"),
        leading="layout-grid",
        on_click=HomeState.arrange(~_HOME.arranging),
        custom_attrs={"aria-expanded": rx.cond(HomeState.arranging, "true", "false"), "aria-controls": _ID},
    )
    return rx.cond(there, act, rx.fragment())


def arranging_card() -> rx.Component:
    """The widgets in their order; what is done is kept at once."""
    moved = _HOME.moved
    told = t("home.own.told", widget=_name(moved.key), place=moved.place, total=_HOME.own.widgets.length())
    return rx.el.div(
        card(
            rx.el.p(t("home.own.hint"), class_name="field-hint"),
            rx.el.ol(rx.foreach(_HOME.own.widgets, _widget), class_name="own-widgets"),
            rx.el.p(rx.cond(moved.key, told, ""), role="status", class_name="sr-only"),
            rx.el.div(
                button(t("app.close"), on_click=HomeState.arrange(False)),
                button(
                    t("home.own.restore"),
                    weight="ghost",
                    leading="rotate-ccw",
                    disabled=~_HOME.own.is_own,
                    on_click=HomeState.restore_widgets,
                ),
                class_name="card-acts",
            ),
            title=t("home.own.title"),
        ),
        id=dom_id(_ID),
        class_name="own-home",
    )


def _widget(given: Any) -> rx.Component:
    each: Any = given
    name = _name(each.key)
    return rx.el.li(
        rx.el.span(
            rx.el.span(symbol_of(each.key), class_name="tile-icon"),
            rx.el.strong(name),
            class_name="arranged-name",
        ),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=each.is_shown,
                on_change=lambda wanted: _HOME.show_widget(each.key, wanted),
                class_name="check",
                aria_label=t("home.own.show.of", widget=name),
            ),
            rx.el.span(t("home.own.show")),
            class_name="check-line",
        ),
        rx.el.div(
            _mover("up", each, name, each.is_first),
            _mover("down", each, name, each.is_last),
            class_name="arranged-moves",
        ),
        key=each.key,
    )


def _mover(way: str, each: Any, name: Any, last: Any) -> rx.Component:
    """A button that is never switched off, because it would lose the focus: at the end it does nothing."""
    return icon_button(
        f"arrow-{way}",
        label=t(f"home.own.{way}", widget=name),
        small=True,
        on_click=_HOME.move_widget(each.key, way == "up"),
        custom_attrs={"aria-disabled": rx.cond(last, "true", "false"), "data-stays": ""},
    )


def _name(key: Any) -> Any:
    return t((rx.Var.create("modules.widget.") + key).to(str))
