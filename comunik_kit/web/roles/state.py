"""The roles of the workspace on the screen."""

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.views import RoleBook
from comunik_kit.web.guard import needs
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import words
from comunik_kit.wiring import kit


class RolesState(rx.State):
    """What the page shows; `chosen` is the role that a phone shows the rights of."""

    book: RoleBook = RoleBook()
    chosen: str = ""
    loaded: bool = False

    @rx.event
    @needs(Permission.ROLES_READ)
    async def load_roles(self) -> None:
        """Show the roles."""
        await self._read()

    @rx.event
    @needs(Permission.ROLES_READ)
    def choose_role(self, role_id: str) -> None:
        """Show the rights of another role, where there is room for one."""
        wanted = words(role_id)
        if any(role.id == wanted for role in self.book.roles):
            self.chosen = wanted

    async def _read(self) -> None:
        self.book = await call(kit().role_definitions.book, require_actor())
        ids = [role.id for role in self.book.roles]
        self.chosen = self.chosen if self.chosen in ids else next(iter(ids), "")
        self.loaded = True
