"""What « Ajouter un filtre » offers: read when the menu opens, so that the list does not carry it."""

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.users.offers import Offers
from comunik_kit.web.guard import needs
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.state import UsersState
from comunik_kit.wiring import kit


class OffersState(rx.State):
    """The roles, departments, companies, subscriptions and people to choose from."""

    offers: Offers = Offers()

    @rx.event
    @needs(Permission.USERS_READ)
    async def offer(self, open: bool) -> None:  # noqa: A002 - the menu's word
        """Offer what there is, when the menu opens."""
        if open is True:
            asked = (await self.get_state(UsersState))._address.filter
            self.offers = await call(kit().list_offers.offers, require_actor(), asked)
