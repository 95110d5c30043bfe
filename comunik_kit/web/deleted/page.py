"""« Comptes supprimés »: who can still come back, and how long."""

from typing import Any

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.users.gone import DeletedRow
from comunik_kit.web.components import (
    avatar,
    badge,
    button,
    cell,
    empty_state,
    icon,
    link,
    page_head,
    pagination,
    person_cell,
    row,
    skeleton_rows,
    table,
)
from comunik_kit.web.deleted.state import DeletedState
from comunik_kit.web.i18n import t, when
from comunik_kit.web.layout import frame, role_label
from comunik_kit.web.users.styles import people_styles

_PAGE: Any = DeletedState.page


def deleted_page() -> rx.Component:
    """The page /users/deleted."""
    nobody = empty_state(t("lifecycle.deleted.empty"), t("lifecycle.deleted.empty.text"), symbol="users")
    return frame(
        people_styles(),
        link(icon("chevron-left"), t("users.back"), href="/users", class_name="back"),
        page_head(t("lifecycle.deleted.title"), t("lifecycle.deleted.text")),
        rx.cond(DeletedState.loaded, rx.cond(_PAGE.rows.length() > 0, _people(), nobody), skeleton_rows(6)),
        here="users",
        needs=Permission.USERS_DELETE,
    )


def _people() -> rx.Component:
    kinds = {"name": "main", "role": "", "deleted": "", "left": "", "acts": "foot"}
    heads: list[Any] = [(t(f"lifecycle.column.{name}"), kind) for name, kind in kinds.items()]
    pages = pagination(
        range_text="",
        has_previous=~_PAGE.is_first,
        has_next=_PAGE.after != "",
        on_previous=DeletedState.load_deleted,
        on_next=DeletedState.more_deleted,
    )
    turns = rx.cond(~_PAGE.is_first | (_PAGE.after != ""), pages, rx.fragment())
    shown = table(heads, rx.foreach(_PAGE.rows, _line), label=t("lifecycle.deleted.title"))
    return rx.el.div(shown, turns, class_name="people-table")


def _line(person: rx.vars.ObjectVar[DeletedRow]) -> rx.Component:
    each: Any = person
    who = person_cell(
        avatar(each.photo_url, each.initials), each.full_name, each.email, href="/users/" + each.id
    )
    act = button(
        t("lifecycle.restore"),
        small=True,
        leading="rotate-ccw",
        aria_label=t("lifecycle.restore_of", name=each.full_name),
        on_click=DeletedState.bring_back(each.id),
    )
    return row(
        cell(who, kind="main"),
        cell(badge(role_label(each.role_key, each.role_name)), label=t("lifecycle.column.role")),
        cell(when(each.deleted_at, "date"), label=t("lifecycle.column.deleted")),
        cell(t("lifecycle.days_left", count=each.days_left), label=t("lifecycle.column.left")),
        cell(rx.cond(each.may_restore, act, rx.fragment()), kind="foot"),
        key=each.id,
    )
