"""The filters of the archive: all of them change the address, and each leaves a chip that takes it away."""

from typing import Any

import reflex as rx

from comunik_kit.invitations.archive_filter import DELIVERY_GROUPS, NOBODY
from comunik_kit.invitations.rules import InvitationState
from comunik_kit.kernel.periods import Period
from comunik_kit.mail.delivery import Delivery
from comunik_kit.web.archive.asking import ADDRESS
from comunik_kit.web.archive.choices_state import ChoicesState
from comunik_kit.web.archive.state import ArchiveState
from comunik_kit.web.components import button, icon, link, search_field, select_field, text_field
from comunik_kit.web.i18n import t, when

_STATE: Any = ArchiveState
_ASKED: Any = ArchiveState.asked
_CHOICES: Any = ChoicesState.choices
_PRESETS = (Period.WEEK, Period.MONTH, Period.QUARTER, Period.YEAR, Period.ALL)


def filters() -> rx.Component:
    """Search and choices, the period, and the chips of what is asked for."""
    return rx.el.section(
        rx.el.div(_search(), *_choices(), class_name="archive-choices"),
        rx.el.div(_presets(), _days(), class_name="archive-period"),
        rx.cond(_ASKED.chips.length() > 0, _chips(), rx.fragment()),
        aria_label=t("archive.filters"),
        class_name="archive-filters",
    )


def _search() -> rx.Component:
    return search_field(
        t("archive.search"),
        id="archive-search",
        default_value=_ASKED.search,
        key=_STATE.visit,
        on_change=_typed,
        max_length=100,
    )


def _typed(text: rx.Var[str]) -> list[Any]:
    """Search while typing, and keep the address in step without a navigation."""
    keep = rx.Var(
        "() => { const url = new URL(window.location.href); "
        f"if ({text!s}) url.searchParams.set('q', {text!s}); else url.searchParams.delete('q'); "
        "window.history.replaceState(window.history.state, '', url); }",
        _var_data=text._get_all_var_data(),
    )
    return [_STATE.look_for(text), rx.call_function(keep)]


def _choices() -> list[rx.Component]:
    states = [
        rx.el.option(t(f"invitations.state.{each.value}"), value=each.value) for each in InvitationState
    ]
    return [
        _choice("state", _ASKED.state, t("archive.any"), *states),
        _choice("delivery", _ASKED.delivery, t("archive.any"), *_deliveries()),
        _choice(
            "department",
            _ASKED.department,
            t("archive.any.department"),
            rx.el.option(t("archive.without.department"), value=NOBODY),
            _named(_CHOICES.departments),
        ),
        _choice("inviter", _ASKED.inviter, t("archive.any.inviter"), _named(_CHOICES.inviters)),
    ]


def _choice(name: str, chosen: Any, anything: rx.Var[str], *options: rx.Component) -> rx.Component:
    return select_field(
        name,
        t(f"archive.column.{name}"),
        [rx.el.option(anything, value=""), *options],
        field_id=f"archive-{name}",
        value=chosen,
        on_change=lambda value: _STATE.narrow(name, value),
    )


def _deliveries() -> list[rx.Component]:
    """Groups of words first, then each word by itself."""
    groups = [rx.el.option(t(f"archive.group.{each}"), value=each) for each in DELIVERY_GROUPS]
    words = [rx.el.option(t(f"delivery.{each.value}"), value=each.value) for each in Delivery]
    return [
        *groups,
        rx.el.option(t("archive.without.message"), value=NOBODY),
        rx.el.optgroup(*words, label=t("archive.in_detail")),
    ]


def _named(choices: Any) -> rx.Component:
    return rx.foreach(choices, lambda each: rx.el.option(each.name, value=each.id))


def _presets() -> rx.Component:
    return rx.el.nav(
        *[_preset(each) for each in _PRESETS], aria_label=t("archive.period"), class_name="segmented"
    )


def _preset(period: Period) -> rx.Component:
    asking = "" if period is Period.ALL else f"&period={period.value}"
    return link(
        t(f"archive.period.{period.value}"),
        href=(rx.Var.create(f"{ADDRESS}?") + _ASKED.undated + asking).to(str),
        class_name="segment",
        custom_attrs={"aria-current": rx.cond(_ASKED.period == period.value, "true", "false")},
    )


def _days() -> rx.Component:
    """From a day to another; they count once the form is sent, so that a half-typed year asks for nothing."""
    return rx.el.form(
        text_field(
            "from", t("archive.from"), field_id="archive-from", type="date", default_value=_ASKED.first_day
        ),
        text_field("to", t("archive.to"), field_id="archive-to", type="date", default_value=_ASKED.last_day),
        button(t("archive.apply"), type="submit"),
        rx.el.p(t("archive.zone", zone=_CHOICES.time_zone), class_name="field-hint"),
        key=_STATE.visit,
        on_submit=ArchiveState.between,
        class_name="archive-days",
    )


def _chips() -> rx.Component:
    return rx.el.ul(
        rx.foreach(_ASKED.chips, lambda chip: rx.el.li(_chip(chip))),
        rx.el.li(link(t("archive.clear"), href=ADDRESS, class_name="text-link")),
        aria_label=t("archive.chips"),
        class_name="archive-chips",
    )


def _chip(chip: Any) -> rx.Component:
    days = rx.cond(
        chip.first_day,
        rx.cond(
            chip.last_day,
            t("archive.between", first=_day(chip.first_day), last=_day(chip.last_day)),
            t("archive.since", day=_day(chip.first_day)),
        ),
        t("archive.until", day=_day(chip.last_day)),
    )
    text = rx.cond(chip.key, t(chip.key), chip.text)
    value = rx.cond(chip.first_day | chip.last_day, days, text)
    return link(
        rx.el.span(t("archive.chip", name=t(chip.name), value=value)),
        icon("x", 14),
        href=chip.href,
        aria_label=t("archive.chip.remove", name=t(chip.name), value=value),
        class_name="chip",
    )


def _day(day: Any) -> rx.Var[str]:
    """A day in words: the same one wherever the reader is."""
    return when(day, "date", "UTC")
