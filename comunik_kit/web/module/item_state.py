"""One activity on the screen: all that is known of it, and what the reader does to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import ChangedMeanwhile, InvalidInput, KitError, NotFound
from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.acting import Aim
from comunik_kit.modules.item_views import Choice, ItemView
from comunik_kit.web.changing import change_only
from comunik_kit.web.live import Part, follow
from comunik_kit.web.module.asked import module_at
from comunik_kit.web.policy import signed_in
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import entries, identifier, words
from comunik_kit.wiring import kit

NOBODY = ItemView()
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class At:
    """Which activity of which module the page is about."""

    module: str = ""
    item: str = ""


class ItemState(rx.State):
    """The activity, what is wrong with a form, and whether somebody is looked for to give it to."""

    item: ItemView = NOBODY
    status: str = "loading"
    errors: dict[str, FieldError] = {}
    forms: int = 0
    giving: bool = False
    people: list[Choice] = []
    _at: At = At()

    @rx.event(background=True, supersedes=True)
    @signed_in
    async def follow(self) -> list[Any]:
        """Keep the activity in step with what others do to it."""
        if module_at(self.router.url.path) is None:
            return []
        return await follow(self, _ITEM, Topic.ACTIVITY, Topic.RIGHTS)

    @rx.event
    @signed_in
    async def load_item(self) -> None:
        """Show the activity that the address names; one out of reach is as unknown as none (ACL-03)."""
        self.item, self.status, self.errors, self.giving = NOBODY, "loading", {}, False
        self.forms += 1
        key, _, item = self.router.url.path.strip("/").partition("/")
        self._at = At(key, item)
        await self._read()
        await call(kit().notices.seen, require_actor(), subject_id=item)

    @rx.event
    @signed_in
    async def take(self) -> None:
        """Make it one's own."""
        await self._act("items.told.taken", kit().module_acts.take)

    @rx.event
    @signed_in
    async def give_back(self) -> None:
        """Give it back to the team."""
        await self._act("items.told.released", kit().module_acts.give, owner_id="")

    @rx.event
    @signed_in
    async def move(self, status: str) -> None:
        """Give it another status."""
        await self._act("items.told.moved", kit().module_acts.move, status=words(status))

    @rx.event
    @signed_in
    async def write_note(self, form: dict[str, Any]) -> None:
        """Write a note; what is wrong is said under its field, and nothing typed is lost."""
        text = words(entries(form).get("note"), _LONGEST)
        if await self._act("items.told.noted", kit().module_acts.note, text=text):
            self.forms += 1

    @rx.event
    @signed_in
    async def add_tag(self, form: dict[str, Any]) -> None:
        """Put a tag on it."""
        tags = [*self.item.line.tags, words(entries(form).get("tag"))]
        if await self._act("", kit().module_acts.tag, words=tags):
            self.forms += 1

    @rx.event
    @signed_in
    async def drop_tag(self, tag: str) -> None:
        """Take a tag off it."""
        tags = [each for each in self.item.line.tags if each != words(tag)]
        await self._act("", kit().module_acts.tag, words=tags)

    @rx.event
    @signed_in
    async def ask_whom(self) -> None:
        """Ask to whom to give it."""
        if self.item.may_give:
            self.people = await self._people("")
            self.giving = True

    @rx.event
    @signed_in
    async def look_for_person(self, text: str) -> None:
        """Look for somebody to give it to."""
        self.people = await self._people(words(text))

    @rx.event
    @signed_in
    def leave_giving(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Give it to nobody after all."""
        self.giving = self.giving and open

    @rx.event
    @signed_in
    async def give(self, owner_id: str) -> None:
        """Give it to somebody."""
        try:
            owner = identifier(owner_id)
        except NotFound as error:
            return await refuse(self, error)
        self.giving = False
        await self._act("items.told.assigned", kit().module_acts.give, owner_id=owner)
        return None

    async def _act(self, told: str, act: Callable[..., None], **given: Any) -> bool:
        """Do it to what is shown, and show what came of it."""
        aim = Aim(self._at.module, self._at.item, self.item.version)
        self.errors = {}
        try:
            await call(act, require_actor(), aim=aim, **given)
        except InvalidInput as error:
            self.errors = fields(error)
            return False
        except KitError as error:
            await refuse(self, error)
            if isinstance(error, ChangedMeanwhile):
                await self._read()
            return False
        await self._read()
        if told:
            await notify(self, "success", told)
        return True

    async def _people(self, text: str) -> list[Choice]:
        try:
            return await call(kit().module_items.people, require_actor(), self._at.module, text)
        except NotFound:
            return []

    async def _read(self) -> None:
        await _put(self, await call(_read, require_actor(), self._at))


async def _shown(state: ItemState) -> At | None:
    return None if state.status == "loading" else state._at


def _read(actor: Actor, at: At) -> ItemView | None:
    try:
        return kit().module_items.item(actor, at.module, at.item)
    except NotFound:
        return None


async def _put(state: ItemState, item: ItemView | None) -> None:
    """Show it; what is out of reach by now is gone from the page."""
    change_only(state, item=item or NOBODY, status="found" if item else "missing")


async def _renew(state: ItemState, item: ItemView | None) -> None:
    """Show what others did. What was read before the reader's own last act is behind what is shown, and dropped."""
    if item is None or not _is_behind(item, state.item):
        await _put(state, item)


def _is_behind(item: ItemView, shown: ItemView) -> bool:
    if item.line.id != shown.line.id:
        return False
    return (item.version, len(item.timeline)) < (shown.version, len(shown.timeline))


# Of no permission: what the reader lost is told, and listened for until it comes back.
_ITEM: Part[ItemState, At, ItemView | None] = Part(permission="", shown=_shown, read=_read, place=_renew)
