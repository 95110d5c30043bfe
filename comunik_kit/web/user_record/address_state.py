"""Another sign-in address for somebody: asked for here, confirmed by the new address itself (INV-13)."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import FieldError, fields
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.arguments import entries, words
from comunik_kit.wiring import kit


class PersonAddressState(rx.State):
    """What is wrong with the address typed."""

    wrong: FieldError = FieldError()
    form_number: int = 0

    @rx.event
    @needs(Permission.USERS_UPDATE)
    @asks_for_proof
    async def ask(self, form: dict[str, Any]) -> None:
        """Send the new address its link; the record stays as it is until then."""
        record = await self.get_state(UserRecordState)
        try:
            typed = words(entries(form).get("email"), 300)
            asked = kit().address_changes.request_for
            email = await call(asked, require_actor(), user_id=record.person.id, email=typed)
        except KitError as error:
            self.wrong = next(iter(fields(error).values()))
            return
        self.wrong, self.form_number = FieldError(), self.form_number + 1
        await notify(self, "success", "address.record.told", email=email)
