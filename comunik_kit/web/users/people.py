"""The table of people."""

from typing import Any

import reflex as rx

from comunik_kit.users.looks import COLUMN_KINDS, COLUMN_SORTS
from comunik_kit.users.views import UserRow
from comunik_kit.web.bulk.bar import tick_box
from comunik_kit.web.components import (
    Head,
    avatar,
    badge,
    cell,
    icon,
    link,
    person_cell,
    row,
    status_dot,
    table,
)
from comunik_kit.web.i18n import t, when
from comunik_kit.web.layout import role_label
from comunik_kit.web.teams.words import team_mark
from comunik_kit.web.users.asking import ADDRESS
from comunik_kit.web.users.row_menu import row_menu
from comunik_kit.web.users.state import UsersState
from comunik_kit.web.users.words import status_tone, status_words

_ASKED: Any = UsersState.asked
_PLACES: Any = UsersState.places


def people() -> rx.Component:
    """Box, photo, name over e-mail, the chosen columns, three dots."""
    first = [Head(t("bulk.bar.page"), "check"), _name_head()]
    heads = [*first, *[_head(name) for name in COLUMN_KINDS], Head(t("users.column.acts"), "acts")]
    return table(heads, rx.foreach(UsersState.page.rows, _line), label=t("users.title"))


def _name_head() -> Head:
    """Names over addresses: sorted by either."""
    links = rx.el.span(
        _sorter("users.column.name", "name"), _sorter("users.column.email", "email"), class_name="sorters"
    )
    of_email: Any = rx.match(_ASKED.sort, ("email", "ascending"), ("-email", "descending"), "none")
    sort: Any = rx.match(_ASKED.sort, ("name", "ascending"), ("-name", "descending"), of_email)
    # On a phone the links are away, and the head still names its column.
    return Head(rx.el.span(links, rx.el.span(t("users.column.name"), class_name="head-name")), "main", sort)


def _head(name: str) -> Head:
    word, is_shown = COLUMN_SORTS.get(name), _ASKED.columns.contains(name)
    if word is None:
        return Head(t(f"users.column.{name}"), COLUMN_KINDS[name], shown=is_shown)
    sort: Any = rx.match(_ASKED.sort, (word, "ascending"), (f"-{word}", "descending"), "none")
    return Head(_sorter(f"users.column.{name}", word, newest_first=True), COLUMN_KINDS[name], sort, is_shown)


def _sorter(words: str, word: str, *, newest_first: bool = False) -> rx.Component:
    """A link to the list sorted by this, or the other way round when it is."""
    first, second = (f"-{word}", word) if newest_first else (word, f"-{word}")
    following = rx.cond(_ASKED.sort == first, second, first)
    mark = rx.match(
        _ASKED.sort, (word, icon("arrow-up", 13)), (f"-{word}", icon("arrow-down", 13)), rx.fragment()
    )
    href = (rx.Var.create(f"{ADDRESS}?") + _ASKED.unsorted + "sort=" + following).to(str)
    return link(t(words), mark, href=href, class_name="sorter")


def _line(person: rx.vars.ObjectVar[UserRow], index: rx.Var[int]) -> rx.Component:
    each: Any = person
    place = rx.cond(_PLACES, _PLACES[index], index)
    picture = avatar(each.photo_url, each.initials)
    seen = rx.cond(each.last_seen_at, when(each.last_seen_at, "relative"), t("users.never"))
    shown = {
        "role": badge(role_label(each.role_key, each.role_name)),
        "department": _department(each),
        "company": _or_dash(each.company),
        "tier": _or_dash(each.tier),
        "status": status_dot(status_words(each.status), status_tone(each.status)),
        "last_seen": seen,
        "created": when(each.created_at, "date"),
    }
    return row(
        cell(tick_box(each.id, each.full_name), kind="check"),
        cell(person_cell(picture, each.full_name, each.email, href="/users/" + each.id), kind="main"),
        *[_chosen(name, content) for name, content in shown.items()],
        cell(row_menu(each), kind="acts"),
        key=place,
    )


def _chosen(name: str, content: Any) -> rx.Component:
    shown = cell(content, label=t(f"users.column.{name}"), kind=COLUMN_KINDS[name])
    return rx.cond(_ASKED.columns.contains(name), shown, rx.fragment())


def _department(each: Any) -> rx.Component:
    marked = rx.el.span(team_mark(each.department, each.colour), title=each.department, class_name="one-line")
    return rx.cond(each.department, marked, rx.el.span("–", class_name="quiet"))


def _or_dash(text: rx.Var[str]) -> rx.Component:
    return rx.cond(
        text, rx.el.span(text, title=text, class_name="one-line"), rx.el.span("–", class_name="quiet")
    )
