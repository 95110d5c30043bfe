"""The page for an address that leads nowhere."""

import reflex as rx

from comunik_kit.web.components import empty_state, link_button
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import door_frame


def not_found_page() -> rx.Component:
    """Say so, and lead home."""
    way_home = link_button(t("not_found.home"), href="/", weight="primary")
    return door_frame(empty_state(t("not_found.title"), t("not_found.text"), way_home, symbol="compass"))
