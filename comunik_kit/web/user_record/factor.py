"""The second factor in the record: whether it is on, and taking it from who has lost it."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import badge, button, confirm_dialog
from comunik_kit.web.i18n import t
from comunik_kit.web.user_record.factor_state import FactorResetState
from comunik_kit.web.user_record.state import UserRecordState

_PERSON: Any = UserRecordState.person


def factor_fact() -> rx.Component:
    """The line of the card « Accès »."""
    state = rx.cond(
        _PERSON.has_factor, badge(t("factor.state.on"), "success"), badge(t("factor.state.off"), "neutral")
    )
    return rx.el.div(rx.el.dt(t("factor.title")), rx.el.dd(state), class_name="fact")


def factor_help() -> rx.Component:
    """The part of « Aider à se connecter », for who may act on the person."""
    ask = rx.el.div(
        rx.el.p(t("factor.reset.hint"), class_name="field-hint"),
        button(t("factor.reset"), leading="shield-off", on_click=FactorResetState.ask_factor_reset(True)),
        class_name="form-part",
    )
    question = confirm_dialog(
        open=FactorResetState.asks_reset,
        on_open_change=FactorResetState.ask_factor_reset,
        title=t("factor.reset.title", name=_PERSON.full_name),
        consequence=t("factor.reset.text"),
        verb=t("factor.reset"),
        on_confirm=FactorResetState.reset_factor,
    )
    return rx.fragment(rx.cond(_PERSON.has_factor, ask, rx.fragment()), question)
