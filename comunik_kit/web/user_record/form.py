"""The form that changes a person."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, callout, card, photo_picker
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import role_label
from comunik_kit.web.new_colleague.fields import (
    Filled,
    mobile_field,
    name_field,
    place_fields,
    plan_fields,
    role_field,
)
from comunik_kit.web.subscriptions.words import move_losses
from comunik_kit.web.user_record.conflict import FIELDS, MINE, THEIRS, Conflict
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
        rx.cond(_FILLED.errors["form"], callout(_FILLED.error("form"), tone="danger"), rx.fragment()),
        _conflicts(),
        photo_picker(photo=_PERSON.photo_id, photo_url=_PERSON.photo_url),
        name_field(_FILLED, auto_focus=True, required=True),
        mobile_field(_FILLED),
        _role(),
        *place_fields(_FILLED),
        plan_fields(_FILLED, move_losses(_RECORD.losses), on_change=_RECORD.choose_tier),
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


def _conflicts() -> rx.Component:
    """What somebody else saved meanwhile: for each field one of the two stays. Nothing typed is lost."""
    choices = rx.el.div(rx.foreach(_RECORD.conflicts, _conflict), key=_RECORD.meeting, class_name="conflicts")
    shown = callout(t("record.conflict.title"), t("record.conflict.text"), choices, tone="warning")
    return rx.cond(_RECORD.conflicts.length() > 0, rx.el.div(shown, role="alert"), rx.fragment())


def _conflict(given: rx.vars.ObjectVar[Conflict]) -> rx.Component:
    each: Any = given
    return rx.el.fieldset(
        rx.el.legend(_field_name(each.field), class_name="field-label"),
        _choice(each, THEIRS, t("record.conflict.theirs", value=_shown(each, each.theirs, each.theirs_name))),
        _choice(each, MINE, t("record.conflict.mine", value=_shown(each, each.mine, each.mine_name))),
        key=each.field,
        class_name="conflict",
    )


def _choice(each: Any, side: str, words: rx.Var[str]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=("keep_" + each.field).to(str),
            value=side,
            default_checked=each.keep == side,
        ),
        rx.el.span(words),
        class_name="check-line",
    )


def _field_name(name: Any) -> rx.Var[str]:
    same = {"role_id": "role", "tier_id": "tier"}
    named: Any = rx.match(
        name,
        ("photo_id", t("record.conflict.photo")),
        *[(field, t(f"users.field.{same.get(field, field)}")) for field in FIELDS[1:]],
        "",
    )
    return named.to(str)


def _shown(each: Any, value: Any, name: Any) -> rx.Var[str]:
    """Say a value as the record does; nothing is « vide »."""
    some: Any = rx.match(
        each.field,
        ("role_id", role_label(value, name)),
        ("language", t(("users.language." + value).to(str))),
        ("photo_id", t("record.conflict.photo.some")),
        value,
    )
    return rx.cond(value | name, some, t("record.conflict.empty")).to(str)


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
