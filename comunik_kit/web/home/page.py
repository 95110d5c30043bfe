"""The personalised home page: first steps, modules, and what happened in them."""

from typing import Any

import reflex as rx

from comunik_kit.modules.asking import Span
from comunik_kit.modules.looks import FIRST_STEPS
from comunik_kit.modules.periods import SPANS
from comunik_kit.modules.registry import MODULES, WIDGETS
from comunik_kit.web.components import (
    SegmentLink,
    card,
    first_drawing,
    icon,
    link,
    page_head,
    segmented_links,
    skeleton,
)
from comunik_kit.web.home.arranging import arranging_card, opener
from comunik_kit.web.home.chart import chart
from comunik_kit.web.home.news import news_card
from comunik_kit.web.home.state import HomeState
from comunik_kit.web.home.styles import home_styles
from comunik_kit.web.home.tour import tour
from comunik_kit.web.home.widget import widget
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import frame
from comunik_kit.web.session import SessionState

_HOME: Any = HomeState


def home_page() -> rx.Component:
    """The page /."""
    hello = t("home.hello", name=SessionState.person.first_name)
    return frame(
        home_styles(),
        page_head(
            rx.cond(SessionState.person.first_name, hello, t("home.hello.plain")),
            rx.cond(
                SessionState.person.workspace, t("home.text", workspace=SessionState.person.workspace), ""
            ),
            opener(),
        ),
        rx.cond(HomeState.arranging, arranging_card(), rx.fragment()),
        rx.cond(HomeState.loaded, rx.fragment(news_card(), home_content(), chart()), _waiting()),
        tour(),
        here="home",
    )


def home_content() -> rx.Component:
    """What stands under the greeting; the preview of a brand shows it too."""
    return rx.el.div(
        rx.cond(_HOME.steps, _first_steps(), rx.fragment()),
        rx.cond(HomeState.modules, rx.fragment(_modules(), _widgets()), _nothing_on()),
        class_name="home",
    )


def _first_steps() -> rx.Component:
    """« Premiers pas »: what is still missing, each a link to where it is done."""
    steps = [
        rx.cond(_HOME.steps.contains(step), rx.el.li(_step(step, symbol, href)), rx.fragment())
        for step, (symbol, href) in FIRST_STEPS.items()
    ]
    return card(
        rx.el.ul(*steps, class_name="steps"), title=t("home.steps"), custom_attrs={"data-first-steps": ""}
    )


def _step(step: str, symbol: str, href: str) -> rx.Component:
    words = rx.el.span(
        rx.el.span(t(f"home.steps.{step}"), class_name="step-title"),
        rx.el.span(t(f"home.steps.{step}.why"), class_name="step-why"),
        class_name="step-words",
    )
    return link(icon(symbol), words, icon("chevron-right", 14), href=href, class_name="step")


def _modules() -> rx.Component:
    """The modules one has, each a link to its page."""
    each = [(module.key, _tile(module.key, module.icon)) for module in MODULES]
    tiles = rx.foreach(_HOME.modules, lambda key: rx.el.li(rx.match(key, *each, rx.fragment()), key=key))
    return rx.el.section(
        rx.el.h2(t("home.modules"), class_name="section-title", id="home-modules"),
        rx.el.ul(tiles, class_name="tiles"),
        aria_labelledby="home-modules",
    )


def _tile(key: str, symbol: str) -> rx.Component:
    name = rx.el.span(t(f"app.module.{key}"), class_name="tile-name")
    return link(rx.el.span(icon(symbol, 18), class_name="tile-icon"), name, href=f"/{key}", class_name="tile")


def _widgets() -> rx.Component:
    """A period, module by module."""
    whose = rx.cond(HomeState.workspace_wide, t(_of_span("home.whole")), t(_of_span("home.own")))
    each = [
        (module.key, widget(_HOME.widgets[module.key], key=module.key, symbol=module.icon))
        for module in WIDGETS
    ]
    shown = rx.foreach(_HOME.order, lambda key: rx.fragment(rx.match(key, *each, rx.fragment()), key=key))
    head = rx.el.div(
        rx.el.h2(t(_of_span("home.title")), class_name="section-title", id="home-period"),
        rx.el.p(whose, class_name="section-text"),
        _periods(),
        class_name="section-head",
    )
    hidden = card(rx.el.p(t("home.own.all_hidden"), class_name="section-text"))
    return rx.cond(
        _HOME.widgets.length() > 0,
        rx.el.section(head, rx.el.div(shown, class_name="grid"), aria_labelledby="home-period"),
        rx.cond(HomeState.all_hidden, hidden, rx.fragment()),
    )


def _periods() -> rx.Component:
    return segmented_links(t("items.period"), map(_period, SPANS), "segmented home-periods")


def _period(span: Span) -> SegmentLink:
    href = "/" if span is Span.WEEK else f"/?period={span.value}"
    return SegmentLink(t(f"items.period.{span.value}"), href, HomeState.span == span.value)


def _of_span(key: str) -> rx.Var[str]:
    return (rx.Var.create(f"{key}.") + HomeState.span).to(str)


def _nothing_on() -> rx.Component:
    return card(rx.el.p(t("home.no_module.text"), class_name="section-text"), title=t("home.no_module"))


def _waiting() -> rx.Component:
    boxes = [card(skeleton("40%", "16px"), skeleton("100%", "64px")) for _ in range(4)]
    return rx.fragment(first_drawing("home"), rx.el.div(*boxes, class_name="grid", aria_busy="true"))
