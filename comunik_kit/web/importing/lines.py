"""The lines with what is said of each, and one filter: the verdict."""

from typing import Any

import reflex as rx

from comunik_kit.importing.views import LineView, VerdictCount
from comunik_kit.web.components import badge, cell, link, pagination, row, table
from comunik_kit.web.i18n import number, t
from comunik_kit.web.importing.state import ImportingState

_VIEW: Any = ImportingState.view
_LINES: Any = ImportingState.lines
_TONES = {
    "new": "success",
    "written": "success",
    "malformed": "danger",
    "role_above": "danger",
    "no_seat": "danger",
}


def verdicts() -> rx.Component:
    """Counts that filter, and the lines."""
    heads: list[Any] = [
        (t("import.column.line"), "end"),
        (t("import.who"), "main"),
        t("import.verdict"),
        t("import.column.reason"),
    ]
    pages = pagination(
        range_text="",
        has_previous=_LINES.begins_after > 0,
        has_next=_LINES.after > 0,
        on_previous=ImportingState.turn_back,
        on_next=ImportingState.turn_on,
    )
    turns = rx.cond((_LINES.begins_after > 0) | (_LINES.after > 0), pages, rx.fragment())
    return rx.el.section(
        _counts(),
        rx.el.div(
            table(heads, rx.foreach(_LINES.rows, _line), label=t("import.lines.title")),
            turns,
            class_name="people-table import-lines",
        ),
        aria_label=t("import.lines.title"),
    )


def _counts() -> rx.Component:
    everything = _filter("", t("import.verdict.all"), _VIEW.total)

    def one(each: rx.Var[VerdictCount]) -> rx.Component:
        counted: Any = each
        return _filter(counted.verdict, t(_key("import.verdict.", counted.verdict)), counted.count)

    return rx.el.div(
        everything,
        rx.foreach(_VIEW.counts, one),
        role="group",
        aria_label=t("import.filter"),
        class_name="import-counts",
    )


def _filter(verdict: Any, words: Any, count: Any) -> rx.Component:
    return rx.el.button(
        words,
        rx.el.span(number(count), class_name="import-count"),
        type="button",
        on_click=ImportingState.narrow(verdict),
        custom_attrs={"aria-pressed": rx.cond(_LINES.verdict == verdict, "true", "false")},
        class_name="import-filter",
    )


def _line(given: rx.Var[LineView]) -> rx.Component:
    each: Any = given
    name = rx.cond(
        each.user_id,
        link(each.name, href="/users/" + each.user_id, class_name="person-name person-link"),
        rx.el.span(each.name, class_name="person-name"),
    )
    words = rx.el.div(name, rx.el.span(each.email, class_name="person-under"), class_name="person-words")
    plain = t(_key("import.reason.", each.verdict), detail=each.detail, proposal=each.proposal)
    wrong = (each.verdict == "malformed") & (each.detail != "")
    tone: Any = rx.match(each.verdict, *_TONES.items(), "warning")
    return row(
        cell(each.line, label=t("import.column.line"), kind="end"),
        cell(words, kind="main"),
        cell(badge(t(_key("import.verdict.", each.verdict)), tone.to(str)), label=t("import.verdict")),
        cell(
            rx.cond(wrong, t(_key("import.wrong.", each.detail)), plain),
            label=t("import.column.reason"),
            kind="import-why",
        ),
        key=each.line,
    )


def _key(prefix: str, word: Any) -> rx.Var[str]:
    return (rx.Var.create(prefix) + word).to(str)
