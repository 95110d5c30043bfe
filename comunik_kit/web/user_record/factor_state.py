"""Taking the second factor of somebody who has lost theirs (MFA-08)."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.policy import needs
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.arguments import identifier
from comunik_kit.wiring import kit


class FactorResetState(rx.State):
    """Whether the question is open."""

    asks_reset: bool = False

    @rx.event
    @needs(Permission.USERS_UPDATE)
    def ask_factor_reset(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Open the question, or close it."""
        self.asks_reset = open is True

    @rx.event
    @needs(Permission.USERS_UPDATE)
    @asks_for_proof
    async def reset_factor(self) -> Any:
        """Take the factor of the person whom the record shows."""
        self.asks_reset = False
        try:
            wanted = identifier((await self.get_state(UserRecordState)).person.id)
            name = await call(kit().factors.reset, require_actor(), user_id=wanted)
        except KitError as error:
            return await refuse(self, error)
        await notify(self, "success", "factor.told.reset", name=name)
        return UserRecordState.refresh
