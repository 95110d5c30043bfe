"""Dialogs and the side sheet: Radix's dialog with our look. It traps the focus and gives it back."""

from typing import Any

import reflex as rx
from reflex_components_radix.primitives.dialog import dialog as radix

from comunik_kit.web.components.buttons import Weight, button
from comunik_kit.web.components.elements import Content, Flag, Text, icon
from comunik_kit.web.i18n import t


class LeftPage(rx.Component):
    """Tells when the page it stands on is left for another one."""

    library = "$/utils/kit/left_page"
    tag = "LeftPage"

    on_left: rx.EventHandler[rx.event.no_args_event_spec]


def dialog(
    *content: Content,
    open: Flag,  # noqa: A002 - Radix's word, and what callers expect
    on_open_change: Any,
    title: Text,
    description: Text,
    foot: rx.Component | None = None,
    on_left: Any = None,
    **events: Any,
) -> rx.Component:
    """A dialog in the middle; `foot` stays in sight.

    Closing asks `on_open_change(False)`; so does leaving the page, where `on_left` says nothing else.
    """
    return _overlay(
        "dialog",
        *content,
        open=open,
        on_open_change=on_open_change,
        title=title,
        description=description,
        foot=foot,
        on_left=on_left,
        **events,
    )


def side_sheet(
    *content: Content,
    open: Flag,  # noqa: A002 - Radix's word, and what callers expect
    on_open_change: Any,
    title: Text,
    description: Text,
    foot: rx.Component | None = None,
    on_left: Any = None,
    **events: Any,
) -> rx.Component:
    """A sheet from the right, 480 px, full width on a phone. Mark the field to focus first with `auto_focus`."""
    return _overlay(
        "sheet",
        *content,
        open=open,
        on_open_change=on_open_change,
        title=title,
        description=description,
        foot=foot,
        on_left=on_left,
        **events,
    )


def confirm_dialog(
    *content: Content,
    open: Flag,  # noqa: A002 - Radix's word, and what callers expect
    on_open_change: Any,
    title: Text,
    consequence: Text,
    verb: Text,
    on_confirm: Any,
    weight: Weight = "danger",
    busy: Flag = False,
) -> rx.Component:
    """Asks before something that matters: says the consequence, and the button says the verb."""
    foot = rx.el.div(
        radix.close(button(t("app.cancel")), as_child=True),
        button(verb, weight=weight, busy=busy, on_click=on_confirm),
        class_name="foot-acts",
    )
    return dialog(
        *content, open=open, on_open_change=on_open_change, title=title, description=consequence, foot=foot
    )


def _overlay(
    kind: str,
    *content: Content,
    open: Flag,  # noqa: A002 - Radix's word, and what callers expect
    on_open_change: Any,
    title: Text,
    description: Text,
    foot: rx.Component | None,
    on_left: Any,
    **events: Any,
) -> rx.Component:
    return radix.root(
        radix.portal(
            radix.overlay(class_name="overlay"),
            radix.content(
                _head(title, description),
                *([rx.el.div(*content, class_name="overlay-body")] if content else []),
                *([rx.el.div(foot, class_name="overlay-foot")] if foot is not None else []),
                _closer(),
                LeftPage.create(on_left=on_left or on_open_change(False)),
                class_name=kind,
                **events,
            ),
        ),
        open=open,
        on_open_change=on_open_change,
    )


def _head(title: Text, description: Text) -> rx.Component:
    return rx.el.div(
        radix.title(title, class_name="overlay-title"),
        radix.description(description, class_name="overlay-text"),
        class_name="overlay-head",
    )


def _closer() -> rx.Component:
    # Last in the page's order, so that opening focuses the first thing to fill in or press.
    cross = rx.el.button(
        icon("x"), type="button", aria_label=t("app.close"), class_name="btn btn-ghost btn-icon overlay-close"
    )
    return radix.close(cross, as_child=True)
