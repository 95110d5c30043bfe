"""The page for an address that leads nowhere."""

import reflex as rx

from comunik_kit.web.components import link_button
from comunik_kit.web.door_frame import door_frame
from comunik_kit.web.doors import dead_end
from comunik_kit.web.i18n import t


def not_found_page() -> rx.Component:
    """Say so, and lead home."""
    way_home = link_button(t("not_found.home"), href="/", weight="primary")
    return door_frame(dead_end("compass", t("not_found.title"), t("not_found.text"), way_home, tone="info"))
