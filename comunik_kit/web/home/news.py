"""What somebody missed, at the top of home: how much in which module, each a link to just that."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, card, icon, link
from comunik_kit.web.home.state import HomeState
from comunik_kit.web.i18n import number, t, when
from comunik_kit.web.module.words import symbol_of

_NEWS: Any = HomeState.news


def news_card() -> rx.Component:
    """Nothing at all for who missed nothing."""
    shown = card(
        rx.el.ul(rx.foreach(_NEWS.lines, _line), class_name="news"),
        rx.el.div(
            button(t("home.news.seen"), leading="check", on_click=HomeState.saw_news), class_name="card-acts"
        ),
        title=t("home.news.title", moment=when(_NEWS.since, "datetime", HomeState.time_zone)),
        custom_attrs={"data-news": ""},
    )
    return rx.cond(_NEWS.lines.length() > 0, shown, rx.fragment())


def _line(given: Any) -> rx.Component:
    each: Any = given
    href = (rx.Var.create("/") + each.module + "?kind=" + each.kind + "&since=" + _NEWS.since).to(str)
    name = t((rx.Var.create("modules.widget.") + each.module).to(str))
    return rx.el.li(
        link(
            rx.el.span(symbol_of(each.module), class_name="tile-icon"),
            rx.el.span(rx.el.strong(number(each.number)), " ", name, class_name="news-words"),
            icon("chevron-right", 14),
            href=href,
            class_name="news-line",
        ),
        key=each.module,
    )
