"""The beginning: a file, or text pasted from anywhere; and what was imported lately. `kit.js` posts either."""

from typing import Any

import reflex as rx

from comunik_kit.importing.limits import FILE_BYTES, MOST_ROWS
from comunik_kit.importing.views import Recent
from comunik_kit.web.components import button, card, error_slot, link
from comunik_kit.web.components.elements import Text
from comunik_kit.web.i18n import number, t, when
from comunik_kit.web.importing.state import ADDRESS, ImportingState

_MEGABYTE = 1024 * 1024


def source() -> rx.Component:
    """Both ways in, and the newest imports."""
    return rx.fragment(rx.el.div(_file(), _text(), class_name="import-ways"), _taken(), _recent())


def _file() -> rx.Component:
    chooser = rx.el.input(
        type="file",
        name="file",
        id="import-file",
        accept=".csv,.txt,.tsv,.xlsx",
        custom_attrs={"aria-describedby": "import-file-hint import-file-error"},
        class_name="import-chooser",
    )
    hint = t("import.file.hint", megabytes=FILE_BYTES // _MEGABYTE, lines=number(MOST_ROWS))
    sending = rx.el.p(t("import.sending"), role="status", hidden=True, custom_attrs={"data-import-busy": ""})
    return _way("file", chooser, hint, sending)


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
    go = button(t("import.text.go"), weight="primary", type="submit")
    return _way("text", area, t("import.text.hint"), rx.el.div(go, class_name="import-acts"))


def _way(kind: str, field: rx.Component, hint: Text, last: rx.Component) -> rx.Component:
    """One way in: its field with label, hint and error."""
    return card(
        rx.el.form(
            rx.el.label(t(f"import.{kind}.label"), html_for=f"import-{kind}", class_name="field-label"),
            field,
            rx.el.p(hint, id=f"import-{kind}-hint", class_name="field-hint"),
            error_slot(kind, f"import-{kind}"),
            last,
            custom_attrs={"data-import": kind},
            class_name="import-form",
        ),
        title=t(f"import.{kind}.title"),
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
