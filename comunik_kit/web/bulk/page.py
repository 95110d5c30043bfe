"""« Actions groupées »: every act on many of the workspace, and one of them with those it could do nothing for."""

from typing import Any

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.web.bulk.jobs_state import JobsState
from comunik_kit.web.bulk.progress import bulk_styles, job_acts, job_lines, job_standing, job_title
from comunik_kit.web.components import (
    button,
    callout,
    cell,
    empty_state,
    icon,
    link,
    page_head,
    pagination,
    row,
    skeleton_rows,
    table,
)
from comunik_kit.web.i18n import number, t, when
from comunik_kit.web.layout import frame
from comunik_kit.web.users.styles import people_styles

_PAGE: Any = JobsState.page
_JOB: Any = JobsState.job
_REFUSALS: Any = JobsState.refusals
_STATE: Any = JobsState


def jobs_page() -> rx.Component:
    """The page /users/jobs."""
    nothing = empty_state(t("bulk.empty"), t("bulk.empty.text"), symbol="list-checks")
    return frame(
        people_styles(),
        bulk_styles(),
        link(icon("chevron-left"), t("users.back"), href="/users", class_name="back"),
        page_head(t("bulk.title"), t("bulk.text")),
        rx.cond(_STATE.missing, callout(t("bulk.missing"), tone="warning"), rx.fragment()),
        rx.cond(_JOB.id, _one(), rx.fragment()),
        rx.cond(_STATE.loaded, rx.cond(_PAGE.rows.length() > 0, _all(), nothing), skeleton_rows(6)),
        here="users",
        needs=Permission.USERS_READ,
    )


def _one() -> rx.Component:
    unchanged = rx.cond(
        _REFUSALS.unchanged > 0,
        rx.el.p(t("bulk.unchanged", count=_REFUSALS.unchanged), class_name="field-hint"),
        rx.fragment(),
    )
    return rx.el.section(
        rx.el.div(job_lines(_JOB, closable=False, detailed=False), class_name="job"),
        unchanged,
        rx.cond(_JOB.refused > 0, _refusals(), rx.fragment()),
        class_name="card",
        aria_label=job_title(_JOB),
    )


def _refusals() -> rx.Component:
    every = button(
        t("bulk.every_reason"),
        small=True,
        on_click=_STATE.narrow(""),
        custom_attrs=_pressed(_STATE.code == ""),
    )
    one = rx.foreach(
        _REFUSALS.reasons,
        lambda each: button(
            t(_why(each.code)),
            rx.el.span(number(each.people), class_name="tab-count"),
            small=True,
            on_click=_STATE.narrow(each.code),
            custom_attrs=_pressed(_STATE.code == each.code),
        ),
    )
    heads: list[Any] = [(t("bulk.column.person"), "main"), (t("bulk.column.why"), "")]
    more = button(t("bulk.more"), small=True, on_click=_STATE.more_refusals)
    return rx.fragment(
        rx.el.div(every, one, role="group", aria_label=t("bulk.column.why"), class_name="bulk-reasons"),
        table(heads, rx.foreach(_REFUSALS.rows, _refusal), label=t("bulk.refusals")),
        rx.cond(_REFUSALS.after > 0, more, rx.fragment()),
    )


def _refusal(refusal: Any) -> rx.Component:
    name = rx.cond(refusal.full_name, refusal.full_name, t("bulk.nameless"))
    return row(
        cell(link(name, href="/users/" + refusal.user_id, class_name="text-link"), kind="main"),
        cell(t(_why(refusal.code)), label=t("bulk.column.why")),
        key=refusal.user_id,
    )


def _why(code: Any) -> rx.Var[str]:
    return (rx.Var.create("bulk.why.") + code).to(str)


def _pressed(chosen: Any) -> dict[str, Any]:
    return {"aria-pressed": rx.cond(chosen, "true", "false")}


def _all() -> rx.Component:
    kinds = {"act": "main", "state": "", "by": "", "at": "", "acts": "acts"}
    heads: list[Any] = [(t(f"bulk.column.{name}"), kind) for name, kind in kinds.items()]
    pages = pagination(
        range_text="",
        has_previous=~_STATE.is_first,
        has_next=_PAGE.after != "",
        on_previous=_STATE.load,
        on_next=_STATE.turn_on,
    )
    turns = rx.cond(~_STATE.is_first | (_PAGE.after != ""), pages, rx.fragment())
    shown = table(heads, rx.foreach(_PAGE.rows, _line), label=t("bulk.title"))
    return rx.el.div(shown, turns, class_name="jobs-table")


def _line(job: Any) -> rx.Component:
    return row(
        cell(link(job_title(job), href="/users/jobs?job=" + job.id, class_name="text-link"), kind="main"),
        cell(job_standing(job), label=t("bulk.column.state")),
        cell(job.started_by, label=t("bulk.column.by")),
        cell(when(job.created_at, "datetime"), label=t("bulk.column.at")),
        cell(rx.el.div(*job_acts(job), class_name="job-acts"), kind="acts"),
        key=job.id,
    )
