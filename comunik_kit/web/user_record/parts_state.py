"""What the record shows beside the details, and the acts on it: modules, sessions, help, activity, journal."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from comunik_kit.access.open_sessions import OpenSession
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.modules.lately import Happened
from comunik_kit.modules.switching import ModuleOf
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.journal import EntryPage
from comunik_kit.users.views import DELETED
from comunik_kit.web.guard import needs
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.arguments import MAX_CURSOR, entries, identifier, words
from comunik_kit.wiring import kit


@dataclass(frozen=True, slots=True)
class Parts:
    """All of it, as it is read."""

    modules: list[ModuleOf] = field(default_factory=list)
    sessions: list[OpenSession] = field(default_factory=list)
    lately: list[Happened] = field(default_factory=list)
    journal: EntryPage = field(default_factory=EntryPage)


class RecordPartsState(rx.State):
    """The parts of the record that is open."""

    modules: list[ModuleOf] = []
    sessions: list[OpenSession] = []
    lately: list[Happened] = []
    journal: EntryPage = EntryPage()
    wrong: FieldError = FieldError()
    form_number: int = 0

    @rx.event
    @needs(Permission.USERS_READ)
    async def load_parts(self) -> None:
        """Read what belongs to the person whom the record shows."""
        await self._read()

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def switch_module(self, module: str, on: bool) -> Any:
        """Switch a module off for the person, or on again."""
        try:
            act, wanted = kit().personal_modules.switch, await self._person_id()
            await call(act, require_actor(), user_id=wanted, module=words(module, 20), on=on is True)
        except KitError as error:
            return await refuse(self, error)
        return UserRecordState.refresh

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def end_session(self, session_id: str) -> Any:
        """End one session of the person; without an id all of them, but for the one that asks."""
        try:
            chosen = identifier(session_id) if session_id else ""
            act, wanted = kit().open_sessions.end, await self._person_id()
            ended = await call(act, require_actor(), user_id=wanted, session_id=chosen)
        except KitError as error:
            return await refuse(self, error)
        await self._read()
        return await notify(self, "success", "record.sessions.told", count=str(ended))

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def send_reset(self) -> Any:
        """Send the person a link to choose another password with."""
        try:
            act, wanted = kit().recovery.send, await self._person_id()
            email = await call(act, require_actor(), user_id=wanted)
        except KitError as error:
            return await refuse(self, error)
        await self._read()
        return await notify(self, "success", "record.help.reset.told", email=email)

    @rx.event
    @needs(Permission.USERS_UPDATE)
    @asks_for_proof
    async def give_password(self, form: dict[str, Any]) -> Any:
        """Give the person the initial password that was staged by HTTP; it is never in an event."""
        try:
            staged = words(entries(form).get("staged_password"), 32)
            act, wanted = kit().passwords.give_initial, await self._person_id()
            name = await call(act, require_actor(), user_id=wanted, staged=staged)
        except InvalidInput as error:
            self.wrong = next(iter(fields(error).values()))
            return None
        except KitError as error:
            return await refuse(self, error)
        self.wrong, self.form_number = FieldError(), self.form_number + 1
        await self._read()
        return await notify(self, "success", "record.help.password.told", name=name)

    @rx.event
    @needs(Permission.AUDIT_READ)
    async def newer_entries(self) -> Any:
        """Show the entries after these."""
        return await self._turn(before=words(self.journal.before, MAX_CURSOR))

    @rx.event
    @needs(Permission.AUDIT_READ)
    async def older_entries(self) -> Any:
        """Show the entries before these."""
        return await self._turn(after=words(self.journal.after, MAX_CURSOR))

    async def _turn(self, **place: str) -> Any:
        try:
            read, wanted = kit().personal_journal.page, await self._person_id()
            self.journal = await call(read, require_actor(), user_id=wanted, **place)
        except KitError as error:
            return await refuse(self, error)

    async def _person_id(self) -> str:
        return identifier((await self.get_state(UserRecordState)).person.id)

    async def _read(self) -> None:
        record = await self.get_state(UserRecordState)
        is_here = record.status == "found" and record.person.status != DELETED
        parts = await call(_parts, require_actor(), record.person.id) if is_here else Parts()
        self.modules, self.sessions = parts.modules, parts.sessions
        self.lately, self.journal = parts.lately, parts.journal


def _parts(actor: Actor, user_id: str) -> Parts:
    return Parts(
        kit().personal_modules.of(actor, user_id=user_id),
        _sessions(actor, user_id),
        kit().personal_activity.latest(actor, user_id=user_id),
        kit().personal_journal.page(actor, user_id=user_id)
        if actor.may(Permission.AUDIT_READ)
        else EntryPage(),
    )


def _sessions(actor: Actor, user_id: str) -> list[OpenSession]:
    """List them for who may end them; for others there are none to see."""
    try:
        return kit().open_sessions.of(actor, user_id=user_id)
    except KitError:
        return []
