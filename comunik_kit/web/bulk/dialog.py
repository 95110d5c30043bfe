"""The question before an act on many: its number, its consequence, what to give. What is final wants it typed."""

from typing import Any

import reflex as rx

from comunik_kit.bulk.inputs import ActName
from comunik_kit.web.bulk.asking_state import TYPED, AskingState
from comunik_kit.web.components import button, combo_field, dialog, select_field, text_field
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.layout import role_label
from comunik_kit.web.subscriptions.words import move_losses, tier_options

_ASKED: Any = AskingState
_FORM = "bulk-question"
_GENTLE = (ActName.INVITE, ActName.RESEND, ActName.ROLE, ActName.DEPARTMENT, ActName.COMPANY, ActName.TIER)


def bulk_dialog() -> rx.Component:
    """One dialog for every act."""
    form = rx.el.form(
        rx.match(
            _ASKED.act,
            (ActName.ROLE.value, _role()),
            (ActName.DEPARTMENT.value, _named("department", _ASKED.choices.departments)),
            (ActName.COMPANY.value, _named("company", _ASKED.choices.companies)),
            (ActName.TIER.value, _tier()),
            *[(name.value, _number()) for name in TYPED],
            rx.fragment(),
        ),
        id=_FORM,
        on_submit=AskingState.begin,
        class_name="form",
    )
    verb = t(_word("bulk.act."))
    gentle, firm = (
        button(verb, weight=weight, type="submit", form=_FORM) for weight in ("primary", "danger")
    )
    foot = rx.el.div(
        button(t("app.cancel"), on_click=AskingState.leave(False)),
        rx.match(_ASKED.act, *[(name.value, gentle) for name in _GENTLE], firm),
        class_name="foot-acts",
    )
    return dialog(
        form,
        open=_ASKED.act != "",
        on_open_change=AskingState.leave,
        title=t(_word("bulk.title."), count=_ASKED.number),
        description=t(_word("bulk.text."), count=_ASKED.number),
        foot=foot,
    )


def _word(prefix: str) -> rx.Var[str]:
    # While it closes the dialog still shows its last words; there are none for no act.
    return (rx.Var.create(prefix) + rx.cond(_ASKED.act, _ASKED.act, ActName.TIER.value)).to(str)


def _error(name: str) -> rx.Var[str]:
    wrong = _ASKED.errors[name]
    return rx.cond(_ASKED.errors.contains(name), translate(wrong.key, wrong.params), "").to(str)


def _role() -> rx.Component:
    options = rx.foreach(
        _ASKED.choices.roles, lambda role: rx.el.option(role_label(role.key, role.name), value=role.id)
    )
    return select_field(
        "role_id", t("users.field.role"), options, field_id="f-bulk-role", error=_error("role_id")
    )


def _tier() -> rx.Component:
    options = tier_options(_ASKED.choices.tiers)
    chosen = select_field(
        "tier_id",
        t("users.field.tier"),
        options,
        field_id="f-bulk-tier",
        error=_error("tier_id"),
        on_change=AskingState.choose_tier,
    )
    return rx.el.div(chosen, move_losses(_ASKED.losses))


def _named(name: str, choices: Any) -> rx.Component:
    return combo_field(
        name,
        t(f"users.field.{name}"),
        choices,
        field_id=f"f-bulk-{name}",
        hint=t("bulk.hint.empty"),
        error=_error(name),
    )


def _number() -> rx.Component:
    return text_field(
        "number",
        t("bulk.type.label", number=_ASKED.number),
        field_id="f-bulk-number",
        error=_error("number"),
        input_mode="numeric",
        auto_complete="off",
    )
