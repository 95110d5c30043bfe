"""« Envoi »: why nothing leaves, the queue and when it ends, the last day; `pace.py` has the settings."""

from typing import Any

import reflex as rx

from comunik_kit.mail.sending_views import Hour
from comunik_kit.web.components import button, callout, card, progress, skeleton_rows
from comunik_kit.web.components.signals import Tone
from comunik_kit.web.i18n import number, t, when
from comunik_kit.web.mail.pace import invitation_defaults, pace
from comunik_kit.web.mail.sending_state import SendingState

_SENDING: Any = SendingState.sending
_PAUSE: Any = _SENDING.pause


def sending() -> rx.Component:
    """The tab."""
    shown = rx.el.div(
        rx.el.div(_queue(), _day(), class_name="mail-column"),
        rx.el.div(pace(), invitation_defaults(), class_name="mail-column"),
        class_name="mail-sending",
    )
    return rx.cond(SendingState.loaded, shown, skeleton_rows())


def held_back() -> rx.Component:
    """Why nothing leaves: by hand, refused by the carrier, a quota, an outage; what to do, and the way out."""
    by_hand = rx.cond(
        _PAUSE.by,
        t("mail.pause.manual.by", name=_PAUSE.by, at=_PAUSE.since),
        t("mail.pause.manual.since", at=_PAUSE.since),
    )
    text = rx.match(
        _PAUSE.reason,
        ("manual", by_hand),
        ("misconfigured", t("mail.pause.misconfigured.text")),
        ("quota", t("mail.pause.quota.text", at=_PAUSE.until)),
        t("mail.pause.outage.text", at=_PAUSE.until),
    )
    calm = (_PAUSE.reason == "manual") | (_PAUSE.reason == "quota")
    shown = rx.cond(calm, _banner("warning", text), _banner("danger", text))
    return rx.cond(_PAUSE.reason, shown, rx.fragment())


def _banner(tone: Tone, text: Any) -> rx.Component:
    title = t((rx.Var.create("mail.pause.") + _PAUSE.reason + ".title").to(str))
    detail = rx.cond(_PAUSE.detail, rx.el.p(t("mail.pause.detail", detail=_PAUSE.detail)), rx.fragment())
    act = button(t("mail.resume"), weight="primary", small=True, leading="play", on_click=SendingState.resume)
    return callout(title, text, detail, rx.cond(_SENDING.may_manage, act, rx.fragment()), tone=tone)


def _queue() -> rx.Component:
    facts = ("queued", "scheduled", "waiting", "sent_today", "troubled")
    figures = [
        rx.el.div(
            rx.el.dt(t(f"mail.figure.{name}")),
            rx.el.dd(number(_SENDING[name]), class_name="mail-figure"),
            class_name="mail-fact",
        )
        for name in facts
    ]
    hold = button(t("mail.hold"), small=True, leading="pause", on_click=SendingState.pause)
    may_hold = _SENDING.may_manage & (_PAUSE.reason == "")
    return card(
        rx.el.dl(*figures, class_name="mail-facts"),
        _end(),
        title=t("mail.queue"),
        action=rx.cond(may_hold, hold, rx.fragment()),
    )


def _end() -> rx.Component:
    """« 472 en file, fini à 14 h 20 », drawn as what of today's work is done."""
    all_of_it = _SENDING.sent_today + _SENDING.queued
    share = rx.Var.create(100) * _SENDING.sent_today / all_of_it
    end = rx.cond(
        _SENDING.estimate,
        t("mail.end.at", count=_SENDING.queued, at=_SENDING.estimate),
        t("mail.end.open", count=_SENDING.queued),
    )
    return rx.cond(
        _SENDING.queued > 0,
        rx.el.div(
            rx.el.p(end, role="status", class_name="mail-end"),
            progress(share, label=t("mail.end.progress", done=_SENDING.sent_today, total=all_of_it)),
        ),
        rx.el.p(t("mail.end.empty"), class_name="field-hint"),
    )


def _day() -> rx.Component:
    """The last 24 hours, an hour a bar; the same in figures for who does not see bars."""
    said = t("mail.day.said", sent=_SENDING.sent_in_hours, failed=_SENDING.failed_in_hours)
    bars = rx.el.div(rx.foreach(_SENDING.hours, _bars), aria_hidden="true", class_name="mail-bars")
    ends = rx.el.div(
        rx.el.span(when(_SENDING.hours[0].at, "time")),
        rx.el.span(t("mail.day.now")),
        aria_hidden="true",
        class_name="mail-ends",
    )
    legend = rx.el.div(
        rx.el.span(rx.el.span(class_name="swatch bar-sent"), t("mail.day.sent")),
        rx.el.span(rx.el.span(class_name="swatch bar-failed"), t("mail.day.failed")),
        aria_hidden="true",
        class_name="mail-legend",
    )
    return card(rx.el.p(said, class_name="field-hint"), bars, ends, legend, _figures(), title=t("mail.day"))


def _bars(hour: rx.Var[Hour]) -> rx.Component:
    each: Any = hour
    return rx.el.div(
        rx.el.span(style={"height": each.failed_height.to_string() + "%"}, class_name="bar bar-failed"),
        rx.el.span(style={"height": each.sent_height.to_string() + "%"}, class_name="bar bar-sent"),
        key=each.at,
        title=t("mail.day.hour", hour=when(each.at, "time"), sent=each.sent, failed=each.failed),
        class_name="mail-hour",
    )


def _figures() -> rx.Component:
    heads = ("mail.day.since", "mail.day.sent", "mail.day.failed")
    return rx.el.div(
        rx.el.table(
            rx.el.caption(t("mail.day")),
            rx.el.thead(rx.el.tr(*[rx.el.th(t(each), scope="col") for each in heads])),
            rx.el.tbody(rx.foreach(_SENDING.hours, _figures_of)),
        ),
        class_name="sr-only",
    )


def _figures_of(hour: rx.Var[Hour]) -> rx.Component:
    each: Any = hour
    return rx.el.tr(
        rx.el.th(when(each.at, "time"), scope="row"),
        rx.el.td(each.sent),
        rx.el.td(each.failed),
        key=each.at,
    )
