"""The sheet of a team: name, colour, lead, and what newcomers start with."""

from typing import Any

import reflex as rx

from comunik_kit.modules.registry import MODULES
from comunik_kit.users.inputs import DEPARTMENT_LENGTH
from comunik_kit.users.team_inputs import COLOURS, OFF
from comunik_kit.web.components import (
    button,
    callout,
    checkbox,
    combo_field,
    select_field,
    side_sheet,
    text_field,
)
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.layout import role_label
from comunik_kit.web.teams.editing_state import TeamEditingState

_FORM_ID = "team-form"
_STATE: Any = TeamEditingState
_DRAFT: Any = TeamEditingState.draft


def team_sheet() -> rx.Component:
    """The sheet."""
    foot = rx.el.div(
        button(t("app.cancel"), on_click=TeamEditingState.leave_team(False)),
        button(t("app.save"), weight="primary", type="submit", form=_FORM_ID),
        class_name="foot-acts",
    )
    title = rx.cond(_DRAFT.team_id != "", t("teams.sheet.change", name=_DRAFT.name), t("teams.create"))
    return side_sheet(
        _form(),
        open=_STATE.is_open,
        on_open_change=TeamEditingState.leave_team,
        title=title.to(str),
        description=t("teams.sheet.text"),
        foot=foot,
    )


def _form() -> rx.Component:
    wrong = _STATE.errors["form"]
    whole = callout(t("teams.sheet.refused"), translate(wrong.key, wrong.params), tone="danger")
    return rx.el.form(
        rx.cond(wrong.key, whole, rx.fragment()),
        text_field(
            "name",
            t("teams.field.name"),
            field_id="team-name",
            error=_error("name"),
            default_value=_DRAFT.name,
            max_length=DEPARTMENT_LENGTH,
            auto_complete="off",
            auto_focus=True,
        ),
        _colours(),
        combo_field(
            "lead",
            t("teams.field.lead"),
            _STATE.choices.leads,
            field_id="team-lead",
            optional=True,
            hint=t("teams.field.lead.hint"),
            error=_error("lead"),
            default_value=_DRAFT.lead,
            max_length=254,
            spell_check=False,
            input_mode="email",
        ),
        _role(),
        _modules(),
        id=_FORM_ID,
        key=_STATE.visit,
        on_submit=TeamEditingState.save_team,
        no_validate=True,
        class_name="form",
    )


def _colours() -> rx.Component:
    """One of a few colours, each named: nobody has to see them apart."""
    return rx.el.fieldset(
        rx.el.legend(t("teams.field.colour"), class_name="field-label"),
        rx.el.div(*[_colour(colour) for colour in COLOURS], class_name="team-colours"),
        class_name="entry",
    )


def _colour(colour: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="colour",
            value=colour,
            default_checked=_DRAFT.colour == colour,
            class_name="check",
        ),
        rx.el.span(class_name="dot", aria_hidden="true"),
        rx.el.span(t(f"teams.colour.{colour}")),
        class_name=f"check-line status tone-team-{colour}",
    )


def _role() -> rx.Component:
    """The default role; one that the reader may not give stays to be kept."""
    kept = rx.el.option(role_label(_DRAFT.role_key, _DRAFT.role_name), value=_DRAFT.role_id)
    return select_field(
        "default_role",
        t("teams.field.role"),
        [
            rx.el.option(t("teams.field.role.none"), value=""),
            rx.cond(_STATE.keeps_role, kept, rx.fragment()),
            rx.foreach(
                _STATE.choices.roles,
                lambda role: rx.el.option(role_label(role.key, role.name), value=role.id),
            ),
        ],
        field_id="team-role",
        hint=t("teams.field.role.hint"),
        error=_error("default_role"),
        default_value=_DRAFT.role_id,
    )


def _modules() -> rx.Component:
    boxes = [
        checkbox(
            f"{OFF}{module.key}",
            t(f"app.module.{module.key}"),
            field_id=f"team-off-{module.key}",
            default_checked=_DRAFT.modules_off.contains(module.key),
        )
        for module in MODULES
    ]
    return rx.el.fieldset(
        rx.el.legend(t("teams.field.modules"), class_name="field-label"),
        *boxes,
        rx.el.p(t("teams.field.modules.hint"), class_name="field-hint"),
        class_name="entry form-part",
    )


def _error(name: str) -> rx.Var[str]:
    wrong = _STATE.errors[name]
    return rx.cond(wrong.key, translate(wrong.key, wrong.params), "").to(str)
