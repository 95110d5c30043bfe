"""The beginning: a file, or text pasted from anywhere; and what was imported lately. `kit.js` posts either."""

from typing import Any

import reflex as rx

from comunik_kit.importing.limits import FILE_BYTES, MOST_ROWS
from comunik_kit.importing.views import Recent
from comunik_kit.web.components import button, card, error_slot, link
from comunik_kit.web.i18n import number, t, when
from comunik_kit.web.importing.state import ADDRESS, ImportingState

_MEGABYTE = 1024 * 1024


def source() -> rx.Component:
    """Both ways in, and the newest imports."""
    return rx.fragment(rx.el.div(_file(), _text(), class_name="import-ways"), _taken(), _recent())


def _file() -> rx.Component:
    hint = t("import.file.hint", megabytes=FILE_BYTES // _MEGABYTE, lines=number(MOST_ROWS))
    chooser = rx.el.input(
        type="file",
        name="file",
        id="import-file",
        accept=".csv,.txt,.tsv,.xlsx",
        custom_attrs={"aria-describedby": "import-file-hint import-file-error"},
        class_name="import-chooser",
    )
    return card(
        rx.el.form(
            rx.el.label(t("import.file.label"), html_for="import-file", class_name="field-label"),
            chooser,
            rx.el.p(hint, id="import-file-hint", class_name="field-hint"),
            error_slot("file", "import-file"),
            rx.el.p(t("import.sending"), role="status", hidden=True, custom_attrs={"data-import-busy": ""}),
            custom_attrs={"data-import": "file"},
            class_name="import-form",
        ),
        title=t("import.file.title"),
    )


def _text() -> rx.Component:
    area = rx.el.textarea(
        name="text",
        id="import-text",
        rows=7,
        spell_check=False,
        placeholder=t("import.text.example"),
        custom_attrs={"aria-describedby": "import-text-hint import-text-error"},
        class_name="input area",
    )
    return card(
        rx.el.form(
            rx.el.label(t("import.text.label"), html_for="import-text", class_name="field-label"),
            area,
            rx.el.p(t("import.text.hint"), id="import-text-hint", class_name="field-hint"),
            error_slot("text", "import-text"),
            rx.el.div(button(t("import.text.go"), weight="primary", type="submit"), class_name="import-acts"),
            custom_attrs={"data-import": "text"},
            class_name="import-form",
        ),
        title=t("import.text.title"),
    )


def _taken() -> rx.Component:
    """The id of a list that has arrived, on its way from the page's script to the page."""
    return rx.el.form(
        rx.el.input(type="hidden", name="import", default_value=""),
        on_submit=ImportingState.taken,
        hidden=True,
        id="import-taken",
    )


def _recent() -> rx.Component:
    recent: Any = ImportingState.recent
    listed = card(
        rx.el.ul(rx.foreach(recent, _one), class_name="import-recent"),
        title=t("import.recent"),
    )
    return rx.cond(recent.length() > 0, listed, rx.fragment())


def _one(each: rx.Var[Recent]) -> rx.Component:
    one: Any = each
    name = rx.cond(one.name, one.name, t("import.pasted"))
    said = t("import.recent.line", day=when(one.created_at, "datetime"), count=one.written)
    return rx.el.li(
        link(name, href=f"{ADDRESS}?id=" + one.id, class_name="text-link"),
        rx.el.span(said, class_name="quiet"),
        key=one.id,
    )
