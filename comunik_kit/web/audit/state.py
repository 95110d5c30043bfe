"""The journal on the screen: what is asked for, and one page of the answer. The address says which."""

from typing import Any

import reflex as rx

from comunik_kit.journal.filter import JournalFilter
from comunik_kit.journal.service import known_person
from comunik_kit.journal.views import JournalPage, PersonFound
from comunik_kit.kernel.actor import Actor
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.audit.asking import Asked, Offers, address_of, offered, shown
from comunik_kit.web.guard import needs
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import MAX_CURSOR, entries, words
from comunik_kit.wiring import kit


class JournalState(rx.State):
    """What the page shows; `offers` are people to filter by, while one types. `visit` is 0 until something is read."""

    asked: Asked = Asked()
    page: JournalPage = JournalPage()
    offers: Offers = Offers()
    visit: int = 0
    _filter: JournalFilter = JournalFilter()
    _person: PersonFound | None = None

    @rx.event
    @needs(Permission.AUDIT_READ)
    async def load_journal(self) -> None:
        """Show what the address asks for, from its beginning."""
        asked = JournalFilter.parse(self.router.url.query_parameters)
        page, self._person = await call(_found, require_actor(), asked)
        self._filter, self.visit = known_person(asked, self._person), self.visit + 1
        self.asked = shown(self._filter, self._person)
        self.page, self.offers = page, Offers()

    @rx.event(background=True, supersedes=True)
    @needs(Permission.AUDIT_READ)
    async def look_for_entries(self, text: str) -> None:
        """Search as one types: a newer search ends the older one."""
        actor = require_actor()
        async with self:
            self._filter = asked = self._filter.asking(q=words(text))
            self.asked = shown(asked, self._person)
        page = await call(_page, actor, asked, "")
        async with self:
            if asked == self._filter:
                self.page = page

    @rx.event(background=True, supersedes=True)
    @needs(Permission.AUDIT_READ)
    async def look_for_people(self, text: str) -> None:
        """Offer people whom the text names."""
        actor, wanted = require_actor(), words(text)
        people = await call(kit().journal_pages.people, actor, wanted)
        async with self:
            self.offers = offered(self._filter, wanted, people)

    @rx.event
    @needs(Permission.AUDIT_READ)
    def narrow_acts(self, value: str) -> Any:
        """Go to the address that asks for this act, or group of acts; an empty value asks for any."""
        return rx.redirect(address_of(self._wanted().asking(act=words(value))))

    @rx.event
    @needs(Permission.AUDIT_READ)
    def narrow_days(self, form: dict[str, Any]) -> Any:
        """Go to the address that asks for these days; either may be left open."""
        given = entries(form)
        days = {name: words(given.get(name)) for name in ("from", "to")}
        return rx.redirect(address_of(self._wanted().asking(**days)))

    @rx.event
    @needs(Permission.AUDIT_READ)
    async def newer_acts(self) -> None:
        """Show newer entries."""
        self.page = await call(_page, require_actor(), self._filter, self.page.before)

    @rx.event
    @needs(Permission.AUDIT_READ)
    async def older_acts(self) -> None:
        """Show older entries."""
        self.page = await call(_page, require_actor(), self._filter, self.page.after)

    def _wanted(self) -> JournalFilter:
        """Tell what is asked for, also while the page that asks for it is still being read."""
        return self._filter if self.visit else JournalFilter.parse(self.router.url.query_parameters)


def _page(actor: Actor, asked: JournalFilter, cursor: str) -> JournalPage:
    return kit().journal_pages.page(actor, asked, cursor=words(cursor, MAX_CURSOR))


def _found(actor: Actor, asked: JournalFilter) -> tuple[JournalPage, PersonFound | None]:
    return _page(actor, asked, ""), kit().journal_pages.person(actor, asked.person)
