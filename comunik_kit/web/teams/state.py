"""The teams of the workspace on the screen."""

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.users.team_views import TeamBook
from comunik_kit.web.guard import needs
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import words
from comunik_kit.wiring import kit


class TeamsState(rx.State):
    """What the page shows."""

    book: TeamBook = TeamBook()
    search: str = ""
    loaded: bool = False

    @rx.event
    @needs(Permission.USERS_READ)
    async def load_teams(self) -> None:
        """Show the teams."""
        self.search = ""
        await self._read()

    @rx.event
    @needs(Permission.USERS_READ)
    async def look_for_team(self, text: str) -> None:
        """Show those whose names hold the words."""
        self.search = words(text)
        await self._read()

    async def _read(self) -> None:
        self.book = await call(kit().teams.book, require_actor(), search=self.search)
        self.loaded = True
