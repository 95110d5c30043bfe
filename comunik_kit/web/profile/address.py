"""« Adresse e-mail » on the security page: the new one counts once it has confirmed itself (INV-13)."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, card, error_slot, native_form, password_field, text_field
from comunik_kit.web.i18n import t
from comunik_kit.web.profile.state import ProfileState

_PROFILE: Any = ProfileState.profile


def address_card() -> rx.Component:
    """The address in use, and a native post for another one, so that no password is ever in an event."""
    present = rx.el.div(
        rx.el.span(t("address.profile.current"), class_name="field-label"),
        rx.el.span(_PROFILE.email, class_name="fixed-value"),
        class_name="field",
    )
    form = native_form(
        rx.el.p(t("address.profile.text"), class_name="field-hint"),
        error_slot("form", "address-form"),
        present,
        text_field(
            "email",
            t("address.profile.new"),
            field_id="f-new-email",
            type="email",
            auto_complete="email",
            auto_capitalize="none",
            spell_check=False,
            max_length=254,
            required=True,
        ),
        password_field(
            "current",
            t("address.profile.password"),
            field_id="f-address-current",
            auto_complete="current-password",
            required=True,
        ),
        rx.el.div(button(t("address.profile.act"), weight="primary", type="submit"), class_name="foot-acts"),
        action="/auth/address",
        class_name="profile-form",
        custom_attrs={"data-door": "", "data-network": t("doors.network")},
    )
    return card(form, title=t("address.profile.title"))
