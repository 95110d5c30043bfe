"""The table of people."""

from typing import Any

import reflex as rx

from comunik_kit.users.views import UserRow
from comunik_kit.web.bulk.bar import tick_box
from comunik_kit.web.components import avatar, badge, cell, person_cell, row, status_dot, table
from comunik_kit.web.i18n import t, when
from comunik_kit.web.layout import role_label
from comunik_kit.web.users.row_menu import person_menu
from comunik_kit.web.users.state import UsersState
from comunik_kit.web.users.words import status_tone, status_words


def people() -> rx.Component:
    """Photo, name over e-mail, role, department, access status, last seen, three dots."""
    kinds = {"name": "main", "role": "", "department": "", "status": "", "last_seen": "wide", "acts": "acts"}
    heads: list[Any] = [(t(f"users.column.{name}"), kind) for name, kind in kinds.items()]
    heads.insert(0, (t("bulk.bar.page"), "check"))
    return table(heads, rx.foreach(UsersState.page.rows, _line), label=t("users.title"))


def _line(person: rx.vars.ObjectVar[UserRow]) -> rx.Component:
    each: Any = person
    picture = avatar(each.photo_url, each.initials)
    seen = rx.cond(each.last_seen_at, when(each.last_seen_at, "relative"), t("users.never"))
    return row(
        cell(tick_box(each.id, each.full_name), kind="check"),
        cell(person_cell(picture, each.full_name, each.email, href="/users/" + each.id), kind="main"),
        cell(badge(role_label(each.role_key, each.role_name)), label=t("users.column.role")),
        cell(_or_dash(each.department), label=t("users.column.department")),
        cell(status_dot(status_words(each.status), status_tone(each.status)), label=t("users.column.status")),
        cell(seen, label=t("users.column.last_seen"), kind="wide"),
        cell(person_menu(each, each.id, each.full_name), kind="acts"),
        key=each.id,
    )


def _or_dash(text: rx.Var[str]) -> rx.Component:
    return rx.cond(
        text, rx.el.span(text, title=text, class_name="one-line"), rx.el.span("–", class_name="quiet")
    )
