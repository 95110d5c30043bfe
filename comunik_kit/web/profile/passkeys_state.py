"""One's own passkeys on the security page. Questions and answers go by HTTP alone (http/passkeys.py)."""

from typing import Any

import reflex as rx

from comunik_kit.access.passkey_inputs import key_name
from comunik_kit.access.views import PasskeyView
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.web.policy import signed_in, signed_in_without_factor
from comunik_kit.web.profile.factor_state import FactorState
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import entries, identifier
from comunik_kit.wiring import kit

ADD, RENAME, REMOVE = "add", "rename", "remove"


class PasskeysState(rx.State):
    """The list, which dialog is open, and of which key."""

    keys: list[PasskeyView] = []
    question: str = ""
    chosen: str = ""
    name: str = ""
    wrong: str = ""

    @rx.event
    @signed_in_without_factor
    @asks_for_proof
    async def add_passkey(self) -> Any:
        """Ask what a new one is to be called; the dialog's button does the rest."""
        try:
            await call(kit().passkeys.check, require_actor())
        except KitError as error:
            return await refuse(self, error)
        self.question = ADD
        return None

    @rx.event
    @signed_in_without_factor
    async def passkey_added(self) -> Any:
        """Show what there is by now; the recovery codes too, when it was the first factor."""
        self.question = ""
        await self._read()
        await (await self.get_state(FactorState))._read()
        return await notify(self, "success", "passkeys.told.added")

    @rx.event
    @signed_in
    def ask_passkey(self, question: str, key_id: str) -> None:
        """Ask for another name, or whether to take it away."""
        chosen = next((each for each in self.keys if each.id == key_id), None)
        if chosen is not None and question in {RENAME, REMOVE}:
            self.question, self.chosen, self.name, self.wrong = question, chosen.id, chosen.name, ""

    @rx.event
    @signed_in_without_factor
    def leave_passkey_question(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the dialog."""
        if open is not True:
            self.question = ""

    @rx.event
    @signed_in
    async def rename_passkey(self, form: dict[str, Any]) -> Any:
        """Call it something else."""
        try:
            name, key_id = key_name(entries(form).get("name", "")), identifier(self.chosen)
            await call(kit().passkeys.rename, require_actor(), key_id=key_id, name=name)
        except InvalidInput as error:
            self.wrong = (
                f"errors.{error.errors['name'].code}" if "name" in error.errors else "errors.wrong_value"
            )
            return None
        except KitError as error:
            return await refuse(self, error)
        self.question = ""
        await self._read()
        return await notify(self, "success", "passkeys.told.renamed")

    @rx.event
    @signed_in
    @asks_for_proof
    async def remove_passkey(self) -> Any:
        """Take it away."""
        self.question = ""
        try:
            await call(kit().passkeys.remove, require_actor(), key_id=identifier(self.chosen))
        except KitError as error:
            return await refuse(self, error)
        await self._read()
        await (await self.get_state(FactorState))._read()
        return await notify(self, "success", "passkeys.told.removed")

    async def _read(self) -> None:
        self.keys = await call(kit().passkeys.of, require_actor())
