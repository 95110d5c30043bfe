"""« Rôles »: who has which, what each may do, and roles of one's own."""

from typing import Any

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.views import RoleLine
from comunik_kit.web.components import (
    badge,
    button,
    callout,
    card,
    cell,
    empty_state,
    icon_button,
    link,
    page_head,
    row,
    skeleton_rows,
    table,
)
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import frame, role_label
from comunik_kit.web.roles.editing_state import RoleEditingState
from comunik_kit.web.roles.matrix import matrix
from comunik_kit.web.roles.removal import removal_dialog
from comunik_kit.web.roles.removal_state import RoleRemovalState
from comunik_kit.web.roles.sheet import role_sheet
from comunik_kit.web.roles.state import RolesState
from comunik_kit.web.roles.words import level_words
from comunik_kit.web.users.styles import people_styles

_BOOK: Any = RolesState.book


def roles_page() -> rx.Component:
    """The page /settings/roles."""
    create = button(
        t("roles.create"), weight="primary", leading="plus", on_click=RoleEditingState.ask_new_role
    )
    content = rx.el.div(
        rx.cond(_BOOK.may_manage, rx.fragment(), callout(t("roles.read_only"), t("roles.read_only.text"))),
        _roles(),
        rx.cond((_BOOK.own == 0) & _BOOK.may_manage, _none_of_ones_own(), rx.fragment()),
        card(
            rx.el.p(t("roles.matrix.text"), class_name="field-hint"), matrix(), title=t("roles.matrix.title")
        ),
        class_name="roles",
    )
    return frame(
        people_styles(),
        rx.el.link(rel="stylesheet", href="/css/roles.css", custom_attrs={"precedence": "default"}),
        page_head(t("roles.title"), t("roles.text"), rx.cond(_BOOK.may_manage, create, rx.fragment())),
        rx.cond(RolesState.loaded, content, skeleton_rows(6)),
        role_sheet(),
        removal_dialog(),
        here="roles",
        needs=Permission.ROLES_READ,
    )


def _none_of_ones_own() -> rx.Component:
    return empty_state(
        t("roles.empty"),
        t("roles.empty.text"),
        button(t("roles.create"), leading="plus", on_click=RoleEditingState.ask_new_role),
        symbol="shield",
    )


def _roles() -> rx.Component:
    kinds = {"name": "main", "kind": "", "level": "", "people": "", "acts": "acts"}
    heads: list[Any] = [(t(f"roles.column.{name}"), kind) for name, kind in kinds.items()]
    shown = table(heads, rx.foreach(_BOOK.roles, _line), label=t("roles.title"))
    return rx.el.div(shown, class_name="people-table")


def _line(role: rx.vars.ObjectVar[RoleLine]) -> rx.Component:
    each: Any = role
    people = link(
        t("roles.people", count=each.people),
        href="/users?role=" + each.id,
        class_name="text-link",
    )
    return row(
        cell(rx.el.strong(role_label(each.key, each.name)), kind="main"),
        cell(
            rx.cond(each.key, badge(t("roles.shipped")), badge(t("roles.own"), "info")),
            rx.cond(each.is_changed, badge(t("roles.changed"), "warning"), rx.fragment()),
            label=t("roles.column.kind"),
        ),
        cell(level_words(each.level), label=t("roles.column.level")),
        cell(
            rx.cond(each.people > 0, people, t("roles.people", count=each.people)),
            label=t("roles.column.people"),
        ),
        cell(rx.cond(_BOOK.may_manage, _acts(each), rx.fragment()), kind="acts"),
        key=each.id,
    )


def _acts(each: Any) -> rx.Component:
    name = role_label(each.key, each.name)
    acts = (
        (each.may_change & each.is_changed, "rotate-ccw", "reset", RoleEditingState.ask_reset(each.id)),
        (_BOOK.may_manage, "copy", "copy", RoleEditingState.ask_copy(each.id)),
        (each.may_change, "pencil", "change", RoleEditingState.ask_change(each.id)),
        (each.may_delete, "trash-2", "delete", RoleRemovalState.ask_role_removal(each.id)),
    )
    buttons = [
        rx.cond(
            shown,
            icon_button(symbol, label=t(f"roles.{act}_of", name=name), small=True, on_click=ask),
            rx.fragment(),
        )
        for shown, symbol, act, ask in acts
    ]
    return rx.el.div(*buttons, class_name="role-acts")
