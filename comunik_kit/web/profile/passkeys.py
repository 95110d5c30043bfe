"""« Clés d'accès » on the security page: one's own, and the dialogs to add, rename and take away."""

from typing import Any

import reflex as rx

from comunik_kit.access.passkey_inputs import NAME_LENGTH
from comunik_kit.access.views import PasskeyView
from comunik_kit.web.components import button, card, confirm_dialog, dialog, text_field
from comunik_kit.web.components.passkeys import passkey_button
from comunik_kit.web.i18n import t, when
from comunik_kit.web.profile.factor_state import FactorState
from comunik_kit.web.profile.passkeys_state import ADD, REMOVE, RENAME, PasskeysState

_STATE: Any = PasskeysState


def passkeys_card() -> rx.Component:
    """The card."""
    onward = rx.el.button(
        type="button",
        hidden=True,
        custom_attrs={"data-done": "passkey"},
        on_click=PasskeysState.passkey_added,
    )
    listed = rx.el.ul(rx.foreach(_STATE.keys, _key), class_name="record-lines")
    return card(
        rx.el.p(t("passkeys.text"), class_name="field-hint"),
        rx.cond(_STATE.keys.length() > 0, listed, rx.fragment()),
        rx.el.div(
            button(t("passkeys.add"), leading="plus", on_click=PasskeysState.add_passkey),
            class_name="card-acts",
        ),
        onward,
        _adding(),
        _renaming(),
        _removing(),
        title=t("passkeys.title"),
    )


def _key(given: rx.vars.ObjectVar[PasskeyView]) -> rx.Component:
    each: Any = given
    used = rx.cond(
        each.used, rx.fragment(t("passkeys.used"), " ", when(each.used, "date")), t("passkeys.unused")
    )
    about = rx.el.span(
        each.host,
        " · ",
        t("passkeys.added"),
        " ",
        when(each.created, "date"),
        " · ",
        used,
        class_name="quiet",
    )
    # Who must have a factor and has none yet sees the list, and nothing to do in it.
    acts = rx.cond(
        FactorState.must_set_factor,
        rx.fragment(),
        rx.el.span(_act(each, RENAME), _act(each, REMOVE), class_name="line-acts"),
    )
    return rx.el.li(
        rx.el.span(each.name, rx.el.br(), about, class_name="record-line-main"), acts, key=each.id
    )


def _act(each: Any, question: str) -> rx.Component:
    return button(
        t(f"passkeys.{question}"),
        small=True,
        weight="ghost",
        aria_label=t(f"passkeys.{question}_of", name=each.name),
        on_click=PasskeysState.ask_passkey(question, each.id),
    )


def _adding() -> rx.Component:
    foot = rx.el.div(
        button(t("app.cancel"), on_click=_STATE.leave_passkey_question(False)),
        passkey_button("register", t("passkeys.add.act"), field="f-passkey-name"),
        class_name="foot-acts passkey-acts",
    )
    return dialog(
        text_field(
            "name",
            t("passkeys.name"),
            field_id="f-passkey-name",
            default_value=t("passkeys.name.default"),
            max_length=NAME_LENGTH,
            required=True,
            auto_focus=True,
        ),
        foot,
        open=_STATE.question == ADD,
        on_open_change=PasskeysState.leave_passkey_question,
        title=t("passkeys.add.title"),
        description=t("passkeys.add.text"),
    )


def _renaming() -> rx.Component:
    form = rx.el.form(
        text_field(
            "name",
            t("passkeys.name"),
            field_id="f-passkey-new-name",
            error=rx.cond(_STATE.wrong, t(_STATE.wrong, max=NAME_LENGTH), "").to(str),
            default_value=_STATE.name,
            max_length=NAME_LENGTH,
            required=True,
            auto_focus=True,
        ),
        rx.el.div(
            button(t("app.cancel"), on_click=_STATE.leave_passkey_question(False)),
            button(t("app.save"), weight="primary", type="submit"),
            class_name="foot-acts",
        ),
        on_submit=PasskeysState.rename_passkey,
        no_validate=True,
        class_name="form",
    )
    return dialog(
        form,
        open=_STATE.question == RENAME,
        on_open_change=PasskeysState.leave_passkey_question,
        title=t("passkeys.rename.title"),
        description=_STATE.name,
    )


def _removing() -> rx.Component:
    return confirm_dialog(
        open=_STATE.question == REMOVE,
        on_open_change=PasskeysState.leave_passkey_question,
        title=t("passkeys.remove.title"),
        consequence=t("passkeys.remove.text", name=_STATE.name),
        verb=t("passkeys.remove.act"),
        on_confirm=PasskeysState.remove_passkey,
    )
