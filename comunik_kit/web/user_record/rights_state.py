"""« Pourquoi ? » on the record: the rights of the person, read when somebody asks."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.modules.rights import RightsOf
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.arguments import identifier
from comunik_kit.wiring import kit


class RightsState(rx.State):
    """The rights of whom `of` names; on another record they are not shown."""

    of: str = ""
    found: RightsOf = RightsOf()

    @rx.event
    @needs(Permission.USERS_READ)
    async def show_rights(self, open: bool) -> Any:  # noqa: A002 - as the other parts say it
        """Show every right with its reason, or put them away."""
        self.of, self.found = "", RightsOf()
        if open is not True:
            return None
        wanted = (await self.get_state(UserRecordState)).person.id
        try:
            self.found = await call(kit().personal_rights.of, require_actor(), user_id=identifier(wanted))
        except KitError as error:
            return await refuse(self, error)
        self.of = wanted
        return None
