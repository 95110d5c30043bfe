"""The filters of a module's list: all of them change the address, and each leaves a chip that takes it away."""

from typing import Any

import reflex as rx

from comunik_kit.modules.asking import ME, NOBODY, TEAM, Span
from comunik_kit.modules.definition import Module
from comunik_kit.web.components import button, icon, link, search_field, select_field, text_field
from comunik_kit.web.i18n import t, when
from comunik_kit.web.module.choices_state import ItemChoicesState
from comunik_kit.web.module.state import ModuleState

_STATE: Any = ModuleState
_ASKED: Any = ModuleState.asked
_CHOICES: Any = ItemChoicesState.choices


def filters(module: Module) -> rx.Component:
    """Search and choices, the period, and the chips of what is asked for."""
    return rx.el.section(
        rx.el.div(_search(module), *_choices(module), class_name="item-choices archive-choices"),
        rx.el.div(_presets(module), _days(), class_name="archive-period"),
        rx.cond(_ASKED.chips.length() > 0, _chips(module), rx.fragment()),
        aria_label=t("items.filters"),
        class_name="archive-filters",
    )


def _search(module: Module) -> rx.Component:
    return search_field(
        t(f"modules.search.{module.key}"),
        id="item-search",
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


def _choices(module: Module) -> list[rx.Component]:
    kinds = [rx.el.option(t(f"modules.kind.{module.key}.{each}"), value=each) for each in module.kinds]
    owners = [rx.el.option(t(f"items.owner.{each}"), value=each) for each in (ME, TEAM, NOBODY)]
    person = rx.cond(_CHOICES.person, rx.el.option(_CHOICES.person, value=_ASKED.owner))
    places = rx.foreach(_CHOICES.departments, lambda each: rx.el.option(each.name, value=each.id))
    tags = rx.foreach(_CHOICES.tags, lambda each: rx.el.option(each, value=each))
    return [
        _choice("kind", _ASKED.kind, t("modules.column.kind"), *kinds),
        _choice("owner", _ASKED.owner, t("modules.column.owner"), *owners, person),
        rx.cond(
            _CHOICES.departments.length() > 0,
            _choice("department", _ASKED.department, t("modules.column.department"), places),
        ),
        rx.cond(_CHOICES.tags.length() > 0, _choice("tag", _ASKED.tag, t("items.tag"), tags)),
    ]


def _choice(name: str, chosen: Any, label: rx.Var[str], *options: rx.Component) -> rx.Component:
    return select_field(
        name,
        label,
        [rx.el.option(t("items.any"), value=""), *options],
        field_id=f"item-{name}",
        value=chosen,
        on_change=lambda value: _STATE.narrow(name, value),
    )


def _presets(module: Module) -> rx.Component:
    shown = [_preset(module, each) for each in Span if each is not Span.DATES]
    return rx.el.nav(*shown, aria_label=t("items.period"), class_name="segmented")


def _preset(module: Module, period: Span) -> rx.Component:
    asking = "" if period is Span.MONTH else f"&period={period.value}"
    return link(
        t(f"items.period.{period.value}"),
        href=(rx.Var.create(f"/{module.key}?") + _ASKED.undated + asking).to(str),
        class_name="segment",
        custom_attrs={"aria-current": rx.cond(_ASKED.period == period.value, "true", "false")},
    )


def _days() -> rx.Component:
    """From a day to another; they count once the form is sent, so that a half-typed year asks for nothing."""
    return rx.el.form(
        text_field(
            "from", t("items.from"), field_id="item-from", type="date", default_value=_ASKED.first_day
        ),
        text_field("to", t("items.to"), field_id="item-to", type="date", default_value=_ASKED.last_day),
        button(t("items.apply"), type="submit"),
        key=_STATE.visit,
        on_submit=ModuleState.between,
        class_name="archive-days",
    )


def _chips(module: Module) -> rx.Component:
    return rx.el.ul(
        rx.foreach(_ASKED.chips, lambda chip: rx.el.li(_chip(chip))),
        rx.el.li(link(t("items.clear"), href=f"/{module.key}", class_name="text-link")),
        aria_label=t("items.chips"),
        class_name="archive-chips",
    )


def _chip(chip: Any) -> rx.Component:
    days = rx.cond(
        chip.first_day,
        rx.cond(
            chip.last_day,
            t("items.between", first=_day(chip.first_day), last=_day(chip.last_day)),
            t("items.since", day=_day(chip.first_day)),
        ),
        t("items.until", day=_day(chip.last_day)),
    )
    text = rx.cond(chip.key, t(chip.key), chip.text)
    value = rx.cond(chip.first_day | chip.last_day, days, text)
    return link(
        rx.el.span(t("items.chip", name=t(chip.name), value=value)),
        icon("x", 14),
        href=chip.href,
        aria_label=t("items.chip.remove", name=t(chip.name), value=value),
        class_name="chip",
    )


def _day(day: Any) -> rx.Var[str]:
    """A day in words: the same one wherever the reader is."""
    return when(day, "date", "UTC")
