"""« Mot de passe oublié »: the same answer whoever asks."""

import reflex as rx

from comunik_kit.web.components import text_field
from comunik_kit.web.door_frame import door_frame
from comunik_kit.web.doors import (
    door_done,
    door_form,
    door_head,
    told_without_script,
    without_script,
)
from comunik_kit.web.i18n import t
from comunik_kit.web.sign_in.state import FORGOT_NOTICES, SignInState


def forgot() -> rx.Component:
    """One address, one button; door.js then shows what the server says in the form's place."""
    return door_frame(
        door_head(t("doors.forgot.title"), t("doors.forgot.text")),
        without_script(rx.cond(SignInState.error, SignInState.error, SignInState.notice).to(str)),
        told_without_script(FORGOT_NOTICES),
        door_form(address_field(), action="/auth/forgot", verb=t("doors.forgot.act")),
        door_done(t("doors.forgot.done.hint")),
        back_to_sign_in(),
    )


def address_field() -> rx.Component:
    """Whose account it is about."""
    return text_field(
        "email",
        t("doors.email"),
        type="email",
        auto_complete="username",
        auto_capitalize="none",
        spell_check=False,
        required=True,
        auto_focus=True,
    )


def back_to_sign_in() -> rx.Component:
    """The way back, under a card's form."""
    return rx.el.p(
        rx.el.a(t("doors.back_to_sign_in"), href="/login", class_name="text-link"), class_name="door-foot"
    )
