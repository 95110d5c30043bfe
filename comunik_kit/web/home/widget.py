"""One widget: name, big figure, change in words, fourteen days as a line, the last items, the way on."""

from typing import Any

import reflex as rx

from comunik_kit.modules.views import Item, Widget
from comunik_kit.web.components import badge, icon, link, sparkline, stat
from comunik_kit.web.home.state import HomeState
from comunik_kit.web.i18n import number, t, when

STATUS_TONES = {
    "answered": "success",
    "missed": "danger",
    "no_answer": "neutral",
    "open": "info",
    "waiting": "warning",
    "closed": "neutral",
    "new": "info",
    "qualified": "info",
    "won": "success",
    "lost": "neutral",
    "sent": "info",
    "accepted": "success",
    "declined": "neutral",
}


def widget(shown: rx.Var[Widget], *, key: str, symbol: str) -> rx.Component:
    """A module's widget; `shown` is found by the module's key, and may be missing."""
    seen: Any = shown
    return stat(
        rx.cond(seen.latest.length() > 0, _latest(seen), _nothing(key)),
        link(t(f"modules.more.{key}"), icon("arrow-right", 14), href=f"/{key}", class_name="stat-more"),
        title=t(f"modules.widget.{key}"),
        symbol=symbol,
        figure=number(seen.figure),
        change=_change(seen),
        line=sparkline(seen.sparkline, label=t("home.line", days=seen.sparkline.join(", "))),
    )


def _change(seen: Any) -> rx.Component:
    """The change in words; the arrow and its tone only repeat them."""
    percent = abs(seen.change_percent.to(int))
    said = rx.match(
        seen.trend,
        ("up", _said(t("home.change.up", percent=percent), "trending-up", "success")),
        ("down", _said(t("home.change.down", percent=percent), "trending-down", "warning")),
        ("same", _said(t("home.change.same"), "minus", "neutral")),
        ("new", _said(t("home.change.new"), "sparkles", "info")),
        _said(t("home.change.none"), "minus", "neutral"),
    )
    return rx.fragment(said)


def _said(words: rx.Var[str], symbol: str, tone: str) -> rx.Component:
    return rx.el.p(icon(symbol, 14), rx.el.span(words), class_name=f"change tone-{tone}")


def _latest(seen: Any) -> rx.Component:
    return rx.el.ul(rx.foreach(seen.latest, _item), class_name="latest")


def _item(item: rx.Var[Item]) -> rx.Component:
    seen: Any = item
    return rx.el.li(
        rx.el.span(seen.title, class_name="latest-title"),
        status(seen.status),
        rx.el.span(when(seen.at, "relative", HomeState.time_zone), class_name="latest-when"),
        key=seen.id,
    )


def status(name: Any) -> rx.Component:
    """A status as a badge in words; nothing for none."""
    tone: Any = rx.match(name, *STATUS_TONES.items(), "neutral")
    words = t((rx.Var.create("modules.status.") + name).to(str))
    return rx.cond(name, badge(words, tone.to(str)), rx.fragment())


def _nothing(key: str) -> rx.Component:
    """Says how data gets here, instead of an empty box."""
    return rx.el.p(t(f"modules.empty.{key}"), class_name="latest-none")
