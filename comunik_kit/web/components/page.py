"""What a page is laid out with: its head, cards, figures."""

from typing import Any

import reflex as rx

from comunik_kit.web.components.elements import Content, Text, icon, link
from comunik_kit.web.i18n import sparkline_points


def page_head(
    title: Text,
    description: Text | rx.Component | None = None,
    action: rx.Component | None = None,
    heading: Any = rx.el.h1,
) -> rx.Component:
    """Title, one sentence or count, the one primary action. The h1 takes the focus after a navigation.

    Another `heading` is for a page that is only shown.
    """
    under = [] if description is None else [rx.el.p(description, class_name="page-description")]
    return rx.el.div(
        rx.el.div(heading(title, tab_index=-1, class_name="page-title"), *under),
        *([rx.el.div(action, class_name="page-action")] if action is not None else []),
        class_name="page-head",
    )


def card(
    *content: Content, title: Text | None = None, action: rx.Component | None = None, **props: Any
) -> rx.Component:
    """A bordered part of a page, with a title of its own or without."""
    corner = [action] if action is not None else []
    head = (
        []
        if title is None
        else [rx.el.div(rx.el.h2(title, class_name="card-title"), *corner, class_name="card-head")]
    )
    return rx.el.section(*head, *content, class_name="card", **props)


def sparkline(values: Any, *, label: Text, width: int = 120, height: int = 32) -> rx.Component:
    """A small line of a list of numbers, oldest first; `label` says it in words."""
    line = rx.el.svg.polyline(
        points=sparkline_points(values, width, height),
        fill="none",
        stroke="currentColor",
        stroke_width="1.5",
        stroke_linejoin="round",
        stroke_linecap="round",
        custom_attrs={"vectorEffect": "non-scaling-stroke"},
    )
    return rx.el.svg(
        line,
        view_box=f"0 0 {width} {height}",
        custom_attrs={"preserveAspectRatio": "none", "aria-label": label},
        role="img",
        class_name="sparkline",
    )


def stat(
    *items: Content,
    title: Text,
    symbol: str,
    figure: Text,
    change: rx.Component | None = None,
    line: rx.Component | None = None,
    href: Text = "",
    more: Text = "",
) -> rx.Component:
    """A widget: name, big figure, change against the period before, sparkline, last items, link to the module."""
    return rx.el.section(
        rx.el.div(icon(symbol), rx.el.h2(title, class_name="card-title"), class_name="stat-head"),
        rx.el.div(
            rx.el.div(rx.el.p(figure, class_name="stat-figure"), *([change] if change is not None else [])),
            *([line] if line is not None else []),
            class_name="stat-main",
        ),
        *([rx.el.div(*items, class_name="stat-items")] if items else []),
        *([link(more, icon("arrow-right", 14), href=href, class_name="stat-more")] if more != "" else []),
        class_name="card stat",
    )
