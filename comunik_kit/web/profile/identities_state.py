"""One's own identities at providers, on the security page."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.oidc.views import IdentityView
from comunik_kit.web.policy import signed_in
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import identifier
from comunik_kit.wiring import kit


class IdentitiesState(rx.State):
    """The list, and which one is asked about; who has no password is not asked for it."""

    identities: list[IdentityView] = []
    has_password: bool = True
    asked: str = ""
    name: str = ""

    @rx.event
    @signed_in
    def ask_unlink(self, identity_id: str) -> None:
        """Ask before an identity is taken away."""
        chosen = next((each for each in self.identities if each.id == identity_id), None)
        if chosen is not None:
            self.asked, self.name = chosen.id, chosen.provider

    @rx.event
    @signed_in
    def leave_unlink(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question."""
        if open is not True:
            self.asked = ""

    @rx.event
    @signed_in
    @asks_for_proof
    async def unlink_identity(self) -> Any:
        """Take it away."""
        try:
            identity_id = identifier(self.asked)
            name = await call(kit().oidc_identities.unlink, require_actor(), identity_id=identity_id)
        except KitError as error:
            self.asked = ""
            return await refuse(self, error)
        self.asked = ""
        await self._read()
        return await notify(self, "success", "oidc.own.told", name=name)

    async def _read(self) -> None:
        self.identities, self.has_password = await call(_parts, require_actor())


def _parts(actor: Actor) -> tuple[list[IdentityView], bool]:
    return kit().oidc_identities.of(actor), kit().proving.has_password(actor)
