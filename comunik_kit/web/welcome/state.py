"""What the welcome page knows of an invitation."""

import reflex as rx

from comunik_kit.invitations.views import Peek
from comunik_kit.web.policy import public
from comunik_kit.web.reset.state import secret_of
from comunik_kit.web.session import call
from comunik_kit.web.setup.state import error_key
from comunik_kit.wiring import kit


class WelcomeState(rx.State):
    """The invitation that the link shows; `status` is `loading` until it is known."""

    invitation: Peek = Peek(status="loading")
    error: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        """Look at the link without using it (TOK-08)."""
        self.error = error_key(self.router.url.query_parameters.get("error", ""))
        self.invitation = await call(kit().acceptance.peek, secret_of(self, "invite"))
