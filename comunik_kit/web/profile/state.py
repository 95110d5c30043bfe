"""The person's own page: their details, and their password's page."""

from dataclasses import replace
from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.users.profile import ChangeProfile, ProfileView, time_zones
from comunik_kit.web.new_colleague.form import person_of
from comunik_kit.web.policy import signed_in, signed_in_with_initial_password
from comunik_kit.web.profile.factor_state import FactorState
from comunik_kit.web.profile.identities_state import IdentitiesState
from comunik_kit.web.profile.passkeys_state import PasskeysState
from comunik_kit.web.refusals import FieldError, fields
from comunik_kit.web.session import SessionState, call, notify, require_actor
from comunik_kit.web.setup.state import error_key
from comunik_kit.wiring import kit

SECURITY_NOTICES = {"password_changed": "profile.told.password", "address_asked": "address.profile.told"}
TIED = ("full_name", "phone", "language", "time_zone")


class ProfileState(rx.State):
    """What the form starts with, what is wrong with it, and what the password's page must say."""

    profile: ProfileView = ProfileView()
    zones: list[str] = []
    loaded: bool = False
    form_number: int = 0
    errors: dict[str, FieldError] = {}
    must_change_password: bool = False
    password_error: str = ""

    @rx.event
    @signed_in
    async def load(self) -> None:
        """Fill the form with what is saved."""
        await self._read()
        self.zones, self.loaded = list(time_zones()), True

    @rx.event
    @signed_in_with_initial_password
    async def load_security(self) -> None:
        """Open the password's page; say that it was changed when one comes back from changing it."""
        self.must_change_password = require_actor().must_change_password
        self.profile = await call(kit().profile.view, require_actor())
        if not self.must_change_password:
            await (await self.get_state(FactorState))._read()
            await (await self.get_state(PasskeysState))._read()
            await (await self.get_state(IdentitiesState))._read()
        asked = self.router.url.query_parameters
        self.password_error = error_key(asked.get("error", ""))
        told = SECURITY_NOTICES.get(asked.get("notice", ""))
        if told:
            await notify(self, "success", told)

    @rx.event
    @signed_in
    async def save(self, form: dict[str, Any]) -> Any:
        """Save the form; what is wrong is said under its field, and nothing typed is lost."""
        try:
            change = ChangeProfile.parse(person_of(form))
            filled = self.profile
            if (change.version, change.language) == (filled.version, filled.language):
                change = replace(change, language="")  # untouched: a choice in the menu meanwhile stays
            await call(kit().profile.change, require_actor(), change=change)
        except KitError as error:
            self.errors = _said(error)
            return None
        await self._read()
        await notify(self, "success", "profile.told.saved")
        return SessionState.enter

    async def _read(self) -> None:
        self.profile, self.errors = await call(kit().profile.view, require_actor()), {}
        self.form_number += 1


def _said(error: KitError) -> dict[str, FieldError]:
    """Give each wrong field its error; what has no field of its own to stand under heads the form."""
    found = fields(error)
    unseen = [found.pop(name) for name in sorted(found.keys() - {*TIED, "form"})]
    return {"form": unseen[0], **found} if unseen else found
