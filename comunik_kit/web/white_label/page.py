"""« White Label »: the domain of the workspace, and its brand."""

from typing import Any

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.web.components import (
    Tab,
    button,
    callout,
    card,
    link_button,
    page_head,
    skeleton_rows,
    status_dot,
    tabs,
    text_field,
)
from comunik_kit.web.home.styles import home_styles
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.layout import frame
from comunik_kit.web.users.styles import people_styles
from comunik_kit.web.users.words import toned
from comunik_kit.web.white_label.brand import brand
from comunik_kit.web.white_label.proof import proof_card, sender_card, standing
from comunik_kit.web.white_label.proof_state import ProofState
from comunik_kit.web.white_label.state import TABS, WhiteLabelState

STATE_TONES = {"development": "info", "pending": "warning", "proven": "success", "lost": "danger"}
_VIEW: Any = WhiteLabelState.view
_PROOF: Any = ProofState.proof
_STATE: Any = WhiteLabelState
_OPEN = (_VIEW.host == "") | WhiteLabelState.changing


def white_label_page() -> rx.Component:
    """The page /settings/white-label."""
    content = rx.el.div(
        rx.cond(_VIEW.host, rx.fragment(), _missing()),
        standing(),
        card(rx.cond(_OPEN & _VIEW.may_manage, _form(), _domain()), title=t("white_label.domain")),
        rx.cond(_PROOF.records.length() > 0, proof_card(), rx.fragment()),
        sender_card(),
        class_name="form-column domain",
    )
    shown = rx.cond((_STATE.tab == "brand") & _VIEW.may_manage, brand(), content)
    return frame(
        people_styles(),
        home_styles(),
        _styles("domain"),
        _styles("brand"),
        page_head(t("white_label.title"), t("white_label.text")),
        rx.cond(_VIEW.may_manage, _tabs(), rx.fragment()),
        rx.cond(WhiteLabelState.loaded, shown, skeleton_rows(3)),
        here="white_label",
        needs=Permission.SETTINGS_READ,
    )


def _styles(part: str) -> rx.Component:
    return rx.el.link(rel="stylesheet", href=f"/css/{part}.css", custom_attrs={"precedence": "default"})


def _tabs() -> rx.Component:
    return tabs(
        t("brand.tabs"),
        *[
            Tab(t(f"brand.tab.{tab}"), _STATE.tab == tab, href=f"/settings/white-label?tab={tab}")
            for tab in TABS
        ],
    )


def _missing() -> rx.Component:
    return callout(t("white_label.missing.title"), t("white_label.missing.text"), tone="danger")


def _domain() -> rx.Component:
    """The domain as it stands, what that means, and where links lead meanwhile."""
    state = _VIEW.state
    people = link_button(t("white_label.people"), href="/users", weight="primary")
    change = button(t("white_label.change"), on_click=WhiteLabelState.change(True))
    facts = rx.el.dl(
        _fact(t("white_label.host"), rx.el.strong(_VIEW.host)),
        _fact(t("white_label.state"), status_dot(_state_words(state), toned(state, STATE_TONES))),
        _fact(t("white_label.links"), rx.el.span(_VIEW.link_base)),
        class_name="facts",
    )
    hint = rx.el.p(_state_words(state, ".text"), class_name="field-hint")
    acts = rx.el.div(rx.cond(_VIEW.may_manage, change, rx.fragment()), people, class_name="foot-acts")
    known = rx.el.div(facts, hint, acts, class_name="domain-facts")
    return rx.cond(_VIEW.host, known, rx.el.p(t("white_label.ask"), class_name="field-hint"))


def _state_words(state: Any, suffix: str = "") -> rx.Var[str]:
    return t((rx.Var.create("white_label.state.") + state + suffix).to(str))


def _form() -> rx.Component:
    wrong = WhiteLabelState.errors["domain"]
    error = rx.cond(wrong, translate(wrong.key, wrong.params), "").to(str)
    cancel = button(t("app.cancel"), on_click=WhiteLabelState.change(False))
    return rx.el.form(
        text_field(
            "domain",
            t("white_label.host"),
            hint=t("white_label.hint"),
            error=error,
            default_value=_VIEW.host,
            auto_complete="off",
            spell_check=False,
            input_mode="url",
            placeholder=t("white_label.example"),
            custom_attrs={"autoCapitalize": "none"},
            auto_focus=WhiteLabelState.changing,
        ),
        rx.el.div(
            rx.cond(_VIEW.host, cancel, rx.fragment()),
            button(t("app.save"), weight="primary", type="submit"),
            class_name="foot-acts",
        ),
        on_submit=WhiteLabelState.save,
        no_validate=True,
        class_name="form domain-form",
    )


def _fact(name: rx.Var[str], value: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value), class_name="fact")
