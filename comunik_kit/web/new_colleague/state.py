"""The drawer « Nouveau collègue »: one form, four acts, nothing typed ever lost."""

import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from comunik_kit.invitations.inputs import FIELDS, InvitationOptions
from comunik_kit.invitations.views import Invited
from comunik_kit.kernel import email_address
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.email_address import MAX_LENGTH, InvalidEmail
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.errors import EmailTaken
from comunik_kit.users.inputs import DEPARTMENT_LENGTH, NewColleague
from comunik_kit.users.suggestions import suggest_email
from comunik_kit.users.views import DELETED, Choices, Created
from comunik_kit.web.guard import needs
from comunik_kit.web.inviting.chosen import Chosen, chosen_of
from comunik_kit.web.new_colleague.errors import PasswordOrInvitation
from comunik_kit.web.new_colleague.form import act_of, read, said_under
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import FieldError, shown
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.user_record.state import role_key_of
from comunik_kit.web.users.arguments import entries, words
from comunik_kit.web.users.state import UsersState
from comunik_kit.web.users.telling import tell_invited
from comunik_kit.wiring import kit


@dataclass(frozen=True, slots=True)
class Kept:
    """What the form starts with: the last person's role, department, company, tier and language."""

    role_id: str = ""
    department: str = ""
    company: str = ""
    tier_id: str = ""
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who already has the address that was typed, or had it; and the act that is right for them."""

    user_id: str = ""
    name: str = ""
    status: str = ""
    email: str = ""
    may_invite: bool = False
    may_restore: bool = False

    @property
    def has_it(self) -> bool:
        """Tell whether the address is taken: a deleted account has given it back."""
        return bool(self.user_id) and self.status != DELETED


class NewColleagueState(rx.State):
    """Whether the drawer is open, what its form starts with, what is wrong with it."""

    opened: bool = False
    leaving: bool = False
    busy: bool = False
    choices: Choices = Choices()
    kept: Kept = Kept()
    role_key: str = ""
    by_password: bool = False
    options: Chosen = Chosen()
    options_open: bool = False
    creation_key: str = ""
    suggestion: str = ""
    holder: Holder = Holder()
    errors: dict[str, FieldError] = {}
    added: int = 0
    last_added: str = ""
    _role_id: str = ""
    _usual: str = ""

    @rx.event
    @needs(Permission.USERS_CREATE)
    async def open_drawer(self) -> None:
        """Open the drawer with an empty form."""
        self.choices = await call(kit().users.choices, require_actor())
        tier = self.choices.default_tier_id
        self.kept = Kept(tier_id=tier, language=self.choices.default_language)
        self.options, self.options_open = Chosen(days=str(self.choices.invitation_days)), False
        self.added, self.last_added, self.by_password = 0, "", False
        self._clear()
        self.opened = True

    @rx.event
    @needs(Permission.USERS_CREATE)
    def ask_to_leave(self, open: bool, typed: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the drawer, or ask first when something was typed."""
        if open is True:
            return
        self.leaving = typed is True
        self.opened = self.leaving

    @rx.event
    @needs(Permission.USERS_CREATE)
    def settle(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Go back to the form."""
        self.leaving = open is True

    @rx.event
    @needs(Permission.USERS_CREATE)
    def drop(self) -> None:
        """Leave, and drop what was typed."""
        self.leaving = self.opened = False

    @rx.event
    @needs(Permission.USERS_CREATE)
    def choose_role(self, role_id: str) -> None:
        """Say what the chosen role may do."""
        self._role_id = words(role_id, 32)
        self.role_key = role_key_of(self.choices, role_id)

    @rx.event
    @needs(Permission.USERS_CREATE)
    async def choose_department(self, name: str) -> None:
        """Propose the department's default role, unless another one was chosen already."""
        look = kit().teams.usual_role
        usual = await call(look, require_actor(), department=words(name, DEPARTMENT_LENGTH))
        if usual and self._role_id in {"", self._usual}:
            self._role_id = self._usual = usual
            self.kept = replace(self.kept, role_id=usual)
            self.role_key = role_key_of(self.choices, usual)

    @rx.event
    @needs(Permission.USERS_CREATE)
    def choose_entry(self, by_password: bool) -> None:
        """Choose how the person gets in: by an invitation, or with a password told to them."""
        self.by_password = by_password is True

    @rx.event
    @needs(Permission.USERS_CREATE)
    async def look_at_email(self, text: str) -> None:
        """Propose the address that was probably meant; say at once who already has it."""
        typed = words(text, MAX_LENGTH)
        holder = await call(holder_of, require_actor(), typed)
        self.suggestion, self.holder = suggest_email(typed), holder
        self.errors.pop("email", None)
        if holder.has_it:
            self.errors["email"] = shown(EmailTaken(name=holder.name))

    @rx.event
    @needs(Permission.USERS_CREATE)
    @asks_for_proof
    async def submit(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Do the act that was chosen; the same form twice is one person (INV-04)."""
        self.busy = True
        yield
        try:
            given = entries(form)
            await self._perform(act_of(given), given)
            yield UsersState.refresh
        except KitError as error:
            await self._show(error, form.get("email") if isinstance(form, dict) else "")
        finally:
            self.busy = False

    async def _perform(self, act: str, form: Mapping[str, object]) -> None:
        new, options = read(form)
        done = await (self._invite(new, options) if "invite" in act else self._create(new))
        if act.endswith("_add"):
            self._keep(new, options, done.full_name)
        else:
            self.opened = False

    async def _create(self, new: NewColleague) -> Created:
        created = await call(kit().users.create, require_actor(), new=new)
        told = "users.told.created.password" if new.staged_password else "users.told.created"
        await notify(self, "success", told, name=created.full_name)
        return created

    async def _invite(self, new: NewColleague, options: InvitationOptions) -> Invited:
        if new.staged_password:
            raise InvalidInput({"staged_password": PasswordOrInvitation()})
        invited = await call(kit().invitations.create_and_invite, require_actor(), new=new, options=options)
        await tell_invited(self, invited, "created_invited")
        return invited

    def _keep(self, new: NewColleague, options: InvitationOptions, name: str) -> None:
        language = new.language or self.choices.default_language
        self.kept = Kept(new.role_id, new.department, new.company, new.tier_id, language)
        self.options = chosen_of(options, self.choices.invitation_days)
        self.options_open = self.options != Chosen(days=str(self.choices.invitation_days))
        self.added, self.last_added = self.added + 1, name
        self._clear()

    def _clear(self) -> None:
        """Give the form a new key: the browser draws it empty, and what comes is another person."""
        self.creation_key = str(uuid.uuid4())
        self._role_id = self.kept.role_id
        self.role_key = role_key_of(self.choices, self.kept.role_id)
        self.suggestion, self.holder, self.errors = "", Holder(), {}

    async def _show(self, error: KitError, typed: object) -> None:
        self.errors = said_under(error)
        self.options_open = self.options_open or not FIELDS.isdisjoint(self.errors)
        if isinstance(error, EmailTaken):
            told = {name: str(value) for name, value in error.params.items()}
            named = Holder(told.get("user_id", ""), told.get("name", ""), told.get("status", ""))
            found = await call(holder_of, require_actor(), words(typed, MAX_LENGTH))
            self.holder = found if found.user_id else named
        elif self.holder.has_it and self.holder.email and self.holder.email == typed:
            self.errors.setdefault("email", shown(EmailTaken(name=self.holder.name)))
        else:
            self.holder = Holder()


def holder_of(actor: Actor, text: str) -> Holder:
    """Find who has an address; nobody for one that is none, or to a reader who may not see the list."""
    if not actor.may(Permission.USERS_READ):
        return Holder()
    try:
        wanted = email_address.parse(text).key
    except InvalidEmail:
        return Holder()
    found = kit().users.holder(actor, email_key=wanted)
    if not found.user_id:
        return Holder()
    may = {"may_invite": found.may_invite, "may_restore": found.may_restore}
    return Holder(found.user_id, found.name, found.status, text, **may)
