"""Deleting a subscription: who has it, what they get instead, and what that changes for them."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.subscriptions.views import TierRemoval
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.subscriptions.state import TiersState
from comunik_kit.web.users.arguments import identifier, words
from comunik_kit.wiring import kit


class TierRemovalState(rx.State):
    """The question that is open, the replacement chosen so far, and why it will not do."""

    asked: TierRemoval = TierRemoval()
    replacement: str = ""
    wrong: FieldError = FieldError()

    @rx.event
    @needs(Permission.SUBSCRIPTIONS_MANAGE)
    async def ask_tier_removal(self, tier_id: str) -> Any:
        """Ask whether a subscription is to be deleted."""
        self._close()
        try:
            look, wanted = kit().subscriptions.removal, identifier(tier_id)
            self.asked = await call(look, require_actor(), tier_id=wanted)
        except KitError as error:
            return await refuse(self, error)
        return None

    @rx.event
    @needs(Permission.SUBSCRIPTIONS_MANAGE)
    async def choose_tier_replacement(self, tier_id: str) -> None:
        """Choose what its people get, and show what that changes; one that has not seats enough is no choice."""
        if not self.asked.id:
            return
        chosen, self.replacement, self.wrong = words(tier_id, 32), "", FieldError()
        try:
            look, wanted = kit().subscriptions.removal, identifier(self.asked.id)
            self.asked = await call(look, require_actor(), tier_id=wanted, replacement_id=chosen)
        except KitError as error:
            self.wrong = next(iter(fields(error).values()))
            return
        self.replacement = chosen

    @rx.event
    @needs(Permission.SUBSCRIPTIONS_MANAGE)
    async def delete_tier(self) -> Any:
        """Delete it."""
        name, actor = self.asked.name, require_actor()
        try:
            delete, wanted = kit().subscriptions.delete, identifier(self.asked.id)
            moved = await call(delete, actor, tier_id=wanted, replacement_id=self.replacement)
        except KitError as error:
            return await refuse(self, error)
        self._close()
        await (await self.get_state(TiersState))._read()
        return await notify(self, "success", "subscriptions.told.deleted", name=name, count=str(moved))

    @rx.event
    @signed_in
    def leave_tier_removal(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question."""
        if open is not True:
            self._close()

    def _close(self) -> None:
        self.asked, self.replacement, self.wrong = TierRemoval(), "", FieldError()
