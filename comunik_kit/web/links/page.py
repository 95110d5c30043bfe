"""In development the pages' port gets the links of e-mails; this hands them to the port that opens them."""

import reflex as rx
from reflex_base.event import EventSpec

from comunik_kit.web.components import skeleton
from comunik_kit.web.door_frame import door_frame
from comunik_kit.web.policy import public
from comunik_kit.wiring import kit


class LinkState(rx.State):
    """Knows nothing: the address has it all."""

    @rx.event
    @public
    def follow(self) -> EventSpec:
        """Go to the same path on the port of our own routes."""
        return rx.redirect(f"{kit().settings.api_url}{self.router.url.path}")


def link_page() -> rx.Component:
    """Show that something is coming."""
    return door_frame(skeleton("100%", "8rem"))
