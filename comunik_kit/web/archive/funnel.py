"""The funnel as bars of HTML: every figure is text, the bars only repeat it."""

from typing import Any

import reflex as rx

from comunik_kit.invitations.archive_filter import NOBODY
from comunik_kit.web.archive.funnel_state import FunnelState
from comunik_kit.web.components import card, cell, row, skeleton, table
from comunik_kit.web.i18n import duration, number, t

_STATE: Any = FunnelState
_FUNNEL: Any = FunnelState.funnel
_STEPS = ("created", "sent", "delivered", "opened", "accepted")


def funnel() -> rx.Component:
    """The whole, and below a line for each department."""
    drawn = rx.cond(_FUNNEL.whole.steps.length() > 0, _drawn(), _nothing())
    return rx.el.div(
        card(
            rx.el.p(t("funnel.scope"), " ", t("funnel.time.note"), class_name="field-hint"),
            rx.cond(_STATE.loaded, drawn, _waiting()),
            title=t("funnel.title"),
        ),
        class_name="funnel",
    )


def _drawn() -> rx.Component:
    unknown = _FUNNEL.whole.steps[2].count < 0
    unseen = _FUNNEL.whole.steps[3].count < 0
    return rx.fragment(
        rx.el.ol(rx.foreach(_FUNNEL.whole.steps, _step), class_name="funnel-steps"),
        rx.cond(unknown | unseen, rx.el.p(t("funnel.unknown.note"), class_name="field-hint"), rx.fragment()),
        rx.cond(_FUNNEL.departments.length() > 0, _departments(), rx.fragment()),
    )


def _step(step: Any) -> rx.Component:
    share = rx.cond(
        step.followed >= 0,
        t("funnel.share.followed", percent=step.percent, count=step.followed),
        t(("funnel.share." + step.base).to(str), percent=step.percent),
    )
    said = rx.el.span(
        rx.cond(step.percent >= 0, share, ""),
        rx.cond(step.seconds >= 0, rx.fragment(" · ", duration(step.seconds)), rx.fragment()),
        class_name="funnel-share",
    )
    return rx.el.li(
        rx.el.span(t(("funnel.step." + step.name).to(str)), class_name="funnel-name"),
        _bar(step),
        rx.el.span(_figure(step), class_name="funnel-figure"),
        said,
        key=step.name,
        class_name="funnel-step",
    )


def _departments() -> rx.Component:
    heads: list[Any] = [
        (t("funnel.column.department"), "main"),
        *[t(f"funnel.step.{name}") for name in _STEPS],
        t("funnel.column.time"),
    ]
    more = rx.cond(
        _FUNNEL.left_out > 0,
        rx.el.p(t("funnel.left_out", count=_FUNNEL.left_out), class_name="field-hint"),
        rx.fragment(),
    )
    return rx.el.details(
        rx.el.summary(t("funnel.departments"), class_name="funnel-more"),
        rx.el.div(
            table(heads, rx.foreach(_FUNNEL.departments, _department), label=t("funnel.departments")),
            class_name="funnel-table",
        ),
        more,
    )


def _department(line: Any) -> rx.Component:
    name = rx.cond(line.id == NOBODY, t("archive.without.department"), line.name)
    return row(
        cell(rx.el.span(name, title=name, class_name="one-line"), kind="main"),
        *[_cell(line.steps[n], step) for n, step in enumerate(_STEPS)],
        cell(
            rx.cond(line.to_acceptance >= 0, duration(line.to_acceptance), "–"), label=t("funnel.column.time")
        ),
        key=line.id,
    )


def _cell(step: Any, name: str) -> rx.Component:
    shown = rx.el.div(_figure(step), _bar(step), class_name="funnel-cell")
    return cell(shown, label=t(f"funnel.step.{name}"))


def _figure(step: Any) -> rx.Component:
    known = rx.el.span(number(step.count))
    return rx.cond(step.count >= 0, known, rx.el.span(t("funnel.unknown"), class_name="quiet"))


def _bar(step: Any) -> rx.Component:
    return rx.el.span(
        rx.el.span(style={"width": step.width.to_string() + "%"}, class_name="funnel-fill"),
        aria_hidden="true",
        class_name="funnel-bar",
    )


def _waiting() -> rx.Component:
    return rx.el.div(*[skeleton("100%", "20px")] * len(_STEPS), class_name="funnel-waiting", aria_busy="true")


def _nothing() -> rx.Component:
    return rx.el.p(t("funnel.empty"), class_name="funnel-empty")
