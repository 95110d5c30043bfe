"""A module's page: the last things that happened in it."""

import reflex as rx

from comunik_kit.kernel.errors import NotFound
from comunik_kit.modules.views import ModuleView
from comunik_kit.web.policy import signed_in
from comunik_kit.web.session import call, require_actor
from comunik_kit.wiring import kit

NOTHING = ModuleView()


class ModuleState(rx.State):
    """What one module shows, and how far reading it is: `loading`, `found`, or `missing` when it is not on."""

    view: ModuleView = NOTHING
    status: str = "loading"

    @rx.event
    @signed_in
    async def load(self) -> None:
        """Show the module that the address names; one the person does not have is as unknown as none."""
        self.view, self.status = NOTHING, "loading"
        try:
            key = self.router.url.path.strip("/")
            self.view = await call(kit().home.module, require_actor(), key)
            self.status = "found"
        except NotFound:
            self.status = "missing"
