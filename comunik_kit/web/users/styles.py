"""The style sheet of the people screens: loaded where they are, so that the sign-in page stays light."""

import reflex as rx


def people_styles() -> rx.Component:
    """A style sheet that React lifts into the head, and waits for before it shows the page."""
    return rx.el.link(rel="stylesheet", href="/css/people.css", custom_attrs={"precedence": "default"})
