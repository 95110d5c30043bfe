"""« Équipes »: how many people each has, who leads it, what newcomers start with."""

from typing import Any

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.users.team_views import TeamLine
from comunik_kit.web.components import (
    badge,
    button,
    cell,
    empty_state,
    icon_button,
    link,
    page_head,
    row,
    search_field,
    skeleton_rows,
    table,
)
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import frame, role_label
from comunik_kit.web.teams.editing_state import TeamEditingState
from comunik_kit.web.teams.removal import team_removal
from comunik_kit.web.teams.removal_state import TeamRemovalState
from comunik_kit.web.teams.sheet import team_sheet
from comunik_kit.web.teams.state import TeamsState
from comunik_kit.web.teams.words import team_mark
from comunik_kit.web.users.styles import people_styles

_BOOK: Any = TeamsState.book
_FEW = 20


def teams_page() -> rx.Component:
    """The page /settings/teams."""
    return frame(
        people_styles(),
        page_head(
            t("teams.title"), t("teams.text"), rx.cond(_BOOK.may_manage, _create("primary"), rx.fragment())
        ),
        rx.cond(_BOOK.total > _FEW, _search(), rx.fragment()),
        rx.cond(TeamsState.loaded, _teams(), skeleton_rows(6)),
        team_sheet(),
        team_removal(),
        here="teams",
        needs=Permission.USERS_READ,
    )


def _create(weight: Any) -> rx.Component:
    return button(t("teams.create"), weight=weight, leading="plus", on_click=TeamEditingState.ask_new_team)


def _search() -> rx.Component:
    shown = search_field(t("teams.search"), on_change=TeamsState.look_for_team.debounce(250))
    found = rx.el.p(t("teams.found", count=_BOOK.found), class_name="field-hint", role="status")
    return rx.el.div(shown, found, class_name="people-bar team-bar")


def _teams() -> rx.Component:
    kinds = {"name": "main", "lead": "", "role": "", "people": "", "acts": "acts"}
    heads: list[Any] = [(t(f"teams.column.{name}"), kind) for name, kind in kinds.items()]
    shown = table(heads, rx.foreach(_BOOK.teams, _line), label=t("teams.title"))
    none = empty_state(
        t("teams.empty"),
        t("teams.empty.text"),
        rx.cond(_BOOK.may_manage, _create("secondary"), rx.fragment()),
        symbol="users",
    )
    nothing = empty_state(t("teams.no_match"), t("teams.no_match.text"), symbol="search-x")
    return rx.cond(
        _BOOK.teams.length() > 0,
        rx.el.div(shown, class_name="people-table"),
        rx.cond(_BOOK.total > 0, nothing, none),
    )


def _line(team: rx.vars.ObjectVar[TeamLine]) -> rx.Component:
    each: Any = team
    role = badge(role_label(each.role_key, each.role_name))
    return row(
        cell(rx.el.strong(team_mark(each.name, each.colour)), kind="main"),
        cell(_lead(each), label=t("teams.column.lead")),
        cell(rx.cond(each.role_id, role, _none()), label=t("teams.column.role")),
        cell(_people(each), label=t("teams.column.people")),
        cell(rx.cond(_BOOK.may_manage, _acts(each), rx.fragment()), kind="acts"),
        key=each.id,
    )


def _none() -> rx.Component:
    return rx.el.span("–", class_name="quiet")


def _lead(each: Any) -> rx.Component:
    away = rx.cond(each.lead_is_active, rx.fragment(), badge(t("teams.lead.away"), "warning"))
    name = link(each.lead, href="/users/" + each.lead_id, class_name="text-link")
    return rx.cond(each.lead_id, rx.el.span(name, " ", away), _none())


def _people(each: Any) -> rx.Component:
    shown = link(
        t("teams.people", count=each.people), href="/users?department=" + each.id, class_name="text-link"
    )
    figures = rx.el.span(
        t("teams.active", count=each.active),
        " · ",
        t("teams.invited", count=each.invited),
        class_name="quiet",
    )
    some = rx.el.span(shown, rx.el.br(), figures)
    return rx.cond(each.people > 0, some, t("teams.people", count=0))


def _acts(each: Any) -> rx.Component:
    return rx.el.div(
        icon_button(
            "pencil",
            label=t("teams.change_of", name=each.name),
            small=True,
            on_click=TeamEditingState.ask_team_change(each.id),
        ),
        icon_button(
            "trash-2",
            label=t("teams.delete_of", name=each.name),
            small=True,
            on_click=TeamRemovalState.ask_team_removal(each.id),
        ),
        class_name="team-acts team-icons",
    )
