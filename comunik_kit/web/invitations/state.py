"""The invitations shown in the tab « Invités »."""

from dataclasses import dataclass

import reflex as rx

from comunik_kit.invitations.views import InvitationPage
from comunik_kit.kernel.actor import Actor
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import MAX_CURSOR, words
from comunik_kit.wiring import kit


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved by itself on the screen, for those who listen: one person's message, or how many."""

    name: str = ""
    word: str = ""
    count: int = 0


class InvitationsState(rx.State):
    """One keyset page of the invitations that wait for an answer, newest first."""

    page: InvitationPage = InvitationPage()
    moved: Moved = Moved()
    loaded: bool = False
    _search: str = ""
    _before: str = ""
    _after: str = ""

    @rx.event
    @needs(Permission.USERS_READ)
    async def turn_back(self) -> None:
        """Show the page before, if there is one: a second click may come when there is none any more."""
        if self.page.before:
            await self._show(self._search, before=self.page.before)

    @rx.event
    @needs(Permission.USERS_READ)
    async def turn_on(self) -> None:
        """Show the page after, if there is one."""
        if self.page.after:
            await self._show(self._search, after=self.page.after)

    async def _refresh(self) -> None:
        """Read the page that is shown once more."""
        await self._show(self._search, before=self._before, after=self._after)

    async def _show(self, search: str, *, before: str = "", after: str = "") -> None:
        page = await read_invitations(require_actor(), search, before=before, after=after)
        self._place(page, search, before=before, after=after)

    def _place(self, page: InvitationPage, search: str, *, before: str = "", after: str = "") -> None:
        self._search, self._before, self._after = search, before, after
        self.page, self.moved, self.loaded = page, Moved(), True
        self._stay_at_the_beginning()

    def _renew(self, page: InvitationPage) -> None:
        """Put what was read by itself in place of the same page."""
        if page == self.page:
            return
        moved = moved_between(self.page, page)
        self.page = page
        self._stay_at_the_beginning()
        if moved.count:
            self.moved = moved

    def _stay_at_the_beginning(self) -> None:
        """Read the first page from the newest on from now on, whichever way one came to it."""
        if not self.page.before:
            self._before = self._after = ""


def moved_between(before: InvitationPage, after: InvitationPage) -> Moved:
    """Say whose message stands differently."""
    words_before = {row.id: row.delivery for row in before.rows}
    found = [row for row in after.rows if words_before.get(row.id, row.delivery) != row.delivery]
    if len(found) == 1:
        return Moved(found[0].full_name, found[0].delivery, 1)
    return Moved(count=len(found))


async def read_invitations(actor: Actor, search: str, *, before: str = "", after: str = "") -> InvitationPage:
    """Ask for one page of invitations."""
    return await call(invitations_page, actor, search, before=before, after=after)


def invitations_page(actor: Actor, search: str, *, before: str = "", after: str = "") -> InvitationPage:
    """Ask for one page of invitations, in the present thread."""
    given = {"search": words(search), "before": words(before, MAX_CURSOR), "after": words(after, MAX_CURSOR)}
    return kit().invitations.page(actor, **given)
