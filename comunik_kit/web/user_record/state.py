"""The record of one person: what is known, and the form that changes it."""

from dataclasses import fields as fields_of
from typing import Any

import reflex as rx

from comunik_kit.invitations.views import Pending
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.users.views import Choices, UserDetail
from comunik_kit.web.guard import needs
from comunik_kit.web.new_colleague.form import person_of, said_under
from comunik_kit.web.refusals import FieldError
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import INVITED, entries, identifier
from comunik_kit.wiring import kit


def _nobody() -> UserDetail:
    blank: dict[type, object] = {str: "", int: 0, bool: False}
    return UserDetail(**{f.name: blank[f.type] for f in fields_of(UserDetail)})  # pyright: ignore[reportArgumentType]


NOBODY = _nobody()


class UserRecordState(rx.State):
    """One person, and whether their form is open."""

    person: UserDetail = NOBODY
    pending: Pending = Pending()
    status: str = "loading"
    choices: Choices = Choices()
    role_key: str = ""
    editing: bool = False
    busy: bool = False
    form_number: int = 0
    errors: dict[str, FieldError] = {}
    refusals: int = 0

    @rx.event
    @needs(Permission.USERS_READ)
    async def load(self) -> None:
        """Show the person whom the address names; `?edit=1` opens the form at once."""
        self.person, self.editing, self.status = NOBODY, False, "loading"
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
    @needs(Permission.USERS_UPDATE)
    def stop(self) -> None:
        """Close the form without saving."""
        self.editing, self.errors = False, {}

    @rx.event
    @needs(Permission.USERS_UPDATE)
    def choose_role(self, role_id: str) -> None:
        """Say what the chosen role may do."""
        self.role_key = role_key_of(self.choices, role_id)

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def save(self, form: dict[str, Any]) -> None:
        """Save the form; what is wrong is said under its field, and nothing typed is lost."""
        try:
            change = ChangeUser.parse(person_of(entries(form)))
            await call(kit().users.change, require_actor(), user_id=self.person.id, change=change)
        except KitError as error:
            self.errors, self.refusals = said_under(error), self.refusals + 1
            return
        self.editing, self.errors = False, {}
        await self._read()
        await notify(self, "success", "users.told.saved", name=self.person.full_name)

    async def _read(self) -> None:
        try:
            asked = identifier(self.router.url.path.rstrip("/").rpartition("/")[2])
            person = await call(kit().users.detail, require_actor(), asked)
            pending = Pending()
            if person.status == INVITED:
                pending = await call(kit().revisions.pending, require_actor(), user_id=asked)
            self.person, self.pending, self.status = person, pending, "found"
        except NotFound:
            self.person, self.pending, self.status = NOBODY, Pending(), "missing"

    async def _open(self) -> None:
        if not self.person.may_edit:
            return
        self.choices = await call(kit().users.choices, require_actor())
        self.role_key, self.errors = self.person.role_key, {}
        self.editing, self.form_number = True, self.form_number + 1


def role_key_of(choices: Choices, role_id: object) -> str:
    """Find the key of a role among those offered; empty for none of them."""
    return next((role.key for role in choices.roles if role.id == role_id), "")
