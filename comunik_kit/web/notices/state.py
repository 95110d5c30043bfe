"""One's own notifications: a page of them, in step with what happens."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.fanout import Topic
from comunik_kit.notices.views import NoticePage
from comunik_kit.web.changing import change_only
from comunik_kit.web.live import Part, follow
from comunik_kit.web.policy import signed_in
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import SessionState, call, notify, require_actor
from comunik_kit.web.users.arguments import MAX_CURSOR, identifier, words
from comunik_kit.wiring import kit

NOTHING = NoticePage()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list."""

    before: str = ""
    after: str = ""


class NoticesState(rx.State):
    """What the page shows."""

    page: NoticePage = NOTHING
    loaded: bool = False
    _place: Place = Place()

    @rx.event(background=True, supersedes=True)
    @signed_in
    async def follow(self) -> list[Any]:
        """Keep the list in step with what happens."""
        return await follow(self, _LIST, Topic.NOTICES)

    @rx.event
    @signed_in
    async def load_notices(self) -> None:
        """Show the newest."""
        await self._show(Place())
        self.loaded = True

    @rx.event
    @signed_in
    async def newer_notices(self) -> None:
        """Show what is newer."""
        await self._show(Place(before=words(self.page.before, MAX_CURSOR)))

    @rx.event
    @signed_in
    async def older_notices(self) -> None:
        """Show what is older."""
        await self._show(Place(after=words(self.page.after, MAX_CURSOR)))

    @rx.event
    @signed_in
    async def read_notice(self, notice_id: str) -> Any:
        """Mark the one as read whose link was followed."""
        try:
            await call(kit().notices.read, require_actor(), notice_id=identifier(notice_id))
        except KitError as error:
            return await refuse(self, error)
        return None

    @rx.event
    @signed_in
    async def read_all_notices(self) -> None:
        """Mark all as read."""
        await call(kit().notices.read_all, require_actor())
        await self._show(self._place)
        (await self.get_state(SessionState)).unread = 0
        await notify(self, "success", "notices.told.read")

    async def _show(self, place: Place) -> None:
        self.page = await call(_read, require_actor(), place)
        self._place = place


def _read(actor: Actor, place: Place) -> NoticePage:
    return kit().notices.page(actor, before=place.before, after=place.after)


async def _shown(state: NoticesState) -> Place | None:
    return state._place if state.loaded else None


async def _put(state: NoticesState, page: NoticePage) -> None:
    change_only(state, page=page)


_LIST: Part[NoticesState, Place, NoticePage] = Part(permission="", shown=_shown, read=_read, place=_put)
