"""« Nouveau collègue » of a lead: into one of their teams, with a role that they may give."""

from typing import Any

import reflex as rx

from comunik_kit.users.inputs import NAME_LENGTH
from comunik_kit.web.components import button, callout, select_field, side_sheet, text_field
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.layout import role_label
from comunik_kit.web.led.state import LedState

_FORM_ID = "led-newcomer"
_STATE: Any = LedState
_TEAM: Any = LedState.team


def newcomer_sheet() -> rx.Component:
    """The sheet."""
    foot = rx.el.div(
        button(t("app.cancel"), on_click=LedState.leave_newcomer(False)),
        button(
            t("users.act.create_invite"),
            weight="primary",
            type="submit",
            form=_FORM_ID,
            disabled=_TEAM.roles.length() == 0,
        ),
        class_name="foot-acts",
    )
    return side_sheet(
        _form(),
        open=_STATE.is_open,
        on_open_change=LedState.leave_newcomer,
        title=t("users.new.title"),
        description=t("led.sheet.text"),
        foot=foot,
    )


def _form() -> rx.Component:
    wrong = _STATE.errors["form"]
    whole = callout(t("led.sheet.refused"), translate(wrong.key, wrong.params), tone="danger")
    no_role = callout(t("led.no_role"), t("led.no_role.text"), tone="warning")
    return rx.el.form(
        rx.cond(wrong.key, whole, rx.fragment()),
        rx.cond(_TEAM.roles.length() == 0, no_role, rx.fragment()),
        text_field(
            "full_name",
            t("users.field.full_name"),
            field_id="led-name",
            error=_error("full_name"),
            max_length=NAME_LENGTH,
            auto_complete="off",
            auto_focus=True,
        ),
        text_field(
            "email",
            t("users.field.email"),
            field_id="led-email",
            type="email",
            input_mode="email",
            error=_error("email"),
            hint=t("users.hint.email"),
            max_length=254,
            auto_complete="off",
            spell_check=False,
        ),
        _team(),
        _role(),
        rx.el.input(type="hidden", name="creation_key", default_value=_STATE.creation_key),
        id=_FORM_ID,
        key=_STATE.creation_key,
        on_submit=LedState.invite_newcomer,
        no_validate=True,
        class_name="form",
    )


def _team() -> rx.Component:
    return select_field(
        "team_id",
        t("led.column.team"),
        rx.foreach(_STATE.teams, lambda team: rx.el.option(team.name, value=team.id)),
        field_id="led-team",
        error=_error("team_id"),
        value=_TEAM.id,
        on_change=LedState.choose_led_team,
    )


def _role() -> rx.Component:
    """The roles that one may invite with; drawn anew for another team, so that its default is chosen."""
    return rx.el.div(
        select_field(
            "role_id",
            t("users.field.role"),
            [
                rx.el.option(t("users.choose_role"), value=""),
                rx.foreach(
                    _TEAM.roles,
                    lambda role: rx.el.option(role_label(role.key, role.name), value=role.id),
                ),
            ],
            field_id="led-role",
            hint=t("led.role.hint"),
            error=_error("role_id"),
            default_value=_TEAM.default_role_id,
        ),
        key=_TEAM.id,
    )


def _error(name: str) -> rx.Var[str]:
    wrong = _STATE.errors[name]
    return rx.cond(wrong.key, translate(wrong.key, wrong.params), "").to(str)
