"""A file of activity: chosen, posted by `kit.js`, and what came of each line."""

from typing import Any

import reflex as rx

from comunik_kit.integrations.views import RefusedCell
from comunik_kit.web.api.state import ActivityFileState
from comunik_kit.web.components import card, cell, error_slot, row, status_dot, table
from comunik_kit.web.i18n import t, translate

_TAKEN = "activity-taken"
_VERDICT: Any = ActivityFileState.verdict


def file_card() -> rx.Component:
    """The card with the file's field, and the verdict on the last one."""
    return card(
        _form(),
        _arrived(),
        rx.cond(ActivityFileState.taken, _verdict(), rx.fragment()),
        title=t("api.file"),
    )


def _form() -> rx.Component:
    chooser = rx.el.input(
        type="file",
        name="file",
        id="activity-file",
        accept=".csv,.txt,.tsv,.xlsx",
        custom_attrs={"aria-describedby": "activity-file-hint activity-file-error"},
        class_name="import-chooser",
    )
    return rx.el.form(
        rx.el.label(t("api.file.label"), html_for="activity-file", class_name="field-label"),
        chooser,
        rx.el.p(t("api.file.hint"), id="activity-file-hint", class_name="field-hint"),
        error_slot("file", "activity-file"),
        rx.el.p(t("api.file.sending"), role="status", hidden=True, custom_attrs={"data-import-busy": ""}),
        custom_attrs={
            "data-import": "file",
            "data-import-to": "/activities/import",
            "data-import-taken": _TAKEN,
        },
        class_name="import-form",
    )


def _arrived() -> rx.Component:
    """The name of a verdict, on its way from the page's script to the page."""
    return rx.el.form(
        rx.el.input(type="hidden", name="import", default_value=""),
        on_submit=ActivityFileState.file_taken,
        hidden=True,
        id=_TAKEN,
    )


def _verdict() -> rx.Component:
    counts = (
        ("created", "success", _VERDICT.created),
        ("duplicates", "neutral", _VERDICT.duplicates),
        ("refused", "danger", _VERDICT.refused),
    )
    told = [
        rx.cond(
            (count > 0) | (name == "created"),
            rx.el.li(status_dot(t(f"api.file.{name}", count=count), tone)),
            rx.fragment(),
        )
        for name, tone, count in counts
    ]
    heads: list[Any] = [t("api.file.line"), t("api.file.field"), t("api.file.why")]
    cells = table(heads, rx.foreach(_VERDICT.cells, _line), label=t("api.file.cells"))
    return rx.el.div(
        rx.el.p(rx.el.strong(_VERDICT.name)),
        rx.el.ul(*told, class_name="api-counts"),
        rx.cond(_VERDICT.refused > 0, cells, rx.fragment()),
        role="status",
        class_name="api-verdict",
    )


def _line(one: rx.vars.ObjectVar[RefusedCell]) -> rx.Component:
    each: Any = one
    why = translate((rx.Var.create("errors.") + each.code).to(str), each.params)
    return row(
        cell(each.line, label=t("api.file.line")),
        cell(rx.el.code(each.name), label=t("api.file.field")),
        cell(why, label=t("api.file.why")),
    )
