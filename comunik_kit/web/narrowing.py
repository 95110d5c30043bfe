"""What the pages share whose address says what is asked for: the chips of it, the search, and a stretch of days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import VarData

from comunik_kit.kernel.periods import Period
from comunik_kit.web.components import SegmentLink, button, icon, link, segmented_links, text_field
from comunik_kit.web.components.elements import Content, Text
from comunik_kit.web.i18n import t, when

_PRESETS = (Period.WEEK, Period.MONTH, Period.QUARTER, Period.YEAR, Period.ALL)


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that is asked for: a word of the catalogue (`key`), a text, or days. `href` takes it away."""

    name: str
    href: str
    key: str = ""
    text: str = ""
    first_day: str = ""
    last_day: str = ""


def said(day: date | None) -> str:
    """Write a day as the page's state keeps it; empty for none."""
    return day.isoformat() if day else ""


def keep_in_address(look_for: Any) -> Any:
    """Search while typing by an event handler, and keep the address's `q` in step without a navigation."""
    noting = VarData(imports={"$/utils/kit/searched": [ImportVar(tag="keepInAddress")]})

    def typed(text: rx.Var[str]) -> list[Any]:
        found = VarData.merge(text._get_all_var_data(), noting)
        return [
            look_for(text),
            rx.call_function(rx.Var(f"() => keepInAddress({text!s})", _var_data=found)),
        ]

    return typed


def chips(asked: Any, *, nothing: Text, class_name: str = "chips") -> rx.Component:
    """A chip for each thing that `asked.chips` holds, and a link to the address that asks for nothing."""
    shown = rx.el.ul(
        rx.foreach(asked.chips, lambda chip: rx.el.li(_chip(chip))),
        rx.el.li(link(t("narrowed.clear"), href=nothing, class_name="text-link")),
        aria_label=t("narrowed.chips"),
        class_name=class_name,
    )
    return rx.cond(asked.chips.length() > 0, shown, rx.fragment())


def presets(asked: Any, label: Text, address: str) -> rx.Component:
    """The periods that one click asks for; all time is what an address asks for that names none."""

    def of(period: Period) -> SegmentLink:
        asking = "" if period is Period.ALL else f"&period={period.value}"
        href = (rx.Var.create(f"{address}?") + asked.undated + asking).to(str)
        return SegmentLink(t(f"narrowed.period.{period.value}"), href, asked.period == period.value)

    return segmented_links(label, map(of, _PRESETS))


def between_days(asked: Any, *content: Content, name: str, visit: Any, on_submit: Any) -> rx.Component:
    """From a day to another; they count once the form is sent, so that a half-typed year asks for nothing.

    `name` sets its fields apart from another form's; `visit` differs each time the page opens.
    """
    days: Iterable[tuple[str, Any]] = (("from", asked.first_day), ("to", asked.last_day))
    return rx.el.form(
        *[
            text_field(end, t(f"narrowed.{end}"), field_id=f"{name}-{end}", type="date", default_value=day)
            for end, day in days
        ],
        button(t("narrowed.apply"), type="submit"),
        *content,
        key=visit,
        on_submit=on_submit,
        class_name="archive-days",
    )


def _chip(chip: Any) -> rx.Component:
    days = rx.cond(
        chip.first_day,
        rx.cond(
            chip.last_day,
            t("narrowed.between", first=_day(chip.first_day), last=_day(chip.last_day)),
            t("narrowed.since", day=_day(chip.first_day)),
        ),
        t("narrowed.until", day=_day(chip.last_day)),
    )
    text = rx.cond(chip.key, t(chip.key), chip.text)
    value = rx.cond(chip.first_day | chip.last_day, days, text)
    return link(
        rx.el.span(t("narrowed.chip", name=t(chip.name), value=value)),
        icon("x", 14),
        href=chip.href,
        aria_label=t("narrowed.remove", name=t(chip.name), value=value),
        class_name="chip",
    )


def _day(day: Any) -> rx.Var[str]:
    """A day in words: the same one wherever the reader is."""
    return when(day, "date", "UTC")
