"""The style sheets of a module's pages, loaded where they are."""

import reflex as rx

from comunik_kit.web.archive.styles import archive_styles
from comunik_kit.web.users.styles import people_styles


def module_styles() -> tuple[rx.Component, ...]:
    """Those of lists and their filters, and what is the modules' own."""
    own = rx.el.link(rel="stylesheet", href="/css/module.css", custom_attrs={"precedence": "default"})
    return people_styles(), archive_styles(), own
