"""« Mes modules »: which one has, why, and those that one may switch."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.modules.switching import ModuleOf
from comunik_kit.web.modules.state import follow_in_menu
from comunik_kit.web.policy import signed_in
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import words
from comunik_kit.wiring import kit


class OwnModulesState(rx.State):
    """The person's own modules."""

    modules: list[ModuleOf] = []

    @rx.event
    @signed_in
    async def load_own_modules(self) -> None:
        """Read them."""
        self.modules = await call(kit().personal_modules.own, require_actor())

    @rx.event
    @signed_in
    async def switch_own_module(self, module: str, on: bool) -> Any:
        """Switch one off, or on again."""
        try:
            act = kit().personal_modules.switch_own
            await call(act, require_actor(), module=words(module, 20), on=on is True)
        except KitError as error:
            return await refuse(self, error)
        self.modules = await call(kit().personal_modules.own, require_actor())
        return await follow_in_menu(self)
