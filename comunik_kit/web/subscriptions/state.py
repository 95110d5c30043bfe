"""The subscriptions of the workspace on the screen, their order, and which one newcomers get."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.subscriptions.views import TierBook
from comunik_kit.web.guard import needs
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import identifier
from comunik_kit.wiring import kit


class TiersState(rx.State):
    """What the page shows."""

    book: TierBook = TierBook()
    loaded: bool = False

    @rx.event
    @needs(Permission.SUBSCRIPTIONS_MANAGE)
    async def load_tiers(self) -> None:
        """Show the subscriptions."""
        await self._read()

    @rx.event
    @needs(Permission.SUBSCRIPTIONS_MANAGE)
    async def move_tier(self, tier_id: str, up: bool) -> Any:
        """Put a subscription a place earlier or later."""
        return await self._do(kit().subscriptions.move, tier_id, up=up is True)

    @rx.event
    @needs(Permission.SUBSCRIPTIONS_MANAGE)
    async def make_default(self, tier_id: str) -> Any:
        """Have newcomers get a subscription."""
        return await self._do(kit().subscriptions.make_default, tier_id)

    async def _do(self, act: Callable[..., object], tier_id: object, **how: bool) -> Any:
        try:
            await call(act, require_actor(), tier_id=identifier(tier_id), **how)
        except KitError as error:
            return await refuse(self, error)
        return await self._read()

    async def _read(self) -> None:
        self.book = await call(kit().subscriptions.book, require_actor())
        self.loaded = True
