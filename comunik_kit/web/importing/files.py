"""Links to the files of an import."""

import reflex as rx

from comunik_kit.web.components import link_button
from comunik_kit.web.components.elements import Text


def saved_file(words: Text, address: str | rx.Var[str]) -> rx.Component:
    """Link to a file: a plain link, which the browser saves by itself."""
    return link_button(words, href=address, leading="download", reload=True, custom_attrs={"download": ""})
