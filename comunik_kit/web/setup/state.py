"""What the set-up page knows."""

import reflex as rx

from comunik_kit.web.policy import public
from comunik_kit.web.session import call
from comunik_kit.wiring import kit


class SetupState(rx.State):
    """Whether the one-time link still opens anything. The code itself stays in the address, never here."""

    status: str = "loading"
    error: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        """Look at the link without using it."""
        query = self.router.url.query_parameters
        self.error = error_key(query.get("error", ""))
        self.status = await call(kit().first_setup.peek, query.get("code", ""))


def error_key(code: str) -> str:
    """Turn the `error` of an address into a key of the catalogue; for people whose browser runs no script."""
    known = code.replace("_", "").isalpha() and code.isascii() and code.islower()
    return f"errors.{code}" if known else ""
