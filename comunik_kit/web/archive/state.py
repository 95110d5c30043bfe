"""The archive of invitations on the screen: what is asked for, and one page of the answer. The address says which."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from comunik_kit.invitations.archive_filter import ArchiveFilter
from comunik_kit.invitations.archive_views import ArchiveChoices, ArchivePage
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.fanout import Topic
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.archive.asking import Asked, address_of, known, shown
from comunik_kit.web.archive.choices_state import ChoicesState
from comunik_kit.web.archive.funnel_state import FunnelState
from comunik_kit.web.changing import change_only
from comunik_kit.web.guard import needs
from comunik_kit.web.live import Part, follow
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import MAX_CURSOR, entries, words
from comunik_kit.wiring import kit

_FILTERS = frozenset({"state", "delivery", "department", "inviter"})


class ArchiveState(rx.State):
    """What the page shows."""

    asked: Asked = Asked()
    page: ArchivePage = ArchivePage()
    loaded: bool = False
    visit: int = 0
    _filter: ArchiveFilter = ArchiveFilter()
    _cursor: str = ""
    _choices: ArchiveChoices = ArchiveChoices()

    @rx.event(background=True, supersedes=True)
    @needs(Permission.USERS_READ)
    async def follow(self) -> list[Any]:
        """Keep the rows in step with what others do and carriers report."""
        return await follow(self, THE_ROWS, Topic.INVITATIONS, Topic.MAIL)

    @rx.event
    @needs(Permission.USERS_READ)
    async def load(self) -> Any:
        """Show what the address asks for, from its beginning; choices and funnel follow."""
        asked = ArchiveFilter.parse(self.router.url.query_parameters)
        found, choices = await call(_found, require_actor(), asked)
        self._filter, self._choices, self.visit = known(asked, choices), choices, self.visit + 1
        self.asked = shown(self._filter, choices)
        self.page, self._cursor, self.loaded = found, "", True
        (await self.get_state(FunnelState))._ask(self._filter)
        return [ChoicesState.offer, FunnelState.draw]

    @rx.event(background=True, supersedes=True)
    @needs(Permission.USERS_READ)
    async def look_for(self, text: str) -> None:
        """Search as one types: a newer search ends the older one."""
        actor = require_actor()
        async with self:
            self._filter = asked = self._filter.asking(q=words(text))
            self.asked = shown(asked, self._choices)
        page = await call(_page, actor, asked, "")
        async with self:
            if asked == self._filter:
                self.page, self._cursor = page, ""

    @rx.event
    @needs(Permission.USERS_READ)
    def narrow(self, name: str, value: str) -> Any:
        """Go to the address that asks for this as well; an empty value asks for any."""
        if name in _FILTERS:
            return rx.redirect(address_of(self._wanted().asking(**{name: words(value)})))
        return None

    @rx.event
    @needs(Permission.USERS_READ)
    def between(self, form: dict[str, Any]) -> Any:
        """Go to the address that asks for these days; either may be left open."""
        given = entries(form)
        days = {name: words(given.get(name)) for name in ("from", "to")}
        return rx.redirect(address_of(self._wanted().asking(**days)))

    @rx.event
    @needs(Permission.USERS_READ)
    async def turn_back(self) -> None:
        """Show newer invitations."""
        await self._turn(self.page.before)

    @rx.event
    @needs(Permission.USERS_READ)
    async def turn_on(self) -> None:
        """Show older invitations."""
        await self._turn(self.page.after)

    def _wanted(self) -> ArchiveFilter:
        """Tell what is asked for, also while the page that asks for it is still being read."""
        return self._filter if self.loaded else ArchiveFilter.parse(self.router.url.query_parameters)

    async def _turn(self, cursor: str) -> None:
        self.page = await call(_page, require_actor(), self._filter, cursor)
        self._cursor = cursor


def _page(actor: Actor, asked: ArchiveFilter, cursor: str) -> ArchivePage:
    return kit().archive.page(actor, asked, cursor=words(cursor, MAX_CURSOR))


def _found(actor: Actor, asked: ArchiveFilter) -> tuple[ArchivePage, ArchiveChoices]:
    return _page(actor, asked, ""), kit().archive.choices(actor, asked)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is on the screen, and where in it."""

    asked: ArchiveFilter
    cursor: str


async def _shown(state: ArchiveState) -> _Shown | None:
    return _Shown(state._filter, state._cursor) if state.loaded else None


def _read(actor: Actor, at: _Shown) -> ArchivePage:
    return _page(actor, at.asked, at.cursor)


async def _place(state: ArchiveState, page: ArchivePage) -> None:
    change_only(state, page=page)


THE_ROWS = Part(permission=Permission.USERS_READ, shown=_shown, read=_read, place=_place)
