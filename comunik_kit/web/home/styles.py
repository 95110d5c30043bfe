"""The style sheet of home and of the modules' pages: loaded where they are, so that the doors stay light."""

import reflex as rx


def home_styles() -> rx.Component:
    """A style sheet that React lifts into the head, and waits for before it shows the page."""
    return rx.el.link(rel="stylesheet", href="/css/home.css", custom_attrs={"precedence": "default"})
