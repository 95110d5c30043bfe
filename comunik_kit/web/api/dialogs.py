"""The dialogs of a key: its form, then the key itself, which is shown once; and the question before it ends."""

from typing import Any

import reflex as rx

from comunik_kit.integrations.inputs import NAME_LENGTH
from comunik_kit.integrations.rules import LIVES
from comunik_kit.web.api.state import SECRET, ApiState
from comunik_kit.web.components import (
    button,
    callout,
    confirm_dialog,
    dialog,
    select_field,
    text_field,
)
from comunik_kit.web.components.elements import dom_id
from comunik_kit.web.i18n import t, translate

_FORM_ID = "api-key-form"
_STATE: Any = ApiState
_KEY: Any = ApiState.key
_ENDING: Any = ApiState.ending


def key_dialog() -> rx.Component:
    """The dialog that makes a key and shows it."""
    shows = _STATE.step == SECRET
    return dialog(
        rx.cond(shows, _secret(), _form()),
        open=_STATE.step != "",
        on_open_change=ApiState.leave_key,
        title=rx.cond(shows, t("api.secret.title", name=_KEY.name), t("api.form.title")).to(str),
        description=rx.cond(shows, t("api.secret.text"), t("api.form.text")).to(str),
        foot=rx.cond(shows, _done(), _form_foot()),
    )


def revocation_dialog() -> rx.Component:
    """The question before a key opens nothing any more."""
    return confirm_dialog(
        open=_ENDING.id != "",
        on_open_change=ApiState.leave_revocation,
        title=t("api.revoke.title", name=_ENDING.name),
        consequence=t("api.revoke.text"),
        verb=t("api.revoke"),
        on_confirm=ApiState.revoke_key,
    )


def _form() -> rx.Component:
    wrong = _STATE.errors["form"]
    whole = callout(translate(wrong.key, wrong.params), tone="danger")
    lives: list[rx.Component] = [rx.el.option(t("api.days.none"), value="")]
    lives += [rx.el.option(t("api.days", days=str(days)), value=str(days)) for days in LIVES]
    return rx.el.form(
        rx.cond(wrong.key, whole, rx.fragment()),
        text_field(
            "name",
            t("api.field.name"),
            field_id="api-key-name",
            hint=t("api.field.name.hint"),
            error=_error("name"),
            max_length=NAME_LENGTH,
            auto_complete="off",
            auto_focus=True,
        ),
        select_field("days", t("api.field.days"), lives, field_id="api-key-days", error=_error("days")),
        id=_FORM_ID,
        key=_STATE.visit,
        on_submit=ApiState.make_key,
        no_validate=True,
        class_name="form",
    )


def _form_foot() -> rx.Component:
    return rx.el.div(
        button(t("app.cancel"), on_click=ApiState.leave_key(False)),
        button(t("api.form.go"), weight="primary", type="submit", form=_FORM_ID),
        class_name="foot-acts",
    )


def _secret() -> rx.Component:
    """The key; assets/js/kit.js fetches it from a route of its own, so that no state or event ever holds it."""
    field = rx.el.input(
        id=dom_id("api-key-secret"),
        type="text",
        read_only=True,
        placeholder=t("api.secret.empty"),
        aria_label=t("api.secret.label"),
        class_name="input api-secret",
    )
    copy = button(
        t("api.secret.copy"),
        weight="primary",
        leading="copy",
        auto_focus=True,
        custom_attrs={
            "data-copy-link": "/api-keys/" + _KEY.id + "/secret",
            "data-copied": t("api.secret.copied"),
            "data-by-hand": t("api.secret.by_hand"),
        },
    )
    return rx.el.div(
        field, copy, rx.el.p(role="status", class_name="copy-news"), class_name="copy-line", key=_KEY.id
    )


def _done() -> rx.Component:
    return rx.el.div(button(t("api.secret.done"), on_click=ApiState.leave_key(False)), class_name="foot-acts")


def _error(name: str) -> rx.Var[str]:
    wrong = _STATE.errors[name]
    return rx.cond(wrong.key, translate(wrong.key, wrong.params), "").to(str)
