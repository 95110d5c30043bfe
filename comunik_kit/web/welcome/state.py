"""What the welcome page knows of an invitation."""

from collections.abc import AsyncIterator

import reflex as rx

from comunik_kit.invitations.views import Peek
from comunik_kit.web.policy import public
from comunik_kit.web.reset.state import secret_of
from comunik_kit.web.session import call
from comunik_kit.web.setup.state import error_key
from comunik_kit.wiring import kit

NOTICES = {"asked": "doors.invite.asked"}


class WelcomeState(rx.State):
    """The invitation that the link shows; `status` is `loading` until it is known, `none` without a link."""

    invitation: Peek = Peek(status="loading")
    error: str = ""
    notice: str = ""

    @rx.event
    @public
    async def load(self) -> AsyncIterator[None]:
        """Look at the link without using it (TOK-08); what a link of before showed is gone at once."""
        self.invitation = Peek(status="loading")
        yield
        query, secret = self.router.url.query_parameters, secret_of(self, "invite")
        self.error = error_key(query.get("error", ""))
        self.notice = NOTICES.get(query.get("notice", ""), "")
        self.invitation = await call(kit().acceptance.peek, secret) if secret else Peek(status="none")
