"""What the filters of a module's list offer: sent apart from the list, so that many departments do not weigh on it."""

import reflex as rx

from comunik_kit.kernel.errors import NotFound
from comunik_kit.modules.item_views import ItemChoices
from comunik_kit.web.module.asked import asked_at
from comunik_kit.web.policy import signed_in
from comunik_kit.web.session import call, require_actor
from comunik_kit.wiring import kit

NOTHING = ItemChoices()


class ItemChoicesState(rx.State):
    """The departments, tags and the person to choose from."""

    choices: ItemChoices = NOTHING

    @rx.event
    @signed_in
    async def offer_items(self) -> None:
        """Offer what there is in the module of the address."""
        module, asked = asked_at(self.router.url.path, dict(self.router.url.query_parameters))
        try:
            self.choices = await call(kit().module_items.choices, require_actor(), module.key, asked)
        except NotFound:
            self.choices = NOTHING
