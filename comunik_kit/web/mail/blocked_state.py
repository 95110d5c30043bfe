"""The tab of blocked addresses: whom the workspace writes to no more."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.mail.inputs import NewBlock
from comunik_kit.mail.sending_views import BlockedPage
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.acts import Named
from comunik_kit.web.users.arguments import MAX_CURSOR, entries, identifier, words
from comunik_kit.wiring import kit

NEW_BLOCK = ("email", "note")


class BlockedState(rx.State):
    """A page of the list, the search, and the address that is asked about."""

    page: BlockedPage = BlockedPage()
    search: str = ""
    loaded: bool = False
    asked: Named = Named()
    errors: dict[str, FieldError] = {}
    forms: int = 0
    visit: int = 0
    _cursor: str = ""

    @rx.event
    @needs(Permission.MAIL_READ)
    async def load_blocked(self) -> None:
        """Show the newest."""
        self.search, self.errors, self.asked, self.visit = "", {}, Named(), self.visit + 1
        await self._turn("")

    @rx.event(background=True, supersedes=True)
    @needs(Permission.MAIL_READ)
    async def look_for(self, text: str) -> None:
        """Search as one types: a newer search ends the older one."""
        actor = require_actor()
        async with self:
            self.search = wanted = words(text)
        page = await call(kit().blocked_addresses.page, actor, search=wanted)
        async with self:
            if self.search == wanted:
                self.page, self._cursor = page, ""

    @rx.event
    @needs(Permission.MAIL_READ)
    async def turn_back(self) -> None:
        """Show newer ones."""
        await self._turn(self.page.before)

    @rx.event
    @needs(Permission.MAIL_READ)
    async def turn_on(self) -> None:
        """Show older ones."""
        await self._turn(self.page.after)

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    async def ask_unblock(self, block_id: str) -> None:
        """Ask before an address is written to again."""
        found = next((row for row in self.page.rows if row.id == block_id), None)
        if found is not None:
            self.asked = Named(found.id, found.email, found.email)

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    def leave(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question."""
        if open is not True:
            self.asked = Named()

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    async def unblock(self) -> None:
        """Write to the address that was asked about again."""
        asked, self.asked = self.asked, Named()
        try:
            service = kit().blocked_addresses.unblock
            email = await call(service, require_actor(), block_id=identifier(asked.id))
        except KitError as error:
            await refuse(self, error)
            return
        await self._turn("")
        await notify(self, "success", "mail.told.unblocked", email=email)

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    async def block(self, form: dict[str, Any]) -> None:
        """Put an address on the list."""
        try:
            new = NewBlock.parse({n: value for n, value in entries(form).items() if n in NEW_BLOCK})
            await call(kit().blocked_addresses.block, require_actor(), new=new)
        except KitError as error:
            self.errors = fields(error)
            return
        self.errors, self.forms = {}, self.forms + 1
        await self._turn("")
        await notify(self, "success", "mail.told.blocked", email=new.email.display)

    async def _turn(self, cursor: str) -> None:
        place = words(cursor, MAX_CURSOR)
        service = kit().blocked_addresses.page
        self.page = await call(service, require_actor(), search=self.search, cursor=place)
        self._cursor, self.loaded = place, True
