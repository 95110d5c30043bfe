"""The welcome page of an invitation: who invites whom into what, one pair of fields, one button."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import link_button, skeleton, text_field
from comunik_kit.web.door_frame import door_frame
from comunik_kit.web.doors import (
    dead_end,
    door_done,
    door_form,
    door_head,
    password_pair,
    told_without_script,
    without_script,
)
from comunik_kit.web.forgot.page import back_to_sign_in
from comunik_kit.web.i18n import t, when
from comunik_kit.web.layout import role_label
from comunik_kit.web.welcome.state import NOTICES, WelcomeState


def welcome() -> rx.Component:
    """The form at once, with grey bars for the words that the link will bring; a dead link says why."""
    invitation = WelcomeState.invitation
    return door_frame(
        rx.match(
            invitation.status,
            ("none", _card()),
            ("expired", _dead("expired", "clock", _ask())),
            ("accepted", _accepted()),
            ("revoked", _dead("revoked", "ban")),
            ("replaced", _dead("replaced", "mail", _ask())),
            ("unknown", _dead("unknown", "link-2-off", _code())),
            _form(),
        ),
    )


def _form() -> rx.Component:
    invitation = WelcomeState.invitation
    return rx.el.div(
        rx.cond(invitation.status == "open", _who(), _who_is_it()),
        without_script(WelcomeState.error),
        door_form(
            rx.el.input(
                type="hidden",
                name="invitation",
                value=invitation.invitation_id,
                read_only=True,
                custom_attrs={"data-awaited": ""},
            ),
            # Password managers file the new password under this name.
            rx.el.input(
                type="text",
                name="username",
                value=invitation.email,
                auto_complete="username",
                read_only=True,
                hidden=True,
            ),
            password_pair(t("doors.password"), WelcomeState.invitation.preset),
            action="/auth/accept",
            verb=t("doors.invite.act"),
        ),
    )


def _who() -> rx.Component:
    invitation = WelcomeState.invitation
    role = role_label(invitation.role_key, invitation.role_name)
    inviter = rx.cond(invitation.inviter, invitation.inviter, t("doors.someone")).to(str)
    return rx.fragment(
        door_head(
            t("doors.invite.title", name=invitation.invitee_name),
            t("doors.invite.text", inviter=inviter, workspace=invitation.workspace, role=role),
        ),
        rx.el.dl(
            rx.el.dt(t("doors.invite.account")),
            rx.el.dd(invitation.email),
            rx.el.dd(
                t("doors.invite.until", date=when(invitation.expires_at, "day")), class_name="door-until"
            ),
            rx.cond(
                invitation.starts_on,
                rx.el.dd(
                    t("doors.invite.starts", date=when(invitation.starts_on, "day", "UTC")),
                    class_name="door-until",
                ),
            ),
            class_name="door-facts",
        ),
        rx.cond(
            invitation.words,
            rx.el.figure(
                rx.el.figcaption(t("doors.invite.words", inviter=inviter)),
                rx.el.blockquote(invitation.words),
                class_name="door-words",
            ),
        ),
    )


def _who_is_it() -> rx.Component:
    lines = rx.el.div(skeleton("92%"), skeleton("64%"), aria_hidden="true", class_name="door-waiting")
    return rx.fragment(
        door_head(t("doors.invite.title.plain"), lines),
        rx.el.div(skeleton("40%"), skeleton("70%"), aria_hidden="true", class_name="door-facts door-waiting"),
    )


def _dead(status: str, symbol: str, *acts: rx.Component) -> rx.Component:
    inviter = rx.cond(WelcomeState.invitation.inviter, WelcomeState.invitation.inviter, t("doors.someone"))
    return dead_end(
        symbol,
        t(f"doors.invite.{status}.title"),
        t(f"doors.invite.{status}.text", inviter=inviter),
        *acts,
        back_to_sign_in(),
    )


def _ask() -> rx.Component:
    """« Demander un nouveau lien »: one button, and what it did in its place."""
    return rx.el.div(
        without_script(rx.cond(WelcomeState.error, WelcomeState.error, WelcomeState.notice).to(str)),
        told_without_script(NOTICES),
        door_form(action="/auth/new-link", verb=t("doors.new_link")),
        door_done(t("doors.invite.asked.hint")),
    )


def _card() -> rx.Component:
    """The door of who comes with a card instead of a link."""
    return rx.fragment(
        door_head(t("doors.code.title"), t("doors.code.text")),
        _code(auto_focus=True),
        back_to_sign_in(),
    )


def _code(**props: Any) -> rx.Component:
    return rx.el.div(
        without_script(WelcomeState.error),
        door_form(
            text_field(
                "code",
                t("doors.code.field"),
                hint=t("doors.code.hint"),
                auto_complete="off",
                spell_check=False,
                max_length=40,
                required=True,
                custom_attrs={"autoCapitalize": "characters"},
                **props,
            ),
            action="/auth/code",
            verb=t("doors.code.act"),
        ),
    )


def _accepted() -> rx.Component:
    return dead_end(
        "circle-check",
        t("doors.invite.accepted.title"),
        t("doors.invite.accepted.text"),
        link_button(t("doors.sign_in.act"), href="/login", weight="primary", reload=True),
        tone="success",
    )
