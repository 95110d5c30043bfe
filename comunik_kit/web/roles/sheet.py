"""The sheet of a role: its name, level and rights, and before they are saved who gains and loses what."""

from typing import Any

import reflex as rx

from comunik_kit.roles.inputs import NAME_LENGTH
from comunik_kit.roles.permissions import AREAS, Permission
from comunik_kit.web.components import button, callout, checkbox, select_field, side_sheet, text_field
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.layout import role_label
from comunik_kit.web.roles.editing_state import PREVIEW, RoleEditingState
from comunik_kit.web.roles.state import RolesState
from comunik_kit.web.roles.words import level_words, nothing_moves, preview_lines
from comunik_kit.web.session import SessionState

_FORM_ID = "role-form"
_STATE: Any = RoleEditingState
_DRAFT: Any = RoleEditingState.draft
_HELD: Any = SessionState.permissions
_IS_COPY = (_DRAFT.copied_key != "") | (_DRAFT.copied_name != "")


def role_sheet() -> rx.Component:
    """The sheet; its form stays as it is while the preview is shown."""
    in_preview = _STATE.step == PREVIEW
    title = rx.cond(
        _DRAFT.role_id != "",
        t("roles.sheet.change", name=role_label(_DRAFT.key, _DRAFT.name)),
        rx.cond(
            _IS_COPY,
            t("roles.sheet.copy", name=role_label(_DRAFT.copied_key, _DRAFT.copied_name)),
            t("roles.create"),
        ),
    ).to(str)
    text = rx.cond(in_preview, t("roles.preview.text"), t("roles.sheet.text")).to(str)
    return side_sheet(
        rx.el.div(_form(), hidden=in_preview),
        rx.cond(in_preview, _preview(), rx.fragment()),
        open=_STATE.step != "",
        on_open_change=RoleEditingState.leave_role,
        title=title,
        description=text,
        foot=rx.cond(in_preview, _preview_foot(), _form_foot()),
    )


def _form() -> rx.Component:
    wrong = _STATE.errors["form"]
    whole = callout(t("roles.sheet.refused"), translate(wrong.key, wrong.params), tone="danger")
    return rx.el.form(
        rx.cond(wrong.key, whole, rx.fragment()),
        rx.cond(_DRAFT.key != "", _what_stays(), _what_it_is()),
        *[_area(area, rights) for area, rights in AREAS.items()],
        id=_FORM_ID,
        key=_STATE.visit,
        on_submit=RoleEditingState.hand_in,
        no_validate=True,
        class_name="form",
    )


def _what_it_is() -> rx.Component:
    return rx.fragment(
        text_field(
            "name",
            t("roles.field.name"),
            field_id="role-name",
            error=_error("name"),
            default_value=_DRAFT.name,
            max_length=NAME_LENGTH,
            auto_complete="off",
            auto_focus=True,
        ),
        select_field(
            "level",
            t("roles.field.level"),
            rx.foreach(
                RolesState.book.levels,
                lambda level: rx.el.option(level_words(level), value=level),
            ),
            field_id="role-level",
            hint=t("roles.field.level.hint"),
            error=_error("level"),
            default_value=_DRAFT.level,
        ),
    )


def _what_stays() -> rx.Component:
    """Name and level of a shipped role; the server refuses others."""
    return rx.fragment(
        rx.el.p(t("roles.sheet.shipped"), class_name="field-hint"),
        rx.el.input(type="hidden", name="name", default_value=_DRAFT.name),
        rx.el.input(type="hidden", name="level", default_value=_DRAFT.level),
    )


def _area(area: str, rights: tuple[Permission, ...]) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t(f"roles.area.{area}"), class_name="field-label"),
        *[_box(right) for right in rights],
        class_name="entry role-rights",
    )


def _box(right: Permission) -> rx.Component:
    """One right; nobody gives or takes what they do not hold, and the server leaves it as it is."""
    return checkbox(
        right.value,
        t(f"roles.right.{right.value}"),
        field_id=f"role-{right.value.replace(':', '-')}",
        default_checked=_DRAFT.permissions.contains(right.value),
        disabled=~_HELD.contains(right.value),
    )


def _form_foot() -> rx.Component:
    verb = rx.cond(_DRAFT.role_id != "", t("roles.sheet.preview"), t("roles.sheet.create")).to(str)
    return rx.el.div(
        button(t("app.cancel"), on_click=RoleEditingState.leave_role(False)),
        button(verb, weight="primary", type="submit", form=_FORM_ID),
        class_name="foot-acts",
    )


def _preview() -> rx.Component:
    same = rx.el.p(t("roles.preview.same"), class_name="field-hint")
    return rx.fragment(
        preview_lines(_STATE.preview), rx.cond(nothing_moves(_STATE.preview), same, rx.fragment())
    )


def _preview_foot() -> rx.Component:
    return rx.el.div(
        button(t("roles.preview.back"), on_click=RoleEditingState.go_back),
        button(t("app.save"), weight="primary", on_click=RoleEditingState.apply_role),
        class_name="foot-acts",
    )


def _error(name: str) -> rx.Var[str]:
    wrong = _STATE.errors[name]
    return rx.cond(wrong.key, translate(wrong.key, wrong.params), "").to(str)
