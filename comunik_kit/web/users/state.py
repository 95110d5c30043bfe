"""The list of people: which tab, which search, which page."""

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.views import UserCounts, UserPage
from comunik_kit.web.guard import needs
from comunik_kit.web.invitations.state import InvitationsState, read_invitations
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import INVITED, MAX_CURSOR, Asked, asked_by, words
from comunik_kit.wiring import kit


class UsersState(rx.State):
    """What the page of people shows; the address says which (`?tab=…&q=…`)."""

    tab: str = "all"
    search: str = ""
    page: UserPage = UserPage()
    counts: UserCounts = UserCounts()
    domain_ready: bool = True
    loaded: bool = False
    visit: int = 0
    _cursor: str = ""

    @rx.event
    @needs(Permission.USERS_READ)
    async def load(self) -> None:
        """Show the list that the address asks for, from its beginning."""
        asked = asked_by(self.router.url.query_parameters)
        self.tab, self.search, self.visit = asked.tab, asked.search, self.visit + 1
        await self._show("", anew=True)

    @rx.event(background=True, supersedes=True)
    @needs(Permission.USERS_READ)
    async def look_for(self, text: str) -> None:
        """Search as one types: a newer search ends the older one."""
        actor = require_actor()
        async with self:
            self.search = words(text)
            asked = Asked(self.tab, self.search)
        if asked.tab == INVITED:
            await self._find_invitations(actor, asked)
        else:
            await self._find_people(actor, asked)

    @rx.event
    @needs(Permission.USERS_READ)
    async def turn_back(self) -> None:
        """Show the page before."""
        await self._show(self.page.before)

    @rx.event
    @needs(Permission.USERS_READ)
    async def turn_on(self) -> None:
        """Show the page after."""
        await self._show(self.page.after)

    @rx.event
    @needs(Permission.USERS_READ)
    async def refresh(self) -> None:
        """Read the page that is shown once more: something changed."""
        await self._show(self._cursor)

    async def _show(self, cursor: str, *, anew: bool = False) -> None:
        actor, asked = require_actor(), Asked(self.tab, self.search)
        counts, ready = await call(_figures, actor)
        if asked.tab == INVITED:
            invitations = await self.get_state(InvitationsState)
            await (invitations._show(asked.search) if anew else invitations._refresh())
        else:
            page = await call(_people, actor, asked, cursor)
            self.page, self._cursor = page, cursor
        self.counts, self.domain_ready, self.loaded = counts, ready, True

    async def _find_people(self, actor: Actor, asked: Asked) -> None:
        page = await call(_people, actor, asked, "")
        async with self:
            if asked == Asked(self.tab, self.search):
                self.page, self._cursor = page, ""

    async def _find_invitations(self, actor: Actor, asked: Asked) -> None:
        page = await read_invitations(actor, asked.search)
        async with self:
            if asked == Asked(self.tab, self.search):
                (await self.get_state(InvitationsState))._place(page, asked.search)


def _people(actor: Actor, asked: Asked, cursor: str) -> UserPage:
    query = UserListQuery.parse(asked.tab, asked.search, words(cursor, MAX_CURSOR))
    return kit().users.page(actor, query)


def _figures(actor: Actor) -> tuple[UserCounts, bool]:
    workspace = kit().workspaces.summary()
    return kit().users.counts(actor), bool(workspace and workspace.host)
