"""The sheet in which a mapping is tried on a sample; the secret of a sender; the question before its end."""

import json
from typing import Any

import reflex as rx

from comunik_kit.integrations.inputs import NAME_LENGTH
from comunik_kit.integrations.views import RefusedCell, TrialRow
from comunik_kit.web.api.hooks_state import END, FORM, SECRET, HooksState
from comunik_kit.web.components import (
    button,
    confirm_dialog,
    dialog,
    error_slot,
    side_sheet,
    text_field,
)
from comunik_kit.web.components.elements import dom_id
from comunik_kit.web.i18n import t, translate, when

_FORM_ID = "hook-form"
_STATE: Any = HooksState
_SOURCE: Any = HooksState.source
_EXAMPLE = json.dumps(
    {
        "module": "calls",
        "kind": {"from": "/event", "table": {"answered": "received", "abandoned": "missed"}},
        "at": {"from": "/call/started"},
        "customer": {"from": "/call/name", "else": "?"},
        "external_id": {"from": "/call/id"},
        "details.number": {"from": "/call/number"},
    },
    indent=2,
)
_SAMPLE = json.dumps(
    {
        "event": "answered",
        "call": {"id": 4711, "started": 1767225600, "name": "Garage Morel", "number": "+33123456789"},
    },
    indent=2,
)


def hook_sheet() -> rx.Component:
    """The sheet of a new sender."""
    return side_sheet(
        _form(),
        _trial(),
        open=_STATE.step == FORM,
        on_open_change=HooksState.leave_source,
        title=t("api.hooks.sheet"),
        description=t("api.hooks.sheet.text"),
        foot=rx.el.div(
            button(t("api.hooks.try"), type="submit", form=_FORM_ID),
            button(
                t("api.hooks.create"),
                weight="primary",
                disabled=~_STATE.fits,
                on_click=HooksState.create_source,
            ),
            class_name="foot-acts",
        ),
    )


def _form() -> rx.Component:
    within = _STATE.errors["within"].key
    hint = rx.el.span(t("api.hooks.mapping.hint"), rx.cond(within, rx.el.code(" ", within), rx.fragment()))
    return rx.el.form(
        text_field(
            "name",
            t("api.hooks.name"),
            field_id="hook-name",
            error=_error("name"),
            max_length=NAME_LENGTH,
            auto_complete="off",
            auto_focus=True,
        ),
        _area("mapping", hint, _EXAMPLE),
        _area("sample", rx.fragment(), _SAMPLE),
        id=_FORM_ID,
        key=_STATE.visit,
        on_submit=HooksState.try_mapping,
        no_validate=True,
        class_name="form",
    )


def _area(name: str, hint: rx.Component, value: str) -> rx.Component:
    own = f"hook-{name}"
    area = rx.el.textarea(
        name=name,
        id=dom_id(own),
        rows=9,
        default_value=value,
        spell_check=False,
        auto_complete="off",
        custom_attrs={
            "aria-describedby": f"{own}-hint {own}-error",
            "aria-invalid": rx.cond(_error(name), "true", "false"),
        },
        class_name="input area api-json",
    )
    return rx.el.div(
        rx.el.label(t(f"api.hooks.{name}"), html_for=own, class_name="field-label"),
        area,
        rx.el.p(hint, id=dom_id(f"{own}-hint"), class_name="field-hint"),
        error_slot(name, own, _error(name)),
        class_name="field",
    )


def _trial() -> rx.Component:
    title = rx.cond(_STATE.fits, t("api.hooks.found"), t("api.hooks.wrong"))
    rows = rx.el.ul(rx.foreach(_STATE.trial, _row), class_name="api-trial")
    found = rx.fragment(rx.el.h3(title, class_name="preview-title"), rows)
    return rx.el.div(rx.cond(_STATE.trial.length() > 0, found, rx.fragment()), role="status")


def _row(row: rx.vars.ObjectVar[TrialRow]) -> rx.Component:
    each: Any = row
    kind = t((rx.Var.create("modules.kind.") + each.module + "." + each.kind).to(str))
    good = rx.el.p(rx.el.strong(each.title), " · ", kind, " · ", when(each.at, "datetime"))
    return rx.el.li(
        rx.cond(each.title, good, rx.fragment()),
        rx.cond(each.told, rx.el.p(each.told, class_name="field-hint"), rx.fragment()),
        rx.foreach(each.faults, _fault),
    )


def _fault(fault: rx.vars.ObjectVar[RefusedCell]) -> rx.Component:
    each: Any = fault
    words = translate((rx.Var.create("errors.") + each.code).to(str), each.params)
    return rx.el.p(rx.el.code(each.name), " – ", words, class_name="field-error")


def hook_secret_dialog() -> rx.Component:
    """What a sender signs with; assets/js/kit.js fetches it, so that no state or event ever holds it."""
    field = rx.el.input(
        id=dom_id("hook-secret"),
        type="text",
        read_only=True,
        placeholder=t("api.hooks.secret.empty"),
        aria_label=t("api.hooks.secret.label"),
        class_name="input api-secret",
    )
    copy = button(
        t("api.secret.copy"),
        weight="primary",
        leading="copy",
        auto_focus=True,
        custom_attrs={
            "data-copy-link": "/hooks/" + _SOURCE.id + "/secret",
            "data-copied": t("api.hooks.secret.copied"),
            "data-by-hand": t("api.hooks.secret.by_hand"),
        },
    )
    return dialog(
        rx.el.p(rx.el.code(_STATE.base, _SOURCE.address, class_name="api-address")),
        rx.el.div(
            field,
            copy,
            rx.el.p(role="status", class_name="copy-news"),
            class_name="copy-line",
            key=_SOURCE.id,
        ),
        open=_STATE.step == SECRET,
        on_open_change=HooksState.leave_source,
        title=t("api.hooks.secret", name=_SOURCE.name),
        description=t("api.hooks.secret.text"),
    )


def hook_revocation_dialog() -> rx.Component:
    """The question before nothing is taken from a sender any more."""
    return confirm_dialog(
        open=_STATE.step == END,
        on_open_change=HooksState.leave_source,
        title=t("api.hooks.revoke_of", name=_SOURCE.name),
        consequence=t("api.hooks.revoke.text"),
        verb=t("api.hooks.revoke"),
        on_confirm=HooksState.end_source,
    )


def _error(name: str) -> rx.Var[str]:
    wrong = _STATE.errors[name]
    return rx.cond(wrong.key, translate(wrong.key, wrong.params), "").to(str)
