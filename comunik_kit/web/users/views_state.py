"""Saved views on the screen: the menu « Vues », and the dialogs that save and put them in order."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.saved_views import ViewForm, ViewLine
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import entries, identifier
from comunik_kit.web.users.state import UsersState
from comunik_kit.wiring import kit


class ViewsState(rx.State):
    """One's own views and the shared ones; read when the menu opens."""

    views: list[ViewLine] = []
    dialog: str = ""
    visit: int = 0

    @rx.event
    @needs(Permission.USERS_READ)
    async def offer_views(self, open: bool) -> None:  # noqa: A002 - the menu's word
        """List them, when the menu opens."""
        if open is True:
            await self._read()

    @rx.event
    @needs(Permission.USERS_READ)
    def ask_to_save(self) -> None:
        """Open the dialog that gives the present list a name."""
        self.dialog, self.visit = "save", self.visit + 1

    @rx.event
    @needs(Permission.USERS_READ)
    def ask_to_arrange(self) -> None:
        """Open the dialog that renames and deletes."""
        self.dialog, self.visit = "arrange", self.visit + 1

    @rx.event
    @signed_in
    def leave_views(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the dialog."""
        if open is not True:
            self.dialog = ""

    @rx.event
    @needs(Permission.USERS_READ)
    async def save_view(self, form: dict[str, Any]) -> Any:
        """Keep the present list under a name."""
        try:
            made = ViewForm.parse(_named(form))
            address = (await self.get_state(UsersState))._address
            await call(kit().saved_views.save, require_actor(), form=made, address=address)
        except KitError as error:
            return await refuse(self, _of_name(error))
        self.dialog = ""
        await notify(self, "success", "users.views.saved", name=made.name)
        return None

    @rx.event
    @needs(Permission.USERS_READ)
    async def change_view(self, view_id: str, form: dict[str, Any]) -> Any:
        """Rename a view, or share it."""
        try:
            made = ViewForm.parse(_named(form))
            change = kit().saved_views.change
            await call(change, require_actor(), view_id=identifier(view_id), form=made)
        except KitError as error:
            return await refuse(self, _of_name(error))
        await self._read()
        await notify(self, "success", "users.views.saved", name=made.name)
        return None

    @rx.event
    @needs(Permission.USERS_READ)
    async def delete_view(self, view_id: str) -> Any:
        """Delete a view; the people in it stay."""
        name = next((view.name for view in self.views if view.id == view_id), "")
        try:
            await call(kit().saved_views.delete, require_actor(), view_id=identifier(view_id))
        except KitError as error:
            return await refuse(self, error)
        await self._read()
        await notify(self, "success", "users.views.deleted", name=name)
        return None

    async def _read(self) -> None:
        self.views = await call(kit().saved_views.all, require_actor())


def _named(form: object) -> dict[str, object]:
    """Take what the form is about; a box that is not ticked is not in it, or false."""
    said = entries(form)
    return {"name": said.get("name", ""), "shared": "1" if said.get("shared") else ""}


def _of_name(error: KitError) -> KitError:
    """Say what is wrong with the only field by itself."""
    return next(iter(error.errors.values())) if isinstance(error, InvalidInput) else error
