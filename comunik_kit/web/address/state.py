"""What the page that confirms an address knows."""

import reflex as rx

from comunik_kit.access.views import AddressPeek
from comunik_kit.web.policy import public
from comunik_kit.web.reset.state import secret_of
from comunik_kit.web.session import call
from comunik_kit.web.setup.state import error_key
from comunik_kit.wiring import kit


class AddressState(rx.State):
    """Whether the link is good, and which address it confirms."""

    link: AddressPeek = AddressPeek(status="loading")
    error: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        """Look at the link without using it (TOK-08)."""
        self.error = error_key(self.router.url.query_parameters.get("error", ""))
        self.link = await call(kit().address_changes.peek, secret_of(self, "address"))
