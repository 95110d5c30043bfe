"""The filters of a module's list: all of them change the address, and each leaves a chip that takes it away."""

from typing import Any

import reflex as rx

from comunik_kit.modules.asking import ME, NOBODY, TEAM, Span
from comunik_kit.modules.definition import Module
from comunik_kit.web.components import SegmentLink, search_field, segmented_links, select_field
from comunik_kit.web.i18n import t
from comunik_kit.web.module.choices_state import ItemChoicesState
from comunik_kit.web.module.state import ModuleState
from comunik_kit.web.narrowing import between_days, chips, keep_in_address

_STATE: Any = ModuleState
_ASKED: Any = ModuleState.asked
_CHOICES: Any = ItemChoicesState.choices


def filters(module: Module) -> rx.Component:
    """Search and choices, the period, and the chips of what is asked for."""
    return rx.el.section(
        rx.el.div(_search(module), *_choices(module), class_name="item-choices archive-choices"),
        rx.el.div(_presets(module), _days(), class_name="archive-period"),
        chips(_ASKED, nothing=f"/{module.key}", class_name="archive-chips"),
        aria_label=t("items.filters"),
        class_name="archive-filters",
    )


def _search(module: Module) -> rx.Component:
    return search_field(
        t(f"modules.search.{module.key}"),
        id="item-search",
        default_value=_ASKED.search,
        key=_STATE.visit,
        on_change=keep_in_address(_STATE.look_for),
        max_length=100,
    )


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
    spans = [each for each in Span if each is not Span.DATES]
    links = (
        SegmentLink(t(f"items.period.{each.value}"), _asking(module, each), _ASKED.period == each.value)
        for each in spans
    )
    return segmented_links(t("items.period"), links)


def _asking(module: Module, period: Span) -> Any:
    asking = "" if period is Span.MONTH else f"&period={period.value}"
    return (rx.Var.create(f"/{module.key}?") + _ASKED.undated + asking).to(str)


def _days() -> rx.Component:
    return between_days(_ASKED, name="item", visit=_STATE.visit, on_submit=ModuleState.between)
