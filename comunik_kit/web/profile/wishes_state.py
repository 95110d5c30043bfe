"""Which news the person wants by e-mail."""

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.mail.opt_outs import Wish
from comunik_kit.web.policy import signed_in
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.wiring import kit


class WishesState(rx.State):
    """The kinds of messages that may come to this person."""

    wishes: list[Wish] = []

    @rx.event
    @signed_in
    async def load(self) -> None:
        """Read what is wanted."""
        self.wishes = await call(kit().opt_outs.wishes, require_actor())

    @rx.event
    @signed_in
    async def choose(self, template: str, wanted: bool) -> None:
        """Switch a kind on or off, at once."""
        try:
            await call(kit().opt_outs.choose, require_actor(), template=template, wanted=wanted is True)
        except KitError as error:
            await refuse(self, error)
            return
        self.wishes = await call(kit().opt_outs.wishes, require_actor())
        await notify(self, "success", "wishes.told.on" if wanted is True else "wishes.told.off")
