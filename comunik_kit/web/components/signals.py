"""What the product tells: badges, status words, callouts, the notice at the top right, skeletons, empty lists."""

from typing import Any, Literal, cast

import reflex as rx

from comunik_kit.http.first_paint.slots import slot
from comunik_kit.web.components.elements import Content, Flag, Text, classes, icon, link
from comunik_kit.web.i18n import t

Tone = Literal["neutral", "info", "success", "warning", "danger"]
_ICONS = {
    "neutral": "info",
    "info": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "circle-alert",
}


def badge(text: Text, tone: Text = "neutral") -> rx.Component:
    """A short word in a pill, such as a role."""
    return rx.el.span(text, class_name=classes("badge", _prefixed("tone-", tone)))


def status_dot(text: Text, tone: Text) -> rx.Component:
    """A dot and words: colour never speaks alone."""
    return rx.el.span(
        rx.el.span(class_name="dot", aria_hidden="true"),
        text,
        class_name=classes("status", _prefixed("tone-", tone)),
    )


def callout(title: Text, *content: Content, tone: Tone = "info", **props: Any) -> rx.Component:
    """A boxed message in the page: what is the matter, and what to do."""
    return rx.el.div(
        icon(_ICONS[tone], 18),
        rx.el.div(
            rx.el.p(title, class_name="callout-title"),
            *[_paragraph(part) for part in content],
            class_name="callout-body",
        ),
        class_name=f"callout tone-{tone}",
        role="alert" if tone == "danger" else "note",
        **props,
    )


def notice_region(
    *,
    shown: Flag,
    notice_id: Text,
    tone: Text,
    text: Text,
    follow: Text,
    follow_label: Text,
    act: rx.Component | None = None,
) -> rx.Component:
    """The live region at the top right. Each clears after 8 s unless pointed at; it may lead on, or offer an act."""
    symbols = [(name, icon(_ICONS[name], 18)) for name in ("success", "warning", "danger")]
    body = rx.el.div(
        rx.el.span(rx.match(tone, *symbols, icon("info", 18)), class_name="notice-icon"),
        rx.el.p(
            text,
            rx.cond(follow, rx.fragment(" ", link(follow_label, href=follow, class_name="text-link"))),
            class_name="notice-text",
        ),
        *([act] if act is not None else []),
        rx.el.button(
            icon("x"),
            type="button",
            aria_label=t("app.close"),
            class_name="btn btn-ghost btn-icon btn-small",
            custom_attrs={"data-dismiss": ".notice"},
        ),
        key=notice_id,
        class_name=classes("notice", _prefixed("tone-", tone)),
    )
    return rx.el.div(rx.cond(shown, body), role="status", aria_live="polite", class_name="notices")


def empty_state(title: Text, text: Text, *acts: Content, symbol: str = "inbox") -> rx.Component:
    """What stands where a list would be: says how something gets there."""
    return rx.el.div(
        rx.el.div(icon(symbol, 22), class_name="empty-icon"),
        rx.el.p(title, class_name="empty-title"),
        rx.el.p(text, class_name="empty-text"),
        *([rx.el.div(*acts, class_name="empty-acts")] if acts else []),
        class_name="empty",
    )


def skeleton(width: str = "100%", height: str = "14px") -> rx.Component:
    """A grey bar in the shape of what is coming."""
    return rx.el.span(class_name="skeleton", aria_hidden="true", style={"width": width, "height": height})


def skeleton_rows(count: int = 8) -> rx.Component:
    """Rows of a list that is still loading."""
    row = rx.el.div(
        rx.el.span(class_name="skeleton skeleton-round"),
        skeleton("22%"),
        skeleton("14%"),
        skeleton("18%"),
        class_name="skeleton-row",
    )
    return rx.el.div(
        *[row for _ in range(count)],
        class_name="skeleton-rows",
        aria_busy="true",
        aria_label=t("app.loading"),
        role="status",
    )


def first_drawing(name: str) -> rx.Component:
    """Room for what the server draws before any script runs (`http/first_paint`); it hides what comes after it.

    React leaves it as it was served, for the markup that it would write here is never compared.
    """
    return rx.el.div(
        class_name="first-drawing",
        custom_attrs={"dangerouslySetInnerHTML": {"__html": slot(name)}, "suppressHydrationWarning": True},
    )


def progress(value: Any, label: Text) -> rx.Component:
    """How far long work is, out of 100."""
    return rx.el.progress(value=value, max=100, aria_label=label, class_name="progress")


def _paragraph(part: rx.Component | Text) -> rx.Component:
    return part if isinstance(part, rx.Component) else rx.el.p(part)


def _prefixed(prefix: str, tone: Text) -> Any:
    return prefix + tone if isinstance(tone, str) else prefix + cast("Any", tone)
