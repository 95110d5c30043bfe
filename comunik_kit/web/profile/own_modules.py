"""« Mes modules » on one's own page: what one has, and a switch where the workspace leaves it to each person."""

from typing import Any

import reflex as rx

from comunik_kit.modules.switching import BY_PERSON, ON, ModuleOf
from comunik_kit.web.components import badge, card
from comunik_kit.web.i18n import t
from comunik_kit.web.profile.own_modules_state import OwnModulesState

_STATE: Any = OwnModulesState


def own_modules_card() -> rx.Component:
    """A line for each module."""
    lines = rx.el.ul(rx.foreach(OwnModulesState.modules, _line), class_name="own-modules")
    text = rx.el.p(t("arranging.own.text"), class_name="field-hint")
    return rx.cond(
        _STATE.modules.length() > 0, card(text, lines, title=t("arranging.own.title")), rx.fragment()
    )


def _line(given: rx.vars.ObjectVar[ModuleOf]) -> rx.Component:
    each: Any = given
    name = t((rx.Var.create("app.module.") + each.key).to(str))
    turn: Any = OwnModulesState.switch_own_module
    switch = rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=each.why == ON,
            on_change=lambda wanted: turn(each.key, wanted),
            class_name="check",
        ),
        rx.el.span(name),
        class_name="check-line",
    )
    tone: Any = rx.cond(each.why == ON, "success", "neutral")
    off_for_me = rx.cond(each.why == BY_PERSON, "personal", each.why)
    said = badge(t((rx.Var.create("arranging.own.why.") + off_for_me).to(str)), tone)
    return rx.el.li(
        rx.cond(each.may_switch, switch, rx.el.span(name, class_name="own-module")), said, key=each.key
    )
