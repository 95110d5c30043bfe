"""Deleting a role: who has it, what they get instead, and what that changes for them."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.views import RoleRemoval
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import refuse
from comunik_kit.web.roles.state import RolesState
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import identifier, words
from comunik_kit.wiring import kit


class RoleRemovalState(rx.State):
    """The question that is open, and the replacement chosen so far."""

    asked: RoleRemoval = RoleRemoval()
    replacement: str = ""

    @rx.event
    @needs(Permission.ROLES_MANAGE)
    async def ask_role_removal(self, role_id: str) -> Any:
        """Ask whether a role is to be deleted."""
        self.replacement = ""
        return await self._ask(role_id)

    @rx.event
    @needs(Permission.ROLES_MANAGE)
    async def choose_replacement(self, role_id: str) -> Any:
        """Choose what its people get, and show what that changes; nothing chosen is a choice not made."""
        if not self.asked.id:
            return None
        self.replacement = words(role_id, 32)
        return await self._ask(self.asked.id)

    @rx.event
    @needs(Permission.ROLES_MANAGE)
    @asks_for_proof
    async def delete_role(self) -> Any:
        """Delete it."""
        name, actor = self.asked.name, require_actor()
        try:
            delete, wanted = kit().role_definitions.delete, identifier(self.asked.id)
            moved = await call(delete, actor, role_id=wanted, replacement_id=self.replacement)
        except KitError as error:
            return await refuse(self, error)
        self._close()
        await (await self.get_state(RolesState))._read()
        return await notify(self, "success", "roles.told.deleted", name=name, count=str(moved))

    @rx.event
    @signed_in
    def leave_removal(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question."""
        if open is not True:
            self._close()

    def _close(self) -> None:
        self.asked, self.replacement = RoleRemoval(), ""

    async def _ask(self, role_id: object) -> Any:
        try:
            look, wanted = kit().role_definitions.removal, identifier(role_id)
            chosen = self.replacement
            self.asked = await call(look, require_actor(), role_id=wanted, replacement_id=chosen)
        except KitError as error:
            self._close()
            return await refuse(self, error)
        return None
