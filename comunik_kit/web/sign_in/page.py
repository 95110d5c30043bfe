"""The sign-in page: whole in the prerendered HTML, so that it can be filled before any script runs."""

from typing import Any

import reflex as rx

from comunik_kit.web.brand import brand_name
from comunik_kit.web.components import checkbox, password_field, text_field
from comunik_kit.web.components.elements import Text
from comunik_kit.web.components.passkeys import passkey_button
from comunik_kit.web.door_frame import door_frame
from comunik_kit.web.doors import door_form, door_head, told_without_script, without_script
from comunik_kit.web.i18n import t
from comunik_kit.web.sign_in.providers import own_provider, providers
from comunik_kit.web.sign_in.state import SIGN_IN_NOTICES, SignInState


def sign_in() -> rx.Component:
    """E-mail, password, one button."""
    return door_frame(
        door_head(t("doors.sign_in.title"), t("doors.sign_in.text", brand=brand_name())),
        without_script(rx.cond(SignInState.error, SignInState.error, SignInState.notice).to(str)),
        told_without_script(SIGN_IN_NOTICES),
        own_provider(),
        sign_in_form(),
        providers(),
        passkey_button("login", t("passkeys.sign_in"), before=t("passkeys.or")),
        rx.cond(SignInState.by_link, _link_instead(), rx.fragment()),
    )


def _link_instead() -> rx.Component:
    return rx.el.p(
        rx.el.a(t("doors.link.instead"), href="/login/link", class_name="text-link"), class_name="door-foot"
    )


def sign_in_form() -> rx.Component:
    """The form itself."""
    return door_form(
        *_fields("f-", auto_focus=True, on_blur=SignInState.offer_provider),
        action="/auth/login",
        verb=t("doors.sign_in.act"),
    )


def sign_in_shown(brand: Text) -> list[rx.Component]:
    """The same card to look at: for the preview of a brand, where nothing is filled or sent."""
    head = door_head(t("doors.sign_in.title"), t("doors.sign_in.text", brand=brand), rx.el.p)
    return [head, door_form(*_fields("shown-"), action="", verb=t("doors.sign_in.act"))]


def _fields(prefix: str, **first: Any) -> list[rx.Component]:
    forgot = rx.el.a(t("doors.sign_in.forgot"), href="/forgot", class_name="text-link")
    return [
        text_field(
            "email",
            t("doors.email"),
            field_id=f"{prefix}email",
            type="email",
            auto_complete="username",
            auto_capitalize="none",
            spell_check=False,
            required=True,
            **first,
        ),
        password_field(
            "password",
            t("doors.password"),
            field_id=f"{prefix}password",
            auto_complete="current-password",
            required=True,
        ),
        rx.el.div(
            checkbox("remember", t("doors.sign_in.remember"), field_id=f"{prefix}remember", value="yes"),
            forgot,
            class_name="door-line",
        ),
        rx.el.input(type="hidden", name="next", custom_attrs={"data-from-query": "next"}),
    ]
