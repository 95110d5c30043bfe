"""Who is chosen in the list: people who were ticked, on any of its pages, or everybody whom a filter means."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from comunik_kit.bulk.inputs import MOST_CHOSEN
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.fields import is_id
from comunik_kit.users.filters import UserFilter
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.invitations.state import InvitationsState
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.state import UsersState
from comunik_kit.wiring import kit


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom an act is for, and how many they are."""

    ids: tuple[str, ...]
    matching: UserFilter | None
    number: int


class SelectionState(rx.State):
    """`everything` is how many the filter means, 0 while people are ticked one by one."""

    ids: list[str] = []
    everything: int = 0
    _asked: dict[str, str] = {}
    _anchor: str = ""

    @rx.event
    @needs(Permission.USERS_READ)
    async def tick(self, user_id: str, ranged: bool) -> None:
        """Choose somebody, or not any more; ranged, everybody from the last one on."""
        if not is_id(user_id):
            return
        on, shown = user_id not in self.ids, await self._shown()
        ends = (self._anchor, user_id)
        between = _between(shown, *ends) if ranged and all(each in shown for each in ends) else [user_id]
        self._choose(between, on=on)
        self._anchor = user_id

    @rx.event
    @needs(Permission.USERS_READ)
    async def tick_page(self, on: bool) -> None:
        """Choose the page that is shown, or nobody of it."""
        self._choose(await self._shown(), on=on)

    @rx.event
    @needs(Permission.USERS_READ)
    async def choose_all(self) -> None:
        """Choose everybody who matches what the list shows; counted now, written down when the act begins."""
        self._asked = await self._query()
        actor, wanted = require_actor(), UserFilter.parse(self._asked)
        self.ids, self.everything = [], await call(kit().bulk_jobs.matching, actor, wanted)

    @rx.event
    @signed_in
    def clear(self) -> None:
        """Choose nobody."""
        self.ids, self.everything, self._asked, self._anchor = [], 0, {}, ""

    async def _chosen(self) -> Chosen:
        """Tell who is chosen now; a filter that the list has left is chosen no more."""
        if self.everything and self._asked != await self._query():
            self.clear()
        if not self.everything:
            return Chosen(tuple(self.ids), None, len(self.ids))
        wanted = UserFilter.parse(self._asked)
        return Chosen((), wanted, await call(kit().bulk_jobs.matching, require_actor(), wanted))

    def _choose(self, people: Sequence[str], *, on: bool) -> None:
        kept = [each for each in self.ids if each not in set(people)]
        self.ids = [*kept, *people][:MOST_CHOSEN] if on else kept
        self.everything = 0

    async def _query(self) -> dict[str, str]:
        return (await self.get_state(UsersState))._address.filter.query()

    async def _shown(self) -> list[str]:
        people = await self.get_state(UsersState)
        if not people._address.lists_people:
            return [row.user_id for row in (await self.get_state(InvitationsState)).page.rows]
        return [row.id for row in people.page.rows]


def _between(shown: Sequence[str], one: str, other: str) -> Sequence[str]:
    first, last = sorted((shown.index(one), shown.index(other)))
    return shown[first : last + 1]
