"""The people of the teams that one leads, below their work on « Mon équipe »."""

from typing import Any

import reflex as rx

from comunik_kit.users.team_views import LedPerson, LedTeam
from comunik_kit.web.components import (
    avatar,
    badge,
    button,
    cell,
    confirm_dialog,
    empty_state,
    pagination,
    person_cell,
    row,
    skeleton_rows,
    status_dot,
    table,
)
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import role_label
from comunik_kit.web.led.sheet import newcomer_sheet
from comunik_kit.web.led.state import LedState
from comunik_kit.web.teams.words import team_mark
from comunik_kit.web.users.words import status_tone, status_words

_PAGE: Any = LedState.page
_TEAMS: Any = LedState.teams


def led_part() -> rx.Component:
    """The teams, their people, and the invitations of those who have not come yet."""
    return rx.el.section(
        rx.el.h2(t("team.people"), class_name="section-title", id="team-people"),
        rx.el.div(rx.foreach(_TEAMS, _team), class_name="led-teams"),
        rx.cond(LedState.loaded, _people(), skeleton_rows(6)),
        newcomer_sheet(),
        confirm_dialog(
            open=LedState.asked_id != "",
            on_open_change=LedState.leave_led_question,
            title=t("led.revoke.title", name=LedState.asked_name),
            consequence=t("led.revoke.text"),
            verb=t("users.revoke"),
            on_confirm=LedState.revoke_led,
        ),
        aria_labelledby="team-people",
        class_name="team-people",
    )


def invite(weight: Any) -> rx.Component:
    """The button that opens the form."""
    return button(t("led.invite"), weight=weight, leading="plus", on_click=LedState.ask_newcomer)


def _team(team: rx.vars.ObjectVar[LedTeam]) -> rx.Component:
    each: Any = team
    return rx.el.span(team_mark(each.name, each.colour), key=each.id)


def _people() -> rx.Component:
    kinds = {"name": "main", "role": "", "team": "", "status": "", "acts": "acts"}
    heads: list[Any] = [(t(f"led.column.{name}"), kind) for name, kind in kinds.items()]
    last = _PAGE.first + _PAGE.people.length() - 1
    pages = pagination(
        range_text=t("users.range", first=_PAGE.first, last=last, total=t("users.total", count=_PAGE.total)),
        has_previous=_PAGE.before != "",
        has_next=_PAGE.after != "",
        on_previous=LedState.turn_led_back,
        on_next=LedState.turn_led_on,
    )
    shown = table(heads, rx.foreach(_PAGE.people, _line), label=t("led.title"))
    none = empty_state(t("led.empty"), t("led.empty.text"), invite("secondary"), symbol="users")
    return rx.cond(_PAGE.people.length() > 0, rx.el.div(shown, pages, class_name="people-table"), none)


def _line(person: rx.vars.ObjectVar[LedPerson]) -> rx.Component:
    each: Any = person
    picture = avatar(each.photo_url, each.initials)
    return row(
        cell(person_cell(picture, each.full_name, each.email), kind="main"),
        cell(badge(role_label(each.role_key, each.role_name)), label=t("led.column.role")),
        cell(each.team, label=t("led.column.team")),
        cell(status_dot(status_words(each.status), status_tone(each.status)), label=t("led.column.status")),
        cell(rx.cond(each.may_invite & (each.status == "invited"), _acts(each), rx.fragment()), kind="acts"),
        key=each.id,
    )


def _acts(each: Any) -> rx.Component:
    return rx.el.div(
        button(
            t("users.resend"),
            small=True,
            aria_label=t("led.resend_of", name=each.full_name),
            on_click=LedState.resend_led(each.id),
        ),
        button(
            t("users.revoke"),
            small=True,
            weight="ghost",
            aria_label=t("led.revoke_of", name=each.full_name),
            on_click=LedState.ask_led_revocation(each.id),
        ),
        class_name="team-acts",
    )
