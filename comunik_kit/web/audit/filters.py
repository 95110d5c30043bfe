"""The filters of the journal: all of them change the address, and each leaves a chip that takes it away."""

from typing import Any

import reflex as rx

from comunik_kit.journal.groups import GROUPS
from comunik_kit.kernel.periods import Period
from comunik_kit.web.audit.asking import ADDRESS, Offer
from comunik_kit.web.audit.state import JournalState
from comunik_kit.web.components import button, field, icon, link, search_field, select_field, text_field
from comunik_kit.web.i18n import t, when

_STATE: Any = JournalState
_ASKED: Any = JournalState.asked
_PERSON = "audit-person"
_PRESETS = (Period.WEEK, Period.MONTH, Period.QUARTER, Period.YEAR, Period.ALL)


def filters() -> rx.Component:
    """Search and choices, the period, and the chips of what is asked for."""
    return rx.el.section(
        rx.el.div(_search(), _person(), _act(), class_name="archive-choices audit-choices"),
        rx.el.div(_presets(), _days(), class_name="archive-period"),
        rx.cond(_ASKED.chips.length() > 0, _chips(), rx.fragment()),
        aria_label=t("archive.filters"),
        class_name="archive-filters",
    )


def _search() -> rx.Component:
    return search_field(
        t("audit.search"),
        id="audit-search",
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
    return [_STATE.look_for_entries(text), rx.call_function(keep)]


def _person() -> rx.Component:
    """A field that offers people as links while one types: each leads to the address that asks for them."""
    typed = rx.el.input(
        id=_PERSON,
        type="text",
        placeholder=t("audit.person.hint"),
        default_value="",
        key=_STATE.visit,
        on_change=_STATE.look_for_people,
        max_length=100,
        auto_complete="off",
        class_name="input",
    )
    some = rx.el.ul(
        rx.foreach(_STATE.offers.found, _offer), class_name="audit-offers", aria_label=t("audit.person.found")
    )
    none = rx.cond(
        _STATE.offers.nobody,
        rx.el.p(t("audit.person.none"), class_name="field-hint audit-nobody"),
        rx.fragment(),
    )
    found = rx.el.div(rx.cond(_STATE.offers.found.length() > 0, some, none), aria_live="polite")
    return rx.el.div(
        field(typed, name="person", label=t("audit.person"), field_id=_PERSON),
        found,
        class_name="audit-person",
    )


def _offer(given: rx.vars.ObjectVar[Offer]) -> rx.Component:
    each: Any = given
    return rx.el.li(
        link(rx.el.span(each.name), rx.el.span(each.email, class_name="quiet"), href=each.href), key=each.href
    )


def _act() -> rx.Component:
    groups = [rx.el.option(t(f"audit.group.{name}"), value=name) for name in GROUPS]
    single = [
        rx.el.optgroup(
            *[rx.el.option(t(f"journal.act.{tag.value}"), value=tag.value) for tag in tags],
            label=t(f"audit.group.{name}"),
        )
        for name, tags in GROUPS.items()
    ]
    return select_field(
        "act",
        t("audit.act"),
        [rx.el.option(t("audit.act.any"), value=""), *groups, *single],
        field_id="audit-act",
        value=_ASKED.act,
        on_change=_STATE.narrow_acts,
    )


def _presets() -> rx.Component:
    return rx.el.nav(
        *[_preset(each) for each in _PRESETS], aria_label=t("audit.period"), class_name="segmented"
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
            "from", t("archive.from"), field_id="audit-from", type="date", default_value=_ASKED.first_day
        ),
        text_field("to", t("archive.to"), field_id="audit-to", type="date", default_value=_ASKED.last_day),
        button(t("archive.apply"), type="submit"),
        key=_STATE.visit,
        on_submit=JournalState.narrow_days,
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
