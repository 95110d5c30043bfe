"""« Envoi », the settings: pace and daily quota, and what invitations start with."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, card, progress, text_field
from comunik_kit.web.i18n import number, t, translate, when
from comunik_kit.web.mail.sending_state import SendingState

_STATE: Any = SendingState
_SENDING: Any = SendingState.sending
_PACE: Any = _SENDING.pace


def pace() -> rx.Component:
    """How fast, how much a day, what the carrier said of it; the form for those who may change it."""
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
        key=_STATE.limit_forms,
        on_submit=SendingState.set_limits,
        no_validate=True,
        class_name="form",
    )
    return card(_now(), _quota(), rx.cond(_SENDING.may_manage, form, _set()), title=t("mail.pace"))


def _set() -> rx.Component:
    """What an admin set, for those who may not."""
    none = t("mail.pace.automatic")
    return rx.el.dl(
        _fact(t("mail.pace.rate"), rx.cond(_PACE.rate > 0, number(_PACE.rate), none)),
        _fact(t("mail.pace.daily_quota"), rx.cond(_PACE.daily_quota > 0, number(_PACE.daily_quota), none)),
        class_name="facts",
    )


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


def invitation_defaults() -> rx.Component:
    """What a new invitation starts with."""
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
        rx.el.div(button(t("app.save"), weight="primary", type="submit"), class_name="foot-acts"),
        key=_STATE.default_forms,
        on_submit=SendingState.set_defaults,
        no_validate=True,
        class_name="form",
    )
    facts = rx.el.dl(
        _fact(t("mail.defaults.days"), defaults.days),
        _fact(t("mail.defaults.reminders"), rx.cond(_STATE.reminders, _STATE.reminders, "–")),
        class_name="facts",
    )
    return card(rx.cond(defaults.may_manage, form, facts), title=t("mail.defaults"))


def _fact(name: rx.Var[str], value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value), class_name="fact")


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
