"""A new password by the link that « Mot de passe oublié » sent. Opening it changes nothing; the form does."""

import reflex as rx

from comunik_kit.web.components import link_button
from comunik_kit.web.door_frame import door_frame
from comunik_kit.web.doors import by_link, dead_end, door_form, door_head, password_pair, without_script
from comunik_kit.web.forgot.page import back_to_sign_in
from comunik_kit.web.i18n import t
from comunik_kit.web.reset.state import ResetState


def reset() -> rx.Component:
    """The form at once; a dead link's words when the state says so."""
    return door_frame(by_link(ResetState.status, _form(), _dead))


def _form() -> rx.Component:
    return rx.el.div(
        door_head(t("doors.reset.title"), t("doors.reset.text")),
        without_script(ResetState.error),
        door_form(
            password_pair(t("doors.password.new"), ResetState.preset),
            action="/auth/reset",
            verb=t("doors.reset.act"),
        ),
    )


def _dead(status: str, symbol: str) -> rx.Component:
    return dead_end(
        symbol,
        t(f"doors.reset.{status}.title"),
        t(f"doors.reset.{status}.text"),
        link_button(t("doors.new_link"), href="/forgot", weight="primary", reload=True),
        back_to_sign_in(),
    )
