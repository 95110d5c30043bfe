"""The funnel on the screen: counted apart from the list, which does not wait for it."""

import reflex as rx

from comunik_kit.invitations.archive_filter import ArchiveFilter
from comunik_kit.invitations.archive_views import Funnel
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.session import call, require_actor
from comunik_kit.wiring import kit


class FunnelState(rx.State):
    """The steps of the invitations that are asked for."""

    funnel: Funnel = Funnel()
    loaded: bool = False
    _asked: ArchiveFilter = ArchiveFilter()

    @rx.event(background=True, supersedes=True)
    @needs(Permission.USERS_READ)
    async def draw(self) -> None:
        """Count, and show it unless something else is asked for by then."""
        actor = require_actor()
        async with self:
            asked = self._asked
        found = await call(kit().archive.funnel, actor, asked)
        async with self:
            if asked == self._asked:
                self.funnel, self.loaded = found, True

    def _ask(self, asked: ArchiveFilter) -> None:
        """Remember what is asked for; what was counted for another question goes."""
        if asked != self._asked:
            self._asked, self.loaded = asked, False
