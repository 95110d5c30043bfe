"""The form that changes a person."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, callout, card, photo_picker
from comunik_kit.web.i18n import t
from comunik_kit.web.new_colleague.fields import (
    Filled,
    lead_to_first_error,
    mobile_field,
    name_field,
    place_fields,
    plan_fields,
    role_field,
)
from comunik_kit.web.user_record.state import UserRecordState

_RECORD: Any = UserRecordState  # its vars stand here for what they will be in the browser
FORM = "user-record"
_PERSON: Any = _RECORD.person
_FILLED = Filled(
    errors=_RECORD.errors,
    choices=_RECORD.choices,
    role_key=_RECORD.role_key,
    full_name=_PERSON.full_name,
    phone=_PERSON.phone_shown,
    role_id=_PERSON.role_id,
    department=_PERSON.department,
    company=_PERSON.company,
    tier_id=_PERSON.tier_id,
    language=_PERSON.language,
)


def record_form() -> rx.Component:
    """The same fields as the drawer, filled; « Enregistrer » saves them all."""
    form = rx.el.form(
        lead_to_first_error(FORM, _RECORD.refusals),
        rx.cond(_FILLED.errors["form"], callout(_FILLED.error("form"), tone="danger"), rx.fragment()),
        photo_picker(photo=_PERSON.photo_id, photo_url=_PERSON.photo_url),
        name_field(_FILLED, auto_focus=True, required=True),
        mobile_field(_FILLED),
        _role(),
        *place_fields(_FILLED),
        plan_fields(_FILLED),
        rx.el.input(type="hidden", name="version", default_value=_PERSON.version.to_string()),
        _foot(),
        id=FORM,
        key=_RECORD.form_number,
        on_submit=_RECORD.save,
        no_validate=True,
        class_name="form",
        custom_attrs={"autoComplete": "off"},
    )
    return rx.el.div(card(form, title=t("users.record.edit")), class_name="record-form")


def _role() -> rx.Component:
    """The role, or the reason why it cannot be changed here."""
    return rx.cond(
        _PERSON.may_change_role,
        role_field(_FILLED, _RECORD.choose_role),
        rx.fragment(
            rx.el.p(t("users.record.role_fixed"), class_name="field-hint"),
            rx.el.input(type="hidden", name="role_id", default_value=_PERSON.role_id),
        ),
    )


def _foot() -> rx.Component:
    return rx.el.div(
        button(t("app.cancel"), on_click=_RECORD.stop),
        button(t("app.save"), weight="primary", type="submit", busy=_RECORD.busy),
        class_name="foot-acts",
    )
