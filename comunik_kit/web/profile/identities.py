"""« Identités liées » on the security page: there where somebody has one."""

from typing import Any

import reflex as rx

from comunik_kit.oidc.views import IdentityView
from comunik_kit.web.components import button, card, confirm_dialog
from comunik_kit.web.i18n import t, when
from comunik_kit.web.profile.identities_state import IdentitiesState

_STATE: Any = IdentitiesState


def identities_card() -> rx.Component:
    """The card."""
    listed = rx.el.ul(rx.foreach(_STATE.identities, _identity), class_name="record-lines")
    whole = card(
        rx.el.p(t("oidc.own.text"), class_name="field-hint"), listed, _unlinking(), title=t("oidc.own.title")
    )
    return rx.cond(_STATE.identities.length() > 0, whole, rx.fragment())


def _identity(given: rx.vars.ObjectVar[IdentityView]) -> rx.Component:
    each: Any = given
    about = rx.el.span(
        each.issuer,
        " · ",
        t("oidc.own.since"),
        " ",
        when(each.created, "date"),
        " · ",
        t("oidc.own.used"),
        " ",
        when(each.used, "date"),
        class_name="quiet",
    )
    unlink = button(
        t("oidc.own.unlink"),
        small=True,
        weight="ghost",
        aria_label=t("oidc.own.unlink_of", name=each.provider),
        on_click=IdentitiesState.ask_unlink(each.id),
    )
    return rx.el.li(
        rx.el.span(each.provider, rx.el.br(), about, class_name="record-line-main"),
        rx.el.span(unlink, class_name="line-acts"),
        key=each.id,
    )


def _unlinking() -> rx.Component:
    return confirm_dialog(
        open=_STATE.asked != "",
        on_open_change=IdentitiesState.leave_unlink,
        title=t("oidc.own.unlink.title"),
        consequence=t("oidc.own.unlink.text", name=_STATE.name),
        verb=t("oidc.own.unlink.act"),
        on_confirm=IdentitiesState.unlink_identity,
    )
