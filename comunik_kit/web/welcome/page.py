"""The welcome page of an invitation: who invites whom into what, one pair of fields, one button."""

import reflex as rx

from comunik_kit.web.components import link_button, skeleton
from comunik_kit.web.doors import brand_or_ours, dead_end, door_form, door_head, password_pair, without_script
from comunik_kit.web.forgot.page import back_to_sign_in
from comunik_kit.web.i18n import t, when
from comunik_kit.web.layout import door_frame, role_label
from comunik_kit.web.welcome.state import WelcomeState


def welcome() -> rx.Component:
    """The form at once, with grey bars for the words that the link will bring; a dead link says why."""
    invitation = WelcomeState.invitation
    return door_frame(
        rx.match(
            invitation.status,
            ("expired", _dead("expired", "clock")),
            ("accepted", _accepted()),
            ("revoked", _dead("revoked", "ban")),
            ("replaced", _dead("replaced", "mail")),
            ("unknown", _dead("unknown", "link-2-off")),
            _form(),
        ),
        brand=brand_or_ours(invitation.brand),
        accent=invitation.accent,
    )


def _form() -> rx.Component:
    invitation = WelcomeState.invitation
    return rx.el.div(
        rx.cond(invitation.status == "open", _who(), _who_is_it()),
        without_script(WelcomeState.error),
        door_form(
            rx.el.input(type="hidden", name="invitation", value=invitation.invitation_id, read_only=True),
            # Password managers file the new password under this name.
            rx.el.input(
                type="text",
                name="username",
                value=invitation.email,
                auto_complete="username",
                read_only=True,
                hidden=True,
            ),
            password_pair(t("doors.password")),
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
            class_name="door-facts",
        ),
    )


def _who_is_it() -> rx.Component:
    lines = rx.el.div(skeleton("92%"), skeleton("64%"), aria_hidden="true", class_name="door-waiting")
    return rx.fragment(
        door_head(t("doors.invite.title.plain"), lines),
        rx.el.div(skeleton("40%"), skeleton("70%"), aria_hidden="true", class_name="door-facts door-waiting"),
    )


def _dead(status: str, symbol: str) -> rx.Component:
    inviter = rx.cond(WelcomeState.invitation.inviter, WelcomeState.invitation.inviter, t("doors.someone"))
    return dead_end(
        symbol,
        t(f"doors.invite.{status}.title"),
        t(f"doors.invite.{status}.text", inviter=inviter),
        back_to_sign_in(),
    )


def _accepted() -> rx.Component:
    return dead_end(
        "circle-check",
        t("doors.invite.accepted.title"),
        t("doors.invite.accepted.text"),
        link_button(t("doors.sign_in.act"), href="/login", weight="primary", reload=True),
        tone="success",
    )
