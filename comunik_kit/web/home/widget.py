"""One widget: name, big figure, change in words, both periods as a line, the last items, the way on."""

from typing import Any

import reflex as rx

from comunik_kit.modules.looks import TRENDS
from comunik_kit.modules.views import Item, Widget
from comunik_kit.web.components import icon, link, sparkline, stat
from comunik_kit.web.home.state import HomeState
from comunik_kit.web.i18n import number, t, when
from comunik_kit.web.module.words import status


def widget(
    shown: rx.Var[Widget], *, key: str, symbol: str, zone: Any = HomeState.time_zone, leads_on: bool = True
) -> rx.Component:
    """A module's widget; `shown` is found by the module's key, and may be missing."""
    seen: Any = shown
    more = link(t(f"modules.more.{key}"), icon("arrow-right", 14), href=f"/{key}", class_name="stat-more")
    return stat(
        rx.cond(seen.latest.length() > 0, _latest(seen, key, zone), _nothing(key)),
        *([more] if leads_on else []),
        title=t(f"modules.widget.{key}"),
        symbol=symbol,
        figure=number(seen.figure),
        change=_change(seen),
        line=sparkline(
            seen.sparkline, label=t(_by_span("home.line", seen), points=seen.sparkline.join(", "))
        ),
    )


def withheld_widget(*, key: str, symbol: str) -> rx.Component:
    """The frame of a widget whose figures the reader may not see."""
    note = rx.el.p(t("arranging.seen.withheld"), class_name="latest-none")
    return stat(note, title=t(f"modules.widget.{key}"), symbol=symbol, figure="–")


def _change(seen: Any) -> rx.Component:
    """The change in words; the arrow and its tone only repeat them."""
    percent = abs(seen.change_percent.to(int))
    said = rx.match(
        seen.trend,
        ("up", _said(t("home.change.up", percent=percent), *TRENDS["up"])),
        ("down", _said(t("home.change.down", percent=percent), *TRENDS["down"])),
        ("same", _said(t("home.change.same"), *TRENDS["same"])),
        ("new", _said(t(_by_span("home.change.new", seen)), *TRENDS["new"])),
        _said(t(_by_span("home.change.none", seen)), *TRENDS["none"]),
    )
    return rx.fragment(said)


def _by_span(key: str, seen: Any) -> rx.Var[str]:
    """The words of a widget's own period, a week for one that is not there yet."""
    return (rx.Var.create(f"{key}.") + rx.cond(seen.span, seen.span, "7d").to(str)).to(str)


def _said(words: rx.Var[str], symbol: str, tone: str) -> rx.Component:
    return rx.el.p(icon(symbol, 14), rx.el.span(words), class_name=f"change tone-{tone}")


def _latest(seen: Any, key: str, zone: Any) -> rx.Component:
    return rx.el.ul(rx.foreach(seen.latest, lambda item: _item(item, key, zone)), class_name="latest")


def _item(item: rx.Var[Item], key: str, zone: Any) -> rx.Component:
    seen: Any = item
    return rx.el.li(
        rx.el.span(seen.title, class_name="latest-title"),
        status(key, seen.status),
        rx.el.span(when(seen.at, "relative", zone), class_name="latest-when"),
        key=seen.id,
    )


def _nothing(key: str) -> rx.Component:
    """Says how data gets here, instead of an empty box."""
    return rx.el.p(t(f"modules.empty.{key}"), class_name="latest-none")
