"""Deleted people on the screen: one page of them, and their return."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.gone import DeletedPage
from comunik_kit.web.guard import needs
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import MAX_CURSOR, identifier, words
from comunik_kit.wiring import kit


class DeletedState(rx.State):
    """What the page shows."""

    page: DeletedPage = DeletedPage()
    loaded: bool = False
    _cursor: str = ""

    @rx.event
    @needs(Permission.USERS_DELETE)
    async def load_deleted(self) -> None:
        """Show the first page."""
        await self._show("")

    @rx.event
    @needs(Permission.USERS_DELETE)
    async def more_deleted(self) -> None:
        """Show the page after, if there is one: a second click may come when there is none any more."""
        if self.page.after:
            await self._show(words(self.page.after, MAX_CURSOR))

    @rx.event
    @needs(Permission.USERS_DELETE)
    async def bring_back(self, user_id: str) -> Any:
        """Restore somebody; who has their address now is said when it is taken."""
        try:
            name = await call(kit().users.restore, require_actor(), user_id=identifier(user_id))
        except KitError as error:
            return await refuse(self, error)
        await notify(
            self,
            "success",
            "lifecycle.told.restored",
            name=name,
            link=f"/users/{user_id}",
            link_key="users.open",
        )
        await self._show(self._cursor)
        return None

    async def _show(self, cursor: str) -> None:
        self.page = await call(kit().deleted_people.page, require_actor(), after=cursor)
        self._cursor, self.loaded = "" if self.page.is_first else cursor, True
