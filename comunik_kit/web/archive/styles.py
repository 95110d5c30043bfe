"""The style sheet of the archive, loaded where it is."""

import reflex as rx


def archive_styles() -> rx.Component:
    """A style sheet that React lifts into the head, and waits for before it shows the page."""
    return rx.el.link(rel="stylesheet", href="/css/archive.css", custom_attrs={"precedence": "default"})
