"""Signing in with a link by mail. Opening it changes nothing; the button does."""

import reflex as rx

from comunik_kit.web.components import link_button
from comunik_kit.web.door_frame import door_frame
from comunik_kit.web.doors import (
    by_link,
    dead_end,
    door_done,
    door_form,
    door_head,
    told_without_script,
    without_script,
)
from comunik_kit.web.enter.state import EnterState
from comunik_kit.web.forgot.page import address_field, back_to_sign_in
from comunik_kit.web.i18n import t
from comunik_kit.web.sign_in.state import FORGOT_NOTICES, SignInState


def ask_to_enter() -> rx.Component:
    """One address, one button, where the workspace offers it; the same answer whoever asks."""
    off = dead_end("link-2-off", t("doors.link.off.title"), t("doors.link.off.text"), back_to_sign_in())
    return door_frame(rx.cond(SignInState.loaded & ~SignInState.by_link, off, _asking()))


def _asking() -> rx.Component:
    return rx.el.div(
        door_head(t("doors.link.title"), t("doors.link.text")),
        without_script(rx.cond(SignInState.error, SignInState.error, SignInState.notice).to(str)),
        told_without_script(FORGOT_NOTICES),
        door_form(address_field(), action="/auth/link", verb=t("doors.forgot.act")),
        door_done(t("doors.forgot.done.hint")),
        back_to_sign_in(),
    )


def enter() -> rx.Component:
    """The button at once; a dead link's words when the state says so."""
    return door_frame(by_link(EnterState.status, _form(), _dead))


def _form() -> rx.Component:
    return rx.el.div(
        door_head(t("doors.enter.title"), t("doors.enter.text")),
        without_script(EnterState.error),
        door_form(action="/auth/enter", verb=t("doors.sign_in.act")),
    )


def _dead(status: str, symbol: str) -> rx.Component:
    return dead_end(
        symbol,
        t(f"doors.enter.{status}.title"),
        t(f"doors.enter.{status}.text"),
        link_button(t("doors.new_link"), href="/login/link", weight="primary", reload=True),
        back_to_sign_in(),
    )
