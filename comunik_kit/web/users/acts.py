"""What the three dots do to a person, in the list and on the record."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.arguments import identifier
from comunik_kit.web.users.state import UsersState
from comunik_kit.web.users.telling import tell_invited
from comunik_kit.wiring import kit

RECORDS = "/users/"


@dataclass(frozen=True, slots=True)
class Named:
    """The person an act is about."""

    id: str = ""
    name: str = ""
    email: str = ""


class PersonActsState(rx.State):
    """The acts, and the question each asks before it cannot be undone."""

    question: str = ""
    person: Named = Named()

    @rx.event
    @needs(Permission.USERS_DELETE)
    async def ask_removal(self, user_id: str) -> None:
        """Ask before an account is deleted."""
        await self._ask("removal", user_id)

    @rx.event
    @needs(Permission.USERS_INVITE)
    async def ask_revocation(self, user_id: str) -> None:
        """Ask before an invitation is taken back."""
        await self._ask("revocation", user_id)

    @rx.event
    @signed_in
    def leave(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question."""
        if open is not True:
            self._close()

    @rx.event
    @needs(Permission.USERS_DELETE)
    @asks_for_proof
    async def remove(self) -> Any:
        """Delete the account that was asked about."""
        return await self._settle(_remove, "users.told.removed")

    @rx.event
    @needs(Permission.USERS_INVITE)
    async def revoke(self) -> Any:
        """Take back the invitation that was asked about."""
        return await self._settle(_revoke, "users.told.revoked")

    @rx.event
    @needs(Permission.USERS_INVITE)
    async def resend(self, user_id: str) -> Any:
        """Send a new link, also to who asked for one; the old one dies."""
        try:
            user_id = identifier(user_id)
            invited = await call(kit().invitations.resend, require_actor(), user_id=user_id)
        except KitError as error:
            return await refuse(self, error)
        await tell_invited(self, invited, "resent")
        return read_again(self)

    @rx.event
    @needs(Permission.USERS_INVITE)
    async def show_link(self, user_id: str) -> None:
        """Open the dialog that copies an invitation's link; the link itself goes by `http/invitations.py`."""
        await self._ask("link", user_id)

    @rx.event
    @needs(Permission.USERS_INVITE)
    async def show_card(self, user_id: str) -> None:
        """Open the dialog that prints an invitation's card; the card itself goes by `http/cards.py`."""
        await self._ask("card", user_id)

    async def _ask(self, question: str, user_id: object) -> None:
        try:
            found = await call(kit().users.detail, require_actor(), identifier(user_id))
            self.person = Named(found.id, found.full_name, found.email)
            self.question = question
        except KitError as error:
            await refuse(self, error)

    def _close(self) -> None:
        self.question = ""

    async def _settle(self, act: Callable[[str], Awaitable[object]], told: str) -> Any:
        person = self.person
        try:
            await act(identifier(person.id))
            self._close()
        except KitError as error:
            self._close()
            return await refuse(self, error)
        await notify(self, "success", told, name=person.name)
        return _away(self) if act is _remove else read_again(self)


async def _remove(user_id: str) -> object:
    return await call(kit().users.delete, require_actor(), user_id=user_id)


async def _revoke(user_id: str) -> object:
    return await call(kit().invitations.revoke, require_actor(), user_id=user_id)


def _on_record(state: rx.State) -> bool:
    # The first page of a visit has a slash at its end: /users/ is the list.
    return state.router.url.path.rstrip("/").startswith(RECORDS)


def _away(state: rx.State) -> Any:
    """Leave the record of somebody who is no more; in the list, read it again."""
    return rx.redirect("/users") if _on_record(state) else UsersState.refresh


def read_again(state: rx.State) -> Any:
    """Read what the page shows once more: something changed."""
    return UserRecordState.refresh if _on_record(state) else UsersState.refresh
