"""The sheet of a subscription: its name, price, seats and modules; before a downgrade is saved, who loses what."""

from typing import Any

import reflex as rx

from comunik_kit.subscriptions.inputs import KEYS, MOST_SEATS, NAME_LENGTH, PRICE_LENGTH
from comunik_kit.web.components import button, callout, checkbox, side_sheet, text_field
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.subscriptions.editing_state import PREVIEW, TierEditingState
from comunik_kit.web.subscriptions.state import TiersState
from comunik_kit.web.subscriptions.words import preview_lines

_FORM_ID = "tier-form"
_STATE: Any = TierEditingState
_DRAFT: Any = TierEditingState.draft
_BOOK: Any = TiersState.book


def tier_sheet() -> rx.Component:
    """The sheet; its form stays as it is while the preview is shown."""
    in_preview = _STATE.step == PREVIEW
    title = rx.cond(
        _DRAFT.tier_id != "", t("subscriptions.sheet.change", name=_DRAFT.name), t("subscriptions.create")
    ).to(str)
    text = rx.cond(in_preview, t("subscriptions.preview.text"), t("subscriptions.sheet.text")).to(str)
    return side_sheet(
        rx.el.div(_form(), hidden=in_preview),
        rx.cond(in_preview, preview_lines(_STATE.preview), rx.fragment()),
        open=_STATE.step != "",
        on_open_change=TierEditingState.leave_tier,
        title=title,
        description=text,
        foot=rx.cond(in_preview, _preview_foot(), _form_foot()),
    )


def _form() -> rx.Component:
    wrong = _STATE.errors["form"]
    whole = callout(t("subscriptions.sheet.refused"), translate(wrong.key, wrong.params), tone="danger")
    return rx.el.form(
        rx.cond(wrong.key, whole, rx.fragment()),
        text_field(
            "name",
            t("subscriptions.field.name"),
            field_id="tier-name",
            error=_error("name"),
            default_value=_DRAFT.name,
            max_length=NAME_LENGTH,
            auto_complete="off",
            auto_focus=True,
        ),
        *_limits(),
        _modules(),
        id=_FORM_ID,
        key=_STATE.visit,
        on_submit=TierEditingState.hand_in_tier,
        no_validate=True,
        class_name="form",
    )


def _limits() -> list[rx.Component]:
    return [
        text_field(
            "seats",
            t("subscriptions.field.seats"),
            field_id="tier-seats",
            hint=t("subscriptions.field.seats.hint"),
            error=_error("seats"),
            optional=True,
            default_value=_DRAFT.seats,
            input_mode="numeric",
            max_length=len(str(MOST_SEATS)),
            auto_complete="off",
        ),
        text_field(
            "price",
            t("subscriptions.field.price"),
            field_id="tier-price",
            hint=t("subscriptions.field.price.hint"),
            error=_error("price"),
            optional=True,
            default_value=_DRAFT.price,
            max_length=PRICE_LENGTH,
            auto_complete="off",
        ),
    ]


def _modules() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("subscriptions.field.modules"), class_name="field-label"),
        *[
            checkbox(
                key,
                _named(key),
                field_id=f"tier-{key}",
                default_checked=_DRAFT.modules.contains(key),
            )
            for key in KEYS
        ],
        class_name="entry role-rights",
    )


def _named(key: str) -> rx.Var[str]:
    """A module's name, and whether the workspace has switched it off for everybody."""
    name: Any = t(f"app.module.{key}")
    off = name + " · " + t("subscriptions.module_off")
    return rx.cond(_BOOK.modules_off.contains(key), off, name).to(str)


def _form_foot() -> rx.Component:
    verb = rx.cond(_DRAFT.tier_id != "", t("app.save"), t("subscriptions.sheet.create")).to(str)
    return rx.el.div(
        button(t("app.cancel"), on_click=TierEditingState.leave_tier(False)),
        button(verb, weight="primary", type="submit", form=_FORM_ID),
        class_name="foot-acts",
    )


def _preview_foot() -> rx.Component:
    return rx.el.div(
        button(t("subscriptions.preview.back"), on_click=TierEditingState.back_to_tier),
        button(t("app.save"), weight="primary", on_click=TierEditingState.apply_tier),
        class_name="foot-acts",
    )


def _error(name: str) -> rx.Var[str]:
    wrong = _STATE.errors[name]
    return rx.cond(wrong.key, translate(wrong.key, wrong.params), "").to(str)
