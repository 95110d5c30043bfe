"""« Importer des personnes »: the steps, and the one at which the import stands."""

from typing import Any

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.web.components import (
    button,
    callout,
    card,
    icon,
    link,
    page_head,
    progress,
    skeleton_rows,
)
from comunik_kit.web.i18n import duration, number, t, when
from comunik_kit.web.importing.columns import columns
from comunik_kit.web.importing.files import saved_file
from comunik_kit.web.importing.lines import verdicts
from comunik_kit.web.importing.source import source
from comunik_kit.web.importing.state import ImportingState
from comunik_kit.web.importing.verdict import outcome, to_write
from comunik_kit.web.layout import frame
from comunik_kit.web.users.styles import people_styles
from comunik_kit.wiring import kit

_STATE: Any = ImportingState
_VIEW: Any = ImportingState.view
_STEPS = {
    "source": ("",),
    "columns": ("read",),
    "verdicts": ("judging", "judged"),
    "result": ("writing", "stopped", "finished", "undoing", "undone"),
}


def import_page() -> rx.Component:
    """The page /users/import."""
    return frame(
        people_styles(),
        rx.el.link(rel="stylesheet", href="/css/import.css", custom_attrs={"precedence": "default"}),
        link(icon("chevron-left"), t("users.back"), href="/users", class_name="back"),
        page_head(t("title.import"), t("import.description"), action=_template()),
        _steps(),
        rx.cond(_STATE.loaded, rx.el.div(_step(), class_name="import"), skeleton_rows(5)),
        here="users",
        needs=Permission.USERS_CREATE,
    )


def _template() -> rx.Component:
    """The empty table to fill, for either kind of program."""
    address = f"{kit().settings.api_url}/imports/template"
    return rx.fragment(
        saved_file(t("import.template"), f"{address}.csv"),
        saved_file(t("import.template_sheet"), f"{address}.xlsx"),
    )


def _steps() -> rx.Component:
    def one(name: str, states: tuple[str, ...]) -> rx.Component:
        here = rx.Var.create(list(states)).contains(_VIEW.state)
        return rx.el.li(
            t(f"import.step.{name}"),
            class_name="import-step",
            custom_attrs={"aria-current": rx.cond(here, "step", "false")},
        )

    return rx.el.ol(
        *[one(name, states) for name, states in _STEPS.items()],
        aria_label=t("import.steps"),
        class_name="import-steps",
    )


def _step() -> rx.Component:
    shown: Any = rx.match(
        _VIEW.state,
        ("", source()),
        ("read", rx.fragment(_seen_before(), columns(opened=True))),
        ("judging", _at_work("judging")),
        ("judged", rx.fragment(_seen_before(), to_write(), verdicts(), columns(opened=False))),
        ("writing", _at_work("writing")),
        ("undoing", _at_work("undoing", may_stop=False)),
        rx.fragment(outcome(), verdicts()),
    )
    return shown


def _at_work(state: str, *, may_stop: bool = True) -> rx.Component:
    """How far it is, for how long still, and the way to end it."""
    said = t(f"import.working.{state}", done=number(_VIEW.done), total=number(_VIEW.total))
    left = rx.cond(
        _VIEW.seconds_left >= 0,
        rx.el.p(t("import.working.left", time=duration(_VIEW.seconds_left)), class_name="field-hint"),
        rx.fragment(),
    )
    stop = button(t("import.stop"), on_click=ImportingState.stop)
    return card(
        rx.el.p(said, role="status"),
        progress(rx.Var.create(100) * _VIEW.done / rx.cond(_VIEW.total > 0, _VIEW.total, 1), label=said),
        left,
        rx.el.p(t("import.working.leave"), class_name="field-hint"),
        *([rx.el.div(stop, class_name="import-acts")] if may_stop else []),
        title=t(f"import.working.{state}.title"),
    )


def _seen_before() -> rx.Component:
    said = callout(
        t("import.seen_before.title"),
        t("import.seen_before.text", day=when(_VIEW.seen_before_at, "date")),
        tone="info",
    )
    return rx.cond(_VIEW.seen_before_at, said, rx.fragment())
