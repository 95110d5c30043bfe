"""The question « C’est bien vous ? »: a native post, so that the password is in no event."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, dialog, error_slot, native_form, password_field
from comunik_kit.web.i18n import t
from comunik_kit.web.proving.state import ProvingState

_FORM = "proof-form"
_PROVING: Any = ProvingState


def proof_dialog(email: rx.Var[str]) -> rx.Component:
    """The dialog of the frame; who has no password is told what to do instead."""
    return dialog(
        rx.cond(_PROVING.has_password, _with_password(email), _anew()),
        open=_PROVING.asks,
        on_open_change=_PROVING.leave_proof,
        title=t("factor.proof.title"),
        description=rx.cond(_PROVING.has_password, t("factor.proof.text"), t("oidc.proof.text")).to(str),
    )


def _anew() -> rx.Component:
    """Out, to come in again by the provider: a real post, since the server alone takes the cookie away (SES-08)."""
    return native_form(
        rx.el.div(
            button(t("app.cancel"), on_click=_PROVING.leave_proof(False)),
            button(t("app.menu.sign_out"), weight="primary", type="submit", leading="log-out"),
            class_name="foot-acts",
        ),
        action="/auth/logout",
        class_name="form proof-form",
    )


def _with_password(email: rx.Var[str]) -> rx.Component:
    """Ask for the password; assets/js/door.js presses `data-done` once the server has taken it."""
    form = native_form(
        error_slot("form", _FORM),
        # For password managers, which ask whose password this is.
        rx.el.input(
            type="text", name="username", value=email, auto_complete="username", read_only=True, hidden=True
        ),
        password_field(
            "password",
            t("factor.proof.password"),
            field_id="f-proof-password",
            auto_complete="current-password",
            required=True,
            auto_focus=True,
        ),
        rx.el.div(
            button(t("app.cancel"), on_click=_PROVING.leave_proof(False)),
            button(t("factor.proof.act"), weight="primary", type="submit"),
            class_name="foot-acts",
        ),
        action="/auth/sudo",
        class_name="form proof-form",
        custom_attrs={"data-door": "", "data-network": t("doors.network")},
    )
    onward = rx.el.button(
        type="button", hidden=True, custom_attrs={"data-done": "proof"}, on_click=_PROVING.go_on
    )
    return rx.fragment(form, onward)
