"""What the page for a new password knows."""

import reflex as rx

from comunik_kit.web.policy import public
from comunik_kit.web.session import call, cookies_of, workspace_here
from comunik_kit.web.setup.state import error_key
from comunik_kit.wiring import kit


def secret_of(state: rx.State, purpose: str) -> str:
    """Read the link's secret from the cookie that opening the link set; it is never in a var."""
    kind, _, secret = cookies_of(state).get("kit_link", "").partition(":")
    return secret if kind == purpose else ""


class ResetState(rx.State):
    """Whether the link is good."""

    status: str = "loading"
    preset: str = ""
    error: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        """Look at the link without using it (TOK-08)."""
        self.error = error_key(self.router.url.query_parameters.get("error", ""))
        self.status = await call(kit().recovery.peek, secret_of(self, "reset"))
        workspace = await workspace_here()
        if workspace:
            self.preset = workspace.preset
