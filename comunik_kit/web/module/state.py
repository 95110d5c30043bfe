"""A module's list on the screen: what is asked for, and one page of the answer. The address says which."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.asking import ItemFilter
from comunik_kit.modules.item_views import ItemChoices, ItemPage
from comunik_kit.web.changing import change_only
from comunik_kit.web.live import Part, follow
from comunik_kit.web.module.asked import Asked, address_of, asked_at, module_at, shown
from comunik_kit.web.module.choices_state import ItemChoicesState
from comunik_kit.web.policy import signed_in
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import MAX_CURSOR, entries, words
from comunik_kit.wiring import kit

_FILTERS = frozenset({"kind", "owner", "department", "tag"})
NOTHING, ANYTHING = ItemPage(), ItemFilter()


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a module's list: what it is asked for, and where in it."""

    module: str = ""
    asked: ItemFilter = ANYTHING
    before: str = ""
    after: str = ""


class ModuleState(rx.State):
    """What the list shows: `loading`, `found`, or `missing` when the module is not on for the reader."""

    page: ItemPage = NOTHING
    asked: Asked = Asked()
    status: str = "loading"
    visit: int = 0
    _place: Place = Place()
    _choices: ItemChoices = ItemChoices()

    @rx.event(background=True, supersedes=True)
    @signed_in
    async def follow(self) -> list[Any]:
        """Keep the list in step with what others do and other systems report."""
        if module_at(self.router.url.path) is None:
            return []
        return await follow(self, _LIST, Topic.ACTIVITY, Topic.RIGHTS)

    @rx.event
    @signed_in
    async def load(self) -> Any:
        """Show what the address asks for; a module that the reader does not have is as unknown as none."""
        self.page, self.status = NOTHING, "loading"
        module, asked = self._wanted()  # by the address, as nothing is shown any more
        place = Place(module.key, asked)
        try:
            self.page, self._choices = await call(_found, require_actor(), place)
        except NotFound:
            self._place, self.status = place, "missing"
            return None
        self._place, self.visit = place, self.visit + 1
        self.asked, self.status = shown(module, asked, self._choices), "found"
        return ItemChoicesState.offer_items

    @rx.event(background=True, supersedes=True)
    @signed_in
    async def look_for(self, text: str) -> None:
        """Search as one types: a newer search ends the older one."""
        actor = require_actor()
        async with self:
            module, asked = self._wanted()
            place = Place(module.key, asked.asking(module, q=words(text)))
            if self.status != "found":
                return
            self._place, self.asked = place, shown(module, place.asked, self._choices)
        page = await call(_page, actor, place)
        async with self:
            if place == self._place:
                self.page = page

    @rx.event
    @signed_in
    def narrow(self, name: str, value: str) -> Any:
        """Go to the address that asks for this as well; an empty value asks for any."""
        module, asked = self._wanted()
        if name not in _FILTERS:
            return None
        return rx.redirect(address_of(module, asked.asking(module, **{name: words(value)})))

    @rx.event
    @signed_in
    def between(self, form: dict[str, Any]) -> Any:
        """Go to the address that asks for these days; either may be left open."""
        given = entries(form)
        module, asked = self._wanted()
        days = {name: words(given.get(name)) for name in ("from", "to")}
        return rx.redirect(address_of(module, asked.asking(module, **days)))

    @rx.event
    @signed_in
    async def turn_back(self) -> None:
        """Show what is newer."""
        await self._turn(before=self.page.before, after="")

    @rx.event
    @signed_in
    async def turn_on(self) -> None:
        """Show what is older."""
        await self._turn(before="", after=self.page.after)

    def _wanted(self) -> tuple[Any, ItemFilter]:
        """Tell what is asked for: on the page that is shown by the page, else by the address."""
        module, asked = asked_at(self.router.url.path, dict(self.router.url.query_parameters))
        if self.status == "found" and self._place.module == module.key:
            return module, self._place.asked
        return module, asked

    async def _turn(self, *, before: str, after: str) -> None:
        if self.status != "found":
            return
        cursors = {"before": words(before, MAX_CURSOR), "after": words(after, MAX_CURSOR)}
        place = Place(self._place.module, self._place.asked, **cursors)
        self.page = await call(_page, require_actor(), place)
        self._place = place


def _page(actor: Actor, place: Place) -> ItemPage:
    return kit().module_items.page(actor, place.module, place.asked, before=place.before, after=place.after)


def _found(actor: Actor, place: Place) -> tuple[ItemPage, ItemChoices]:
    return _page(actor, place), kit().module_items.choices(actor, place.module, place.asked)


async def _shown(state: ModuleState) -> Place | None:
    return None if state.status == "loading" else state._place


def _read(actor: Actor, place: Place) -> ItemPage | None:
    try:
        return _page(actor, place)
    except NotFound:  # the module was switched off for the reader
        return None


async def _put(state: ModuleState, page: ItemPage | None) -> None:
    """Show it; one that was missing stays so until the page is opened again, with what its filters offer."""
    if page is None:
        change_only(state, page=NOTHING, status="missing")
    elif state.status == "found":
        change_only(state, page=page)


# Of no permission: who lost the module is told so.
_LIST: Part[ModuleState, Place, ItemPage | None] = Part(permission="", shown=_shown, read=_read, place=_put)
