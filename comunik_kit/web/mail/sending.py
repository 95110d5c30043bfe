"""« Envoi »: the queue and when it ends, the last day, pace and quota, what invitations start with."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import (
    button,
    callout,
    card,
    progress,
    skeleton_rows,
    text_field,
)
from comunik_kit.web.i18n import number, t, translate, when
from comunik_kit.web.mail.sending_state import SendingState

_STATE: Any = SendingState
_SENDING: Any = SendingState.sending
_PAUSE: Any = _SENDING.pause
_PACE: Any = _SENDING.pace


def sending() -> rx.Component:
    """The tab."""
    shown = rx.el.div(
        rx.el.div(_queue(), _day(), class_name="mail-column"),
        rx.el.div(_pace(), _defaults(), class_name="mail-column"),
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
    title = t((rx.Var.create("mail.pause.") + _PAUSE.reason + ".title").to(str))
    detail = rx.cond(_PAUSE.detail, rx.el.p(t("mail.pause.detail", detail=_PAUSE.detail)), rx.fragment())
    act = button(t("mail.resume"), weight="primary", small=True, leading="play", on_click=SendingState.resume)
    return rx.cond(
        _PAUSE.reason,
        callout(title, text, detail, rx.cond(_SENDING.may_manage, act, rx.fragment()), tone="danger"),
        rx.fragment(),
    )


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
    """The last 24 hours, an hour a bar; the same in words for who does not see bars."""
    said = t("mail.day.said", sent=_SENDING.sent_in_hours, failed=_SENDING.failed_in_hours)
    bars = rx.el.div(rx.foreach(_SENDING.hours, _hour), role="img", aria_label=said, class_name="mail-bars")
    legend = rx.el.div(
        rx.el.span(rx.el.span(class_name="swatch swatch-sent", aria_hidden="true"), t("mail.day.sent")),
        rx.el.span(rx.el.span(class_name="swatch swatch-failed", aria_hidden="true"), t("mail.day.failed")),
        class_name="mail-legend",
    )
    return card(bars, rx.el.p(said, class_name="field-hint"), legend, title=t("mail.day"))


def _hour(hour: rx.Var[Any]) -> rx.Component:
    each: Any = hour
    return rx.el.div(
        rx.el.span(style={"height": each.failed_height.to_string() + "%"}, class_name="bar bar-failed"),
        rx.el.span(style={"height": each.sent_height.to_string() + "%"}, class_name="bar bar-sent"),
        key=each.at,
        title=t("mail.day.hour", hour=when(each.at, "time"), sent=each.sent, failed=each.failed),
        class_name="mail-hour",
    )


def _pace() -> rx.Component:
    errors: Any = SendingState.limit_errors
    form = rx.el.form(
        _number_field(
            "rate",
            _PACE.rate,
            errors,
            hint=rx.cond(
                _PACE.environment_rate > 0,
                t("mail.pace.rate.environment", rate=_PACE.environment_rate),
                t("mail.pace.rate.hint"),
            ),
        ),
        _number_field("daily_quota", _PACE.daily_quota, errors, hint=t("mail.pace.daily_quota.hint")),
        rx.el.div(button(t("app.save"), weight="primary", type="submit"), class_name="foot-acts"),
        key=_STATE.forms,
        on_submit=SendingState.set_limits,
        no_validate=True,
        class_name="form",
    )
    return card(_now(), _quota(), rx.cond(_SENDING.may_manage, form, rx.fragment()), title=t("mail.pace"))


def _now() -> rx.Component:
    """What leaves a second now, and what the carrier said of it."""
    speed = rx.cond(
        _PACE.effective_rate > 0,
        t("mail.pace.now", rate=_PACE.effective_rate),
        t("mail.pace.free"),
    )
    learned = t("mail.pace.learned", rate=_PACE.learned_rate, date=when(_PACE.learned_at, "datetime"))
    sends = t(
        "mail.page.sends_by",
        channel=t((rx.Var.create("mail.channel.") + _SENDING.channel).to(str)),
        address=_SENDING.address,
    )
    return rx.el.div(
        rx.cond(_SENDING.channel == "local", rx.fragment(), rx.el.p(sends)),
        rx.el.p(speed),
        rx.cond(_PACE.learned_rate > 0, rx.el.p(learned, class_name="field-hint"), rx.fragment()),
        rx.el.p(t("mail.workers", count=_SENDING.workers), class_name="field-hint"),
        class_name="mail-now",
    )


def _quota() -> rx.Component:
    used = t("mail.pace.used", used=_PACE.used_today, quota=_PACE.daily_quota)
    bar = rx.el.div(rx.el.p(used), progress(_PACE.used_share, label=used), class_name="mail-quota")
    return rx.cond(_PACE.daily_quota > 0, bar, rx.fragment())


def _defaults() -> rx.Component:
    errors: Any = SendingState.default_errors
    defaults: Any = SendingState.defaults
    form = rx.el.form(
        text_field(
            "days",
            t("mail.defaults.days"),
            input_mode="numeric",
            default_value=defaults.days.to_string(),
            error=_error(errors, "invitation_days"),
            hint=t("mail.defaults.days.hint"),
        ),
        text_field(
            "reminders",
            t("mail.defaults.reminders"),
            optional=True,
            default_value=_STATE.reminders,
            error=_error(errors, "reminder_days"),
            hint=t("mail.defaults.reminders.hint"),
        ),
        rx.cond(
            defaults.may_manage,
            rx.el.div(button(t("app.save"), weight="primary", type="submit"), class_name="foot-acts"),
            rx.fragment(),
        ),
        key=_STATE.forms,
        on_submit=SendingState.set_defaults,
        no_validate=True,
        class_name="form",
    )
    return card(form, title=t("mail.defaults"))


def _number_field(name: str, value: Any, errors: Any, *, hint: Any) -> rx.Component:
    return text_field(
        name,
        t(f"mail.pace.{name}"),
        input_mode="decimal",
        optional=True,
        default_value=rx.cond(value > 0, value.to_string(), ""),
        error=_error(errors, name),
        hint=hint,
    )


def _error(errors: Any, name: str) -> rx.Var[str]:
    wrong = errors[name]
    return rx.cond(wrong, translate(wrong.key, wrong.params), "").to(str)
