"""The dialogs about an invitation: invite somebody who exists, change what waits, correct the address."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import reflex as rx

from comunik_kit.invitations.inputs import InvitationOptions, NewAddress
from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.inviting.chosen import Chosen, chosen_before
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.acts import Named, read_again
from comunik_kit.web.users.arguments import entries, identifier
from comunik_kit.web.users.telling import tell_invited
from comunik_kit.wiring import kit

SEEN = frozenset({"invitation_days", "invitation_words", "starts_on", "leaves", "email", "form"})


class InvitingState(rx.State):
    """Which dialog is open, about whom, and what its form starts with."""

    question: str = ""
    person: Named = Named()
    chosen: Chosen = Chosen()
    has_left: bool = False
    busy: bool = False
    form_number: int = 0
    errors: dict[str, FieldError] = {}

    @rx.event
    @needs(Permission.USERS_INVITE)
    async def ask_new(self, user_id: str) -> None:
        """Open the options of a first invitation."""
        choices = await call(kit().users.choices, require_actor())
        await self._ask("new", user_id, Chosen(days=str(choices.invitation_days)))

    @rx.event
    @needs(Permission.USERS_INVITE)
    async def ask_revision(self, user_id: str) -> None:
        """Open what was chosen for an invitation that waits."""
        try:
            pending = await call(kit().revisions.pending, require_actor(), user_id=identifier(user_id))
        except KitError as error:
            await refuse(self, error)
            return
        self.has_left = pending.has_left
        await self._ask("revision", user_id, chosen_before(pending))

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def ask_correction(self, user_id: str) -> None:
        """Open the address of somebody who has not joined yet."""
        await self._ask("correction", user_id, Chosen())

    @rx.event
    @signed_in
    def leave(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the dialog."""
        if open is not True:
            self.question = ""

    @rx.event
    @needs(Permission.USERS_INVITE)
    async def invite(self, form: dict[str, Any]) -> Any:
        """Send the first invitation as chosen."""
        return await self._settle(form, self._invite)

    @rx.event
    @needs(Permission.USERS_INVITE)
    async def revise(self, form: dict[str, Any]) -> Any:
        """Save what was changed; ask about sending anew when the message that left says something else."""
        return await self._settle(form, self._revise)

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def correct(self, form: dict[str, Any]) -> Any:
        """Save the address; an invitation goes there at once, by another link."""
        return await self._settle(form, self._correct)

    async def _ask(self, question: str, user_id: object, chosen: Chosen) -> None:
        try:
            found = await call(kit().users.detail, require_actor(), identifier(user_id))
        except KitError as error:
            await refuse(self, error)
            return
        self.person = Named(found.id, found.full_name, found.email)
        self.chosen, self.errors = chosen, {}
        self.question, self.form_number = question, self.form_number + 1

    async def _settle(self, form: object, act: Callable[[Mapping[str, object]], Awaitable[None]]) -> Any:
        try:
            await act(entries(form))
        except KitError as error:
            said = fields(error)
            unseen = [said.pop(name) for name in sorted(said.keys() - SEEN)]
            self.errors = {"form": unseen[0], **said} if unseen else said
            return None
        self.errors = {}
        return read_again(self)

    async def _invite(self, form: Mapping[str, object]) -> None:
        options, user_id = InvitationOptions.parse(form), identifier(self.person.id)
        invited = await call(kit().invitations.invite, require_actor(), user_id=user_id, options=options)
        self.question = ""
        await tell_invited(self, invited, "invited")

    async def _revise(self, form: Mapping[str, object]) -> None:
        options, user_id = InvitationOptions.parse(form), identifier(self.person.id)
        revised = await call(kit().revisions.change, require_actor(), user_id=user_id, options=options)
        self.question = "resending" if revised.needs_resending else ""
        await notify(self, "success", "inviting.told.revised", name=revised.full_name)

    async def _correct(self, form: Mapping[str, object]) -> None:
        address, user_id = NewAddress.parse(form), identifier(self.person.id)
        name = await call(kit().revisions.correct_address, require_actor(), user_id=user_id, address=address)
        self.question = ""
        await notify(self, "success", "inviting.told.corrected", name=name, email=address.email.display)
