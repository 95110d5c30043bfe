"""The modules of the workspace on the screen, and setting them."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.modules.arranging import ModuleBook, Setting
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import SessionState, call, require_actor
from comunik_kit.web.users.arguments import words
from comunik_kit.wiring import kit

_LONGEST = 20


class ModulesState(rx.State):
    """What the page shows."""

    book: ModuleBook = ModuleBook()
    loaded: bool = False

    @rx.event
    @needs(Permission.MODULES_MANAGE)
    async def load_modules(self) -> None:
        """Show the modules."""
        await self._read()

    @rx.event
    @needs(Permission.MODULES_MANAGE)
    async def set_module(self, module: str, setting: str, on: bool) -> Any:
        """Set one thing of a module, at once."""
        wanted = next((each for each in Setting if each == setting), None)
        if wanted is None:
            return None
        try:
            act, key = kit().workspace_modules.set, words(module, _LONGEST)
            await call(act, require_actor(), module=key, setting=wanted, on=on is True)
        except KitError as error:
            return await refuse(self, error)
        return await self._read()

    @rx.event
    @needs(Permission.MODULES_MANAGE)
    async def move_module(self, module: str, up: bool) -> Any:
        """Put a module a place earlier or later."""
        try:
            act, key = kit().workspace_modules.move, words(module, _LONGEST)
            await call(act, require_actor(), module=key, up=up is True)
        except KitError as error:
            return await refuse(self, error)
        return await self._read()

    async def _read(self) -> None:
        self.book = await call(kit().workspace_modules.book, require_actor())
        self.loaded = True
        await follow_in_menu(self)


async def follow_in_menu(state: rx.State) -> None:
    """Have the menu of this page say what is on by now."""
    session = await state.get_state(SessionState)
    session.modules = (await call(kit().frame.view, require_actor())).modules
