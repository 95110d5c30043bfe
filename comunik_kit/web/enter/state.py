"""What the page behind a link that signs in knows."""

import reflex as rx

from comunik_kit.web.policy import public
from comunik_kit.web.reset.state import secret_of
from comunik_kit.web.session import call
from comunik_kit.web.setup.state import error_key
from comunik_kit.wiring import kit


class EnterState(rx.State):
    """Whether the link is good."""

    status: str = "loading"
    error: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        """Look at the link without using it (TOK-08)."""
        self.error = error_key(self.router.url.query_parameters.get("error", ""))
        self.status = await call(kit().link_sign_in.peek, secret_of(self, "enter"))
