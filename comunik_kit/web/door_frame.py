"""The plain frame around a page before one is in, and how a brand is drawn wherever it stands."""

import reflex as rx

from comunik_kit.web.brand import brand_name, legal_line
from comunik_kit.web.components import icon, language_switch, theme_switch
from comunik_kit.web.components.elements import Content, Text


def door_frame(*content: Content, wide: bool = False) -> rx.Component:
    """A page before one is in: the brand, one card, language and theme, the legal line."""
    return rx.el.div(
        rx.el.header(brand_mark(brand_name()), class_name="door-top"),
        rx.el.main(
            rx.el.div(*content, class_name="door-card door-card-wide" if wide else "door-card"),
            id="main",
            class_name="door-main",
        ),
        rx.el.footer(
            rx.el.div(language_switch(), theme_switch(), class_name="door-switches"),
            legal_note(legal_line()),
            class_name="door-bottom",
        ),
        class_name="door",
    )


def brand_mark(brand: Text, class_name: Text = "brand") -> rx.Component:
    """The brand: its name with a mark, or its logo in their place (css/doors.css), whose name is said all the same."""
    return rx.el.div(
        rx.el.span(icon("messages-square"), class_name="brand-mark"),
        rx.el.span(brand, class_name="brand-name"),
        class_name=class_name,
    )


def legal_note(words: Text) -> rx.Component:
    """The legal line; nothing to see when there is none."""
    return rx.el.p(words, class_name="door-legal")
