"""« Double authentification » on the security page: off, scanned, codes kept, on."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import (
    badge,
    button,
    callout,
    card,
    confirm_dialog,
    error_slot,
    icon,
    link_button,
    native_form,
    text_field,
)
from comunik_kit.web.components.secrets import copied_secret, secret_text
from comunik_kit.web.i18n import t, when
from comunik_kit.web.profile.factor_state import FactorState
from comunik_kit.wiring import kit

_FACTOR: Any = FactorState.factor
_STATE: Any = FactorState
_FEW = 3


def factor_card() -> rx.Component:
    """The card, as far as the factor is."""
    state = rx.cond(
        _FACTOR.is_on, badge(t("factor.state.on"), "success"), badge(t("factor.state.off"), "neutral")
    )
    onward = rx.el.button(
        type="button", hidden=True, custom_attrs={"data-done": "factor"}, on_click=FactorState.read_factor
    )
    return card(
        rx.match(
            _FACTOR.step, ("scan", _scan()), ("codes", _codes()), ("on", _on()), ("keys", _keys()), _off()
        ),
        onward,
        _questions(),
        title=t("factor.title"),
        action=state,
    )


def _off() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("factor.off.text"), class_name="field-hint"),
        rx.el.div(
            button(
                t("factor.begin"), weight="primary", leading="shield-check", on_click=FactorState.begin_factor
            ),
            class_name="foot-acts",
        ),
        class_name="form",
    )


def _keys() -> rx.Component:
    """Passkeys are the factor; an app may come to them."""
    begin = button(t("factor.begin_app"), leading="shield-check", on_click=FactorState.begin_factor)
    return rx.el.div(
        rx.el.p(t("factor.keys.text"), class_name="field-hint"),
        _left(),
        _trusted(),
        rx.el.div(
            button(t("factor.renew"), on_click=FactorState.ask_factor("renew")), begin, class_name="card-acts"
        ),
        class_name="form",
    )


def _scan() -> rx.Component:
    """Three steps in order: the app, the picture or its key, the first code."""
    address = (rx.Var.create(f"{kit().settings.api_url}/auth/factor/qr.svg?of=") + _FACTOR.key).to(str)
    picture = rx.el.img(src=address, alt=t("factor.scan.picture"), class_name="qr", width="208", height="208")
    key = secret_text(
        "/auth/factor/key", turn=_FACTOR.key, label=t("factor.scan.key"), field_id="f-factor-key", rows=2
    )
    by_hand = rx.el.details(
        rx.el.summary(t("factor.scan.by_hand"), class_name="disclosure"),
        copied_secret(key, t("factor.copy_key")),
        class_name="disclosed",
    )
    return rx.el.ol(
        rx.el.li(t("factor.scan.app")),
        rx.el.li(rx.el.span(t("factor.scan.scan")), picture, by_hand),
        rx.el.li(rx.el.span(t("factor.scan.code")), _first_code()),
        class_name="factor-steps",
    )


def _first_code() -> rx.Component:
    return native_form(
        error_slot("form", "factor-form"),
        text_field(
            "code",
            t("factor.code"),
            field_id="f-factor-code",
            auto_complete="one-time-code",
            input_mode="numeric",
            max_length=12,
            required=True,
            spell_check=False,
        ),
        rx.el.div(
            button(t("app.cancel"), on_click=FactorState.cancel_factor),
            button(t("factor.check"), weight="primary", type="submit"),
            class_name="foot-acts",
        ),
        action="/auth/factor/confirm",
        class_name="form",
        custom_attrs={"data-door": "", "data-network": t("doors.network")},
    )


def _codes() -> rx.Component:
    """Ten codes, once: copied, saved or printed; nothing is on before they are kept."""
    secret = secret_text(
        "/auth/factor/codes",
        turn=_FACTOR.step,
        label=t("factor.codes"),
        field_id="f-recovery-codes",
        rows=10,
    )
    save = link_button(
        t("factor.codes.save"),
        href=f"{kit().settings.api_url}/auth/factor/codes.txt",
        leading="download",
        reload=True,
        custom_attrs={"download": ""},
    )
    paper = button(t("factor.codes.print"), leading="printer", custom_attrs={"data-print": ""})
    return rx.el.div(
        callout(t("factor.codes.title"), t("factor.codes.text"), tone="warning"),
        copied_secret(secret, t("factor.copy_codes"), save, paper),
        rx.el.div(
            button(t("factor.codes.kept"), weight="primary", on_click=FactorState.keep_codes),
            class_name="foot-acts",
        ),
        class_name="form factor-codes",
    )


def _on() -> rx.Component:
    since = rx.el.p(t("factor.on.text", day=when(_FACTOR.since, "date")), class_name="field-hint")
    required = rx.el.p(icon("lock", 14), t("factor.required.hint"), class_name="field-hint icon-line")
    return rx.el.div(
        since,
        _left(),
        rx.cond(_FACTOR.is_required, required, rx.fragment()),
        _trusted(),
        _acts(),
        class_name="form",
    )


def _left() -> rx.Component:
    return rx.cond(
        _FACTOR.codes_left <= _FEW,
        callout(t("factor.few", count=_FACTOR.codes_left), t("factor.few.text"), tone="warning"),
        rx.el.p(t("factor.left", count=_FACTOR.codes_left), class_name="field-hint"),
    )


def _trusted() -> rx.Component:
    ask = button(t("factor.distrust"), small=True, on_click=FactorState.distrust_devices)
    line = rx.el.p(t("factor.trusted", count=_FACTOR.trusted), " ", ask, class_name="field-hint")
    return rx.cond(_FACTOR.trusted > 0, line, rx.fragment())


def _acts() -> rx.Component:
    off = button(t("factor.remove"), weight="danger", on_click=FactorState.ask_factor("remove"))
    return rx.el.div(
        button(t("factor.renew"), on_click=FactorState.ask_factor("renew")),
        button(t("factor.replace"), on_click=FactorState.begin_factor),
        rx.cond(_FACTOR.is_required, rx.fragment(), off),
        class_name="card-acts",
    )


def _questions() -> rx.Component:
    kinds: dict[str, tuple[Any, Any]] = {
        "remove": (FactorState.remove_factor, "danger"),
        "renew": (FactorState.renew_codes, "primary"),
    }
    return rx.fragment(
        *[
            confirm_dialog(
                open=_STATE.question == name,
                on_open_change=FactorState.leave_factor_question,
                title=t(f"factor.{name}.title"),
                consequence=t(f"factor.{name}.text"),
                verb=t(f"factor.{name}.act"),
                on_confirm=act,
                weight=weight,
            )
            for name, (act, weight) in kinds.items()
        ]
    )
