"""The list of people: which tab, which search, which page."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from comunik_kit.invitations.views import InvitationPage
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.fanout import Topic
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.addresses import COLUMNS, ListAddress
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.offers import Offers
from comunik_kit.users.sorts import Sort
from comunik_kit.users.views import UserCounts, UserPage
from comunik_kit.web.changing import change_only
from comunik_kit.web.guard import needs
from comunik_kit.web.invitations.state import InvitationsState, invitations_page, read_invitations
from comunik_kit.web.live import Part, follow
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users import row_places
from comunik_kit.web.users.arguments import MAX_CURSOR, words
from comunik_kit.web.users.asking import Asked, address_of, chosen, known, shown, with_value
from comunik_kit.wiring import kit


class UsersState(rx.State):
    """What the page of people shows; all of it is in the address (`users/addresses.py`)."""

    tab: str = "all"
    search: str = ""
    asked: Asked = Asked()
    page: UserPage = UserPage()
    places: list[int] = []
    counts: UserCounts = UserCounts()
    domain_ready: bool = True
    loaded: bool = False
    visit: int = 0
    _cursor: str = ""
    _address: ListAddress = ListAddress()
    _listed: ListAddress = ListAddress()
    _offers: Offers = Offers()

    @rx.event(background=True, supersedes=True)
    @needs(Permission.USERS_READ)
    async def follow(self) -> list[Any]:
        """Keep the list in step with what others do; how messages fare only where it is shown."""
        topics = [Topic.PEOPLE, Topic.INVITATIONS]
        if not self._wanted().lists_people:
            topics.append(Topic.MAIL)
        return await follow(self, THE_LIST, *topics)

    @rx.event
    @needs(Permission.USERS_READ)
    async def load(self) -> None:
        """Show the list that the address asks for, from its beginning."""
        asked = self._wanted()
        if asked.filter.is_narrowed:
            offers = await call(kit().list_offers.offers, require_actor(), asked.filter)
            self._offers = chosen(offers, asked)
        if not self.visit or asked.filter.search != self.search:
            self.visit += 1  # draws the field anew with these words: only then, for it takes the focus away
        self._ask(known(asked, self._offers))
        await self._show("", anew=True)

    @rx.event(background=True, supersedes=True)
    @needs(Permission.USERS_READ)
    async def look_for(self, text: str) -> None:
        """Search as one types: a newer search ends the older one. What is asked is shown with what is found.

        In one message: what is read before it is read without the lock, for taking that tells the browser its place.
        """
        before = self._address
        asked = before.asking(q=words(text))
        find = self._find_people if asked.lists_people else self._find_invitations
        await find(require_actor(), before, asked)

    @rx.event
    @needs(Permission.USERS_READ)
    def narrow(self, group: str, value: str) -> Any:
        """Go to the address that asks for this as well."""
        return rx.redirect(address_of(with_value(self._wanted(), words(group), words(value))))

    @rx.event
    @needs(Permission.USERS_READ)
    def sort_by(self, word: str) -> Any:
        """Go to the address of the same list in another order."""
        return rx.redirect(address_of(self._wanted().sorted_by(Sort.parse(word))))

    @rx.event
    @needs(Permission.USERS_READ)
    def toggle_column(self, column: str) -> Any:
        """Go to the address of the same list with a column more, or less."""
        if column in COLUMNS:
            return rx.redirect(address_of(self._wanted().toggled(column)))
        return None

    @rx.event
    @needs(Permission.USERS_READ)
    async def turn_back(self) -> None:
        """Show the page before; the one that is shown once more when it is the first: a double click is two."""
        await self._show(self.page.before or self._cursor)

    @rx.event
    @needs(Permission.USERS_READ)
    async def turn_on(self) -> None:
        """Show the page after; the one that is shown once more when it is the last."""
        await self._show(self.page.after or self._cursor)

    @rx.event
    @needs(Permission.USERS_READ)
    async def refresh(self) -> None:
        """Read the page that is shown once more: something changed."""
        await self._show(self._cursor)

    def _wanted(self) -> ListAddress:
        """Read the address: it has what was typed last, also while that is still searched for."""
        return ListAddress.parse(self.router.url.query_parameters)

    def _ask(self, asked: ListAddress) -> None:
        self._address, self.asked = asked, shown(asked, self._offers)
        self.tab, self.search = asked.filter.tab, asked.filter.search

    async def _show(self, cursor: str, *, anew: bool = False) -> None:
        actor, asked = require_actor(), self._address
        counts, ready = await call(_figures, actor)
        if not asked.lists_people:
            invitations = await self.get_state(InvitationsState)
            await (invitations._show(asked.filter.search) if anew else invitations._refresh())
        else:
            self._take(await call(_people, actor, asked, cursor), cursor)
        self.counts, self.domain_ready, self.loaded = counts, ready, True

    def _take(self, page: UserPage, cursor: str) -> None:
        """Show a page; people keep their places when it is the one that was shown, read anew.

        A first page is read from the beginning from then on, also where a cursor led to it: back, or to nobody there.
        """
        places, cursor = [], cursor if page.before else ""
        if (self._address, cursor) == (self._listed, self._cursor):
            before = [each.id for each in self.page.rows]
            places = row_places.kept(self.places, before, [each.id for each in page.rows])
        self.page = page
        change_only(self, places=places)
        self._listed, self._cursor = self._address, cursor

    async def _find_people(self, actor: Actor, before: ListAddress, asked: ListAddress) -> None:
        page = await call(_people, actor, asked, "")
        async with self:
            if self._address == before:
                self._ask(asked)
                self._take(page, "")

    async def _find_invitations(self, actor: Actor, before: ListAddress, asked: ListAddress) -> None:
        page = await read_invitations(actor, asked.filter.search)
        async with self:
            if self._address == before:
                self._ask(asked)
                (await self.get_state(InvitationsState))._place(page, asked.filter.search)


def _people(actor: Actor, asked: ListAddress, cursor: str) -> UserPage:
    query = UserListQuery.of(asked.filter, asked.sort, cursor=words(cursor, MAX_CURSOR))
    return kit().users.page(actor, query)


def _figures(actor: Actor) -> tuple[UserCounts, bool]:
    return kit().users.counts(actor), kit().workspaces.has_domain(actor)


@dataclass(frozen=True, slots=True)
class _Shown:
    """Which list is on the screen, and where in it."""

    asked: ListAddress
    cursor: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _News:
    """What is read anew: the figures, and one of the two lists."""

    counts: UserCounts
    domain_ready: bool
    people: UserPage | None = None
    invitations: InvitationPage | None = None


async def _shown(state: UsersState) -> _Shown | None:
    if not state.loaded:
        return None
    invitations = await state.get_state(InvitationsState)
    return _Shown(state._address, state._cursor, invitations._before, invitations._after)


def _read(actor: Actor, at: _Shown) -> _News:
    figures = _figures(actor)
    if not at.asked.lists_people:
        found = invitations_page(actor, at.asked.filter.search, before=at.before, after=at.after)
        return _News(*figures, invitations=found)
    return _News(*figures, people=_people(actor, at.asked, at.cursor))


async def _place(state: UsersState, news: _News) -> None:
    if news.invitations is not None:
        (await state.get_state(InvitationsState))._renew(news.invitations)
    if news.people is not None and news.people != state.page:
        state._take(news.people, state._cursor)
    change_only(state, counts=news.counts, domain_ready=news.domain_ready)


THE_LIST = Part(
    permission=Permission.USERS_READ,
    shown=_shown,
    read=_read,
    place=_place,
)
