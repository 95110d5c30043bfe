"""The record of one person: what is known, and the form that changes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of
from typing import Any

import reflex as rx

from comunik_kit.invitations.views import Pending
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import ChangedMeanwhile, KitError, NotFound
from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.views import TimelinePage
from comunik_kit.roles.permissions import Permission
from comunik_kit.subscriptions.inputs import Movers
from comunik_kit.subscriptions.views import Loss
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.users.views import DELETED, INVITED, Choices, UserDetail
from comunik_kit.web.changing import change_only
from comunik_kit.web.guard import needs
from comunik_kit.web.live import Part, follow
from comunik_kit.web.new_colleague.form import person_of, said_under
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import FieldError, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.user_record.conflict import (
    Conflict,
    apart,
    beside,
    conflicts,
    left_to_them,
    merged,
    unsaid,
)
from comunik_kit.web.users.arguments import MAX_CURSOR, entries, identifier, words
from comunik_kit.wiring import kit


def _nobody() -> UserDetail:
    blank: dict[type, object] = {str: "", int: 0, bool: False}
    return UserDetail(**{f.name: blank[f.type] for f in fields_of(UserDetail)})  # pyright: ignore[reportArgumentType]


NOBODY = _nobody()


@dataclass(frozen=True, slots=True)
class Place:
    """Whose messages, and where among them."""

    user_id: str = ""
    before: str = ""
    after: str = ""


class UserRecordState(rx.State):
    """One person with the messages to them, and whether their form is open."""

    person: UserDetail = NOBODY
    pending: Pending = Pending()
    timeline: TimelinePage = TimelinePage()
    status: str = "loading"
    choices: Choices = Choices()
    role_key: str = ""
    editing: bool = False
    busy: bool = False
    form_number: int = 0
    errors: dict[str, FieldError] = {}
    conflicts: list[Conflict] = []
    meeting: int = 0
    losses: list[Loss] = []
    _saved: UserDetail | None = None
    _place: Place = Place()

    @rx.event(background=True, supersedes=True)
    @needs(Permission.USERS_READ)
    async def follow(self) -> list[Any]:
        """Keep the person and their messages in step with what others do."""
        return await follow(self, THE_RECORD, *Topic)

    @rx.event
    @needs(Permission.USERS_READ)
    async def load(self) -> None:
        """Show the person whom the address names; `?edit=1` opens the form at once."""
        self._close()
        self.person, self.status = NOBODY, "loading"
        self.timeline, self._place = TimelinePage(), Place()
        await self._read()
        if self.status == "found" and self.router.url.query_parameters.get("edit"):
            await self._open()

    @rx.event
    @needs(Permission.USERS_READ)
    async def refresh(self) -> None:
        """Read the person once more: something changed."""
        await self._read()

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def edit(self) -> None:
        """Open the form, filled with what is saved."""
        await self._read()
        await self._open()

    @rx.event
    @needs(Permission.USERS_READ)
    async def newer_messages(self) -> Any:
        """Show the messages after these."""
        return await self._turn(
            replace(self._place, before=words(self.timeline.before, MAX_CURSOR), after="")
        )

    @rx.event
    @needs(Permission.USERS_READ)
    async def older_messages(self) -> Any:
        """Show the messages before these."""
        return await self._turn(replace(self._place, before="", after=words(self.timeline.after, MAX_CURSOR)))

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def stop(self) -> None:
        """Close the form without saving; what others changed meanwhile stood still under it."""
        self._close()
        await self._read()

    @rx.event
    @needs(Permission.USERS_UPDATE)
    def choose_role(self, role_id: str) -> None:
        """Say what the chosen role may do."""
        self.role_key = role_key_of(self.choices, role_id)

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def choose_tier(self, tier_id: str) -> None:
        """Say what the person would lose by the chosen subscription."""
        self.losses = []
        try:
            look, movers = kit().subscriptions.move_preview, Movers((identifier(self.person.id),))
            self.losses = await call(look, require_actor(), people=movers, tier_id=words(tier_id, 32))
        except KitError as error:
            self.errors = self.errors | said_under(error)

    @rx.event
    @needs(Permission.USERS_UPDATE)
    @asks_for_proof
    async def save(self, form: dict[str, Any]) -> None:
        """Save the form; what is wrong is said under its field, and nothing typed is lost."""
        try:
            rest, kept = apart(entries(form))
            if not await self._save(ChangeUser.parse(person_of(rest)), left_to_them(self.conflicts, kept)):
                return
        except KitError as error:
            self.errors = said_under(error)
            return
        self._close()
        await self._read()
        await notify(self, "success", "users.told.saved", name=self.person.full_name)

    async def _save(self, typed: ChangeUser, left: Sequence[Conflict]) -> bool:
        """Save, or show what somebody else saved meanwhile; where that concerns no field, save over it."""
        actor, act, base = require_actor(), kit().users.change, self._saved or self.person
        change = unsaid(merged(typed, base, left) if self._saved else typed, base)
        try:
            await call(act, actor, user_id=self.person.id, change=change)
        except ChangedMeanwhile:
            saved = await call(kit().users.detail, actor, self.person.id)
            met = conflicts(base, saved, typed, self.choices)
            if not met:
                change = unsaid(merged(typed, saved, left), saved)
                await call(act, actor, user_id=self.person.id, change=change)
                return True
            self.conflicts, self._saved = beside(met, left, saved, typed), saved
            self.meeting, self.errors = self.meeting + 1, {}
            return False
        return True

    def _close(self) -> None:
        self.editing, self.errors, self.conflicts, self._saved = False, {}, [], None
        self.losses = []

    async def _read(self) -> None:
        try:
            asked = identifier(self.router.url.path.rstrip("/").rpartition("/")[2])
        except NotFound:
            self.person, self.pending, self.status = NOBODY, Pending(), "missing"
            return
        place = self._place if self._place.user_id == asked else Place(asked)
        news = await call(_read, require_actor(), _Shown(place, editing=False))
        _put(self, place, news)

    async def _turn(self, place: Place) -> Any:
        try:
            identifier(place.user_id)
            self.timeline = await call(_messages, require_actor(), place)
        except KitError as error:
            return await refuse(self, error)
        self._place = place
        return None

    async def _open(self) -> None:
        if not self.person.may_edit:
            return
        self.choices = await call(kit().users.choices, require_actor())
        self._close()
        self.role_key = self.person.role_key
        self.editing, self.form_number = True, self.form_number + 1


def role_key_of(choices: Choices, role_id: object) -> str:
    """Find the key of a role among those offered; empty for none of them."""
    return next((role.key for role in choices.roles if role.id == role_id), "")


@dataclass(frozen=True, slots=True)
class _Shown:
    place: Place
    editing: bool


@dataclass(frozen=True, slots=True)
class _News:
    """What is read anew; nobody, when the person is no more."""

    person: UserDetail | None = None
    pending: Pending = field(default_factory=Pending)
    timeline: TimelinePage = field(default_factory=TimelinePage)


async def _shown(state: UserRecordState) -> _Shown | None:
    return None if state.status == "loading" else _Shown(state._place, state.editing)


def _read(actor: Actor, shown: _Shown) -> _News:
    try:
        person = kit().users.detail(actor, shown.place.user_id)
        if person.status == DELETED:
            return _News(person)
        return _News(person, _pending(actor, person), _messages(actor, shown.place))
    except NotFound:
        return _News()


def _pending(actor: Actor, person: UserDetail) -> Pending:
    return kit().revisions.pending(actor, user_id=person.id) if person.status == INVITED else Pending()


def _messages(actor: Actor, place: Place) -> TimelinePage:
    return kit().timeline.page(actor, user_id=place.user_id, before=place.before, after=place.after)


async def _renew(state: UserRecordState, news: _News) -> None:
    """Change only what differs. Under an open form the person stands still: its version is what guards the form."""
    if state.editing and news.person is not None:
        news = replace(news, person=state.person)
    _put(state, state._place, news)


def _put(state: UserRecordState, place: Place, news: _News) -> None:
    person, status = (news.person, "found") if news.person else (NOBODY, "missing")
    state._place = place
    change_only(state, person=person, status=status, pending=news.pending, timeline=news.timeline)


THE_RECORD = Part(
    permission=Permission.USERS_READ,
    shown=_shown,
    read=_read,
    place=_renew,
)
