"""Keys of the API on the screen. The secret of one never passes through here: `kit.js` fetches it, once."""

from typing import Any

import reflex as rx

from comunik_kit.integrations.inputs import NewKey
from comunik_kit.integrations.views import FileView, KeyBook, KeyView
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import entries, identifier, words
from comunik_kit.wiring import kit

FORM, SECRET = "form", "secret"
PATH = "/api/v1/activities"


class ApiState(rx.State):
    """The keys, the dialog that is open (`step`), the key it is about."""

    book: KeyBook = KeyBook()
    address: str = ""
    loaded: bool = False
    step: str = ""
    visit: int = 0
    key: KeyView = KeyView()
    ending: KeyView = KeyView()
    errors: dict[str, FieldError] = {}

    @rx.event
    @needs(Permission.API_MANAGE)
    async def load_keys(self) -> None:
        """Show the keys, and where other systems post."""
        await self._read()
        self.address = await call(kit().workspaces.link_base, require_actor()) + PATH
        self.loaded = True

    @rx.event
    @needs(Permission.API_MANAGE)
    def ask_key(self) -> None:
        """Open an empty form."""
        self.step, self.errors, self.visit = FORM, {}, self.visit + 1

    @rx.event
    @needs(Permission.API_MANAGE)
    @asks_for_proof
    async def make_key(self, form: dict[str, Any]) -> None:
        """Make the key; what is wrong is said under its field."""
        try:
            new = NewKey.parse(entries(form))
            key_id = await call(kit().api_keys.create, require_actor(), new=new)
        except KitError as error:
            self.errors = fields(error)
            return
        await self._read()
        self.key, self.step, self.errors = self._named(key_id), SECRET, {}

    @rx.event
    @needs(Permission.API_MANAGE)
    @asks_for_proof
    async def show_key(self, key_id: str) -> Any:
        """Open the dialog in which a key can be shown that nobody has seen."""
        require_actor().require_recent()
        try:
            self.key, self.step = self._named(identifier(key_id)), SECRET
        except KitError as error:
            return await refuse(self, error)
        return None

    @rx.event
    @signed_in
    async def leave_key(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the dialog; a key that was shown in it has another state now."""
        if open is True or not self.step:
            return
        self.step, self.key = "", KeyView()
        if require_actor().may(Permission.API_MANAGE):
            await self._read()

    @rx.event
    @needs(Permission.API_MANAGE)
    async def ask_revocation(self, key_id: str) -> Any:
        """Ask before a key is revoked."""
        try:
            self.ending = self._named(identifier(key_id))
        except KitError as error:
            return await refuse(self, error)
        return None

    @rx.event
    @signed_in
    def leave_revocation(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question."""
        if open is not True:
            self.ending = KeyView()

    @rx.event
    @needs(Permission.API_MANAGE)
    async def revoke_key(self) -> Any:
        """Revoke the key that was asked about."""
        if not self.ending.id:
            return None
        asked, self.ending = self.ending, KeyView()
        try:
            name = await call(kit().api_keys.revoke, require_actor(), key_id=asked.id)
        except KitError as error:
            return await refuse(self, error)
        await self._read()
        return await notify(self, "success", "api.told.revoked", name=name)

    async def _read(self) -> None:
        self.book = await call(kit().api_keys.book, require_actor())

    def _named(self, key_id: str) -> KeyView:
        """Find a key among those that are shown."""
        found = next((key for key in self.book.listed if key.id == key_id), None)
        if found is None:
            raise NotFound
        return found


class ActivityFileState(rx.State):
    """What came of a file that the page's script has sent."""

    verdict: FileView = FileView()
    taken: bool = False

    @rx.event
    @needs(Permission.API_MANAGE)
    async def file_taken(self, form: dict[str, Any]) -> Any:
        """Show what came of it."""
        try:
            name = words(entries(form).get("import"))
            self.verdict = await call(kit().activity_by_hand.verdict, require_actor(), name=name)
        except KitError as error:
            return await refuse(self, error)
        self.taken = True
        return None
