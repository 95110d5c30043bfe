"""The part of the record that asks for another sign-in address of somebody who has joined."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, card, text_field
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.user_record.address_state import PersonAddressState

_WRONG: Any = PersonAddressState.wrong


def address_card() -> rx.Component:
    """One field, one button; the person and both addresses do the rest."""
    form = rx.el.form(
        rx.el.p(t("address.record.text"), class_name="field-hint"),
        text_field(
            "email",
            t("address.profile.new"),
            field_id="f-record-email",
            error=rx.cond(_WRONG.key, translate(_WRONG.key, _WRONG.params), "").to(str),
            type="email",
            auto_complete="off",
            spell_check=False,
            max_length=254,
            custom_attrs={"autoCapitalize": "none"},
        ),
        rx.el.div(button(t("address.profile.act"), type="submit"), class_name="foot-acts"),
        key=PersonAddressState.form_number,
        on_submit=PersonAddressState.ask,
        no_validate=True,
        class_name="form",
    )
    return card(form, title=t("address.record.title"))
