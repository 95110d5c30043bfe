"""Which column is which, what fills empty cells, what is mended on the way: one form, sent as often as one likes."""

from typing import Any

import reflex as rx

from comunik_kit.importing.columns import FIELDS
from comunik_kit.importing.inputs import Typos
from comunik_kit.web.components import button, card, checkbox, select_field
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.importing.state import ImportingState
from comunik_kit.web.layout import role_label
from comunik_kit.web.subscriptions.words import tier_options

_STATE: Any = ImportingState
_VIEW: Any = ImportingState.view
_CHOICES: Any = ImportingState.choices
_ASKED = tuple(name for name in FIELDS if name != "status")


def columns(*, opened: bool) -> rx.Component:
    """The form; folded where the lines are judged already."""
    form = rx.el.form(
        rx.cond(_VIEW.is_list, _as_they_are(), _places()),
        _defaults(),
        rx.el.div(
            button(t("import.judge"), weight="primary" if opened else "secondary", type="submit"),
            button(t("import.again"), weight="ghost", on_click=ImportingState.drop),
            class_name="import-acts",
        ),
        key=_VIEW.id + _STATE.visit.to_string(),
        on_submit=ImportingState.judge,
        class_name="import-form",
    )
    if opened:
        said = rx.cond(_VIEW.is_list, t("import.columns.list"), t("import.columns.text"))
        return card(
            rx.el.p(_name(), " · ", t("import.lines", count=_VIEW.total), class_name="quiet"),
            rx.el.p(said, class_name="field-hint"),
            form,
            title=t("import.step.columns"),
        )
    return card(
        rx.el.details(rx.el.summary(t("import.columns.change"), class_name="import-more"), form),
        aria_label=t("import.columns.change"),
    )


def _name() -> rx.Component:
    return rx.cond(_VIEW.name, rx.el.strong(_VIEW.name), rx.el.strong(t("import.pasted")))


def _as_they_are() -> rx.Component:
    """A list of addresses has its two columns in their places."""
    return rx.fragment(
        rx.el.input(type="hidden", name="column_full_name", value="0", read_only=True),
        rx.el.input(type="hidden", name="column_email", value="1", read_only=True),
    )


def _places() -> rx.Component:
    return rx.el.div(*[_place(name) for name in _ASKED], class_name="import-fields")


def _place(name: str) -> rx.Component:
    def option(column: Any) -> rx.Component:
        head = rx.cond(column.head, column.head, t("import.column.number", number=column.place + 1))
        shown = rx.cond(column.sample, t("import.column.sample", head=head, sample=column.sample), head)
        return rx.el.option(shown, value=column.place.to_string())

    return select_field(
        f"column_{name}",
        t(f"import.column.{name}"),
        [rx.el.option(t("import.column.none"), value=""), rx.foreach(_VIEW.columns, option)],
        field_id=f"import-{name}",
        default_value=_VIEW.places[name],
        error=_error(f"column_{name}"),
    )


def _error(name: str) -> rx.Var[str]:
    wrong = _STATE.errors[name]
    return rx.cond(_STATE.errors.contains(name), translate(wrong.key, wrong.params), "").to(str)


def _defaults() -> rx.Component:
    roles = rx.foreach(
        _CHOICES.roles, lambda role: rx.el.option(role_label(role.key, role.name), value=role.id)
    )
    tiers = tier_options(_CHOICES.tiers)
    typos: list[rx.Component] = [
        rx.el.option(t(f"import.typos.{each.value}"), value=each.value) for each in Typos
    ]
    return rx.el.div(
        select_field(
            "role_id",
            t("import.default.role"),
            roles,
            field_id="import-role-id",
            default_value=_VIEW.role_id,
            error=_error("role_id"),
        ),
        select_field(
            "tier_id",
            t("import.default.tier"),
            tiers,
            field_id="import-tier-id",
            default_value=_VIEW.tier_id,
            error=_error("tier_id"),
        ),
        select_field("typos", t("import.typos"), typos, field_id="import-typos", default_value=_VIEW.typos),
        checkbox("departments", t("import.departments"), default_checked=_VIEW.makes_departments),
        checkbox("deleted", t("import.deleted"), default_checked=_VIEW.brings_back),
        class_name="import-fields",
    )
