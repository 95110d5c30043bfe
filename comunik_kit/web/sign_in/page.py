"""The sign-in page: whole in the prerendered HTML, so that it can be filled before any script runs."""

import reflex as rx

from comunik_kit.web.components import checkbox, password_field, text_field
from comunik_kit.web.doors import brand_or_ours, door_form, door_head, told_without_script, without_script
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import door_frame
from comunik_kit.web.sign_in.state import SIGN_IN_NOTICES, SignInState


def sign_in() -> rx.Component:
    """E-mail, password, one button."""
    brand = brand_or_ours(SignInState.brand)
    return door_frame(
        door_head(t("doors.sign_in.title"), t("doors.sign_in.text", brand=brand)),
        without_script(rx.cond(SignInState.error, SignInState.error, SignInState.notice).to(str)),
        told_without_script(SIGN_IN_NOTICES),
        door_form(*_fields(), action="/auth/login", verb=t("doors.sign_in.act")),
        brand=brand,
        accent=SignInState.accent,
    )


def _fields() -> list[rx.Component]:
    forgot = rx.el.a(t("doors.sign_in.forgot"), href="/forgot", class_name="text-link")
    return [
        text_field(
            "email",
            t("doors.email"),
            type="email",
            auto_complete="username",
            auto_capitalize="none",
            spell_check=False,
            required=True,
            auto_focus=True,
        ),
        password_field("password", t("doors.password"), auto_complete="current-password", required=True),
        rx.el.div(
            checkbox("remember", t("doors.sign_in.remember"), value="yes"), forgot, class_name="door-line"
        ),
        rx.el.input(type="hidden", name="next", custom_attrs={"data-from-query": "next"}),
    ]
