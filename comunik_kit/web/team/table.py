"""The table of « Mon équipe »: a line for each person; the bars only repeat its numbers."""

from typing import Any

import reflex as rx

from comunik_kit.modules.team_views import COLUMNS
from comunik_kit.web.components import avatar, cell, icon, link, person_cell, row, table
from comunik_kit.web.components.lists import Head
from comunik_kit.web.i18n import number, t, when
from comunik_kit.web.team.asked import ADDRESS, BY_NAME
from comunik_kit.web.team.state import TeamState

_STATE: Any = TeamState
_ASKED: Any = TeamState.asked
_GONE: Any = TeamState.gone
_OF_MODULE = {"received": "calls", "missed": "calls", "tickets": "tickets"}
_BARRED = ("received", "missed", "load")
_FIGURES = COLUMNS[1:-1]


def work() -> rx.Component:
    """The people in the order that is asked for, then what is nobody's, what the gone still hold, and the total."""
    rows = rx.fragment(
        rx.foreach(_STATE.people, _person),
        _rest(TeamState.nobody, "nobody", "circle-dashed"),
        rx.cond(
            (_GONE.received + _GONE.missed + _GONE.load) > 0, _rest(_GONE, "gone", "user-x"), rx.fragment()
        ),
        _total(),
    )
    shown = table([_head(column) for column in COLUMNS], rows, label=t("team.table"))
    return rx.el.div(shown, class_name="people-table team-table")


def _is_there(column: str) -> Any:
    """Tell whether the reader has the module that a column is of."""
    module = _OF_MODULE.get(column)
    return _STATE.modules.contains(module) if module else True


def _head(column: str) -> Head:
    first, second = (column, f"-{column}") if column == BY_NAME else (f"-{column}", column)
    following = rx.cond(_ASKED.sort == first, second, first)
    mark = rx.match(
        _ASKED.sort, (column, icon("arrow-up", 13)), (f"-{column}", icon("arrow-down", 13)), rx.fragment()
    )
    href = (rx.Var.create(f"{ADDRESS}?") + _ASKED.unsorted + "sort=" + following).to(str)
    sort: Any = rx.match(_ASKED.sort, (column, "ascending"), (f"-{column}", "descending"), "none")
    # On a phone the links are away, and the head still names its column.
    words = rx.el.span(
        link(t(f"team.column.{column}"), mark, href=href, class_name="sorter"),
        rx.el.span(t(f"team.column.{column}"), class_name="head-name"),
    )
    return Head(words, "main" if column == BY_NAME else "", sort, _is_there(column))


def _person(given: Any) -> rx.Component:
    each: Any = given
    who = person_cell(avatar(each.photo_url, each.initials), each.name, each.team)
    return _line(each, who, is_barred=True, key=each.id)


def _rest(given: Any, key: str, symbol: str) -> rx.Component:
    picture = rx.el.span(icon(symbol), class_name="avatar avatar-small team-rest", aria_hidden="true")
    return _line(given, person_cell(picture, t(f"team.{key}"), t(f"team.{key}.under")))


def _total() -> rx.Component:
    each: Any = TeamState.total
    figures = [_cell(column, rx.el.strong(number(getattr(each, column)))) for column in _FIGURES]
    return rx.el.tr(
        rx.el.th(t("team.total"), scope="row", class_name="td td-main"),
        *figures,
        cell(""),
        class_name="tr team-total",
    )


def _line(each: Any, who: rx.Component, *, is_barred: bool = False, **props: Any) -> rx.Component:
    last = rx.cond(each.last, when(each.last, "relative", TeamState.time_zone), t("team.never"))
    barred = _BARRED if is_barred else ()
    figures = [_cell(column, _figure(each, column, has_bar=column in barred)) for column in _FIGURES]
    return row(
        cell(who, kind="main"),
        *figures,
        cell(rx.el.span(last, class_name="one-line"), label=t("team.column.last")),
        **props,
    )


def _cell(column: str, content: rx.Component) -> rx.Component:
    made = cell(content, label=t(f"team.column.{column}"))
    there = _is_there(column)
    return made if there is True else rx.cond(there, made, rx.fragment())


def _figure(each: Any, column: str, *, has_bar: bool) -> rx.Component:
    """The number, and a bar as long as it is beside the longest of the page."""
    said = rx.el.span(number(getattr(each, column)), class_name="team-number")
    if not has_bar:
        return said
    width = getattr(each, f"{column}_bar").to_string() + "%"
    bar = rx.el.span(
        rx.el.span(style={"width": width}, class_name="team-length"),
        aria_hidden="true",
        class_name=f"work-bar work-bar-{column}",
    )
    return rx.el.span(said, bar, class_name="team-figure")
