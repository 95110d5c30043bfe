"""How one wants to be told: kinds in the app, quiet hours. Kinds by e-mail are `WishesState`'s."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.notices.inputs import quiet_hours
from comunik_kit.notices.views import ChoicesView
from comunik_kit.web.policy import signed_in
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import entries, words
from comunik_kit.wiring import kit


class NoticeChoicesState(rx.State):
    """One's own choices, and what is wrong with the hours."""

    choices: ChoicesView = ChoicesView()
    choices_known: bool = False
    hours_errors: dict[str, FieldError] = {}
    hours_form: int = 0

    @rx.event
    @signed_in
    async def load_notice_choices(self) -> None:
        """Read them."""
        await self._read_choices()
        self.choices_known = True

    @rx.event
    @signed_in
    async def choose_kind(self, kind: str, wanted: bool) -> Any:
        """Show a kind in the app, or no longer, at once."""
        try:
            act = kit().notice_choices.choose
            await call(act, require_actor(), kind=words(kind, 20), wanted=wanted is True)
        except KitError as error:
            return await refuse(self, error)
        self.choices = await call(kit().notice_choices.view, require_actor())
        return await notify(self, "success", "notices.choices.told")

    @rx.event
    @signed_in
    async def keep_quiet(self, form: dict[str, Any]) -> Any:
        """Set the hours in which no e-mail leaves; what is wrong is said under its field."""
        try:
            hours = quiet_hours(entries(form))
            await call(kit().notice_choices.keep_quiet, require_actor(), hours=hours)
        except KitError as error:
            self.hours_errors = fields(error)
            return None
        await self._read_choices()
        return await notify(self, "success", "notices.quiet.told")

    async def _read_choices(self) -> None:
        self.choices = await call(kit().notice_choices.view, require_actor())
        self.hours_errors = {}
        self.hours_form += 1
