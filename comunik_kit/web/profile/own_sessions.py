"""« Sessions ouvertes » on the security page: where one is signed in, and ending it from here (SES-06)."""

from typing import Any

import reflex as rx

from comunik_kit.access.open_sessions import OpenSession
from comunik_kit.web.components import badge, button, card
from comunik_kit.web.i18n import ago, t
from comunik_kit.web.profile.factor_state import FactorState
from comunik_kit.web.whereabouts import address_of

_SESSIONS: Any = FactorState.sessions


def sessions_card() -> rx.Component:
    """The browsers, the last seen first."""
    end_all = rx.el.div(
        button(t("factor.sessions.end_all"), on_click=FactorState.end_own_session("")),
        class_name="card-acts",
    )
    return card(
        rx.el.p(t("factor.sessions.text"), class_name="field-hint"),
        rx.el.ul(rx.foreach(_SESSIONS, _session), class_name="record-lines"),
        rx.cond(_SESSIONS.length() > 1, end_all, rx.fragment()),
        title=t("factor.sessions"),
    )


def _session(given: rx.vars.ObjectVar[OpenSession]) -> rx.Component:
    each: Any = given
    device = rx.cond(each.device, each.device, t("record.sessions.unknown")).to(str)
    end = button(
        t("record.sessions.end"),
        small=True,
        weight="ghost",
        aria_label=t("record.sessions.end_of", device=device),
        on_click=FactorState.end_own_session(each.id),
    )
    seen = rx.el.span(
        address_of(each),
        t("record.sessions.seen"),
        " ",
        ago(moment=each.last_seen_at),
        class_name="quiet",
    )
    return rx.el.li(
        rx.el.span(device, rx.el.br(), seen, class_name="record-line-main"),
        rx.cond(each.is_this, badge(t("record.sessions.this"), "info"), end),
        key=each.id,
    )
