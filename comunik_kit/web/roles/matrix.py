"""The matrix: rights down, roles across; where there is no room, one role at a time."""

from typing import Any

import reflex as rx

from comunik_kit.roles.permissions import AREAS, Permission
from comunik_kit.web.components import icon, said_only, select_field
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import role_label
from comunik_kit.web.roles.state import RolesState

_BOOK: Any = RolesState.book


def matrix() -> rx.Component:
    """Every right of every role; the roles of a narrow screen are chosen above it."""
    heads = rx.foreach(_BOOK.roles, _role)
    shown = rx.el.table(
        rx.el.caption(t("roles.matrix.title"), class_name="sr-only"),
        rx.el.thead(rx.el.tr(rx.el.th(t("roles.matrix.right"), scope="col"), heads)),
        *[_area(area, rights) for area, rights in AREAS.items()],
        class_name="matrix",
    )
    box = rx.el.div(
        shown, class_name="matrix-box", tab_index=0, role="region", aria_label=t("roles.matrix.title")
    )
    return rx.fragment(rx.el.div(_chooser(), class_name="matrix-chooser"), box)


def _chooser() -> rx.Component:
    options = rx.foreach(
        _BOOK.roles,
        lambda role: rx.el.option(role_label(role.key, role.name), value=role.id),
    )
    return select_field(
        "matrix_role",
        t("roles.matrix.choose"),
        options,
        value=RolesState.chosen,
        on_change=RolesState.choose_role,
    )


def _role(role: Any) -> rx.Component:
    return rx.el.th(role_label(role.key, role.name), scope="col", class_name=_shown(role), key=role.id)


def _area(area: str, rights: tuple[Permission, ...]) -> rx.Component:
    head = rx.el.tr(
        rx.el.th(t(f"roles.area.{area}"), scope="rowgroup", class_name="matrix-area"),
        rx.foreach(_BOOK.roles, lambda role: rx.el.td(class_name=_shown(role), key=role.id)),
    )
    return rx.el.tbody(head, *[_right(right) for right in rights])


def _right(right: Permission) -> rx.Component:
    cells = rx.foreach(_BOOK.roles, lambda role: _cell(role, right))
    return rx.el.tr(rx.el.th(t(f"roles.right.{right.value}"), scope="row"), cells)


def _cell(role: Any, right: Permission) -> rx.Component:
    held = rx.el.span(icon("check"), said_only(t("roles.matrix.yes")), class_name="matrix-yes")
    lacking = rx.el.span(
        rx.el.span("–", aria_hidden="true"), said_only(t("roles.matrix.no")), class_name="matrix-no"
    )
    return rx.el.td(
        rx.cond(role.permissions.contains(right.value), held, lacking), class_name=_shown(role), key=role.id
    )


def _shown(role: Any) -> Any:
    return rx.cond(RolesState.chosen == role.id, "matrix-role matrix-chosen", "matrix-role")
