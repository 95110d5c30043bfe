"""How long the journal is kept, on the screen."""

from typing import Any

import reflex as rx

from comunik_kit.journal.views import Kept
from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import entries, words
from comunik_kit.wiring import kit


class JournalKeepingState(rx.State):
    """The setting, and how far the chain is."""

    kept: Kept = Kept()

    @rx.event
    @needs(Permission.AUDIT_READ)
    async def load_keeping(self) -> None:
        """Show the setting."""
        self.kept = await call(kit().journal_keeping.kept, require_actor())

    @rx.event
    @needs(Permission.SECURITY_MANAGE)
    @asks_for_proof
    async def keep_journal(self, form: dict[str, Any]) -> Any:
        """Keep the journal as long as the form says."""
        try:
            months = words(entries(form).get("months"), 4)
            self.kept = await call(kit().journal_keeping.keep, require_actor(), months=months)
        except KitError as error:
            return await refuse(self, error)
        return await notify(self, "success", "audit.kept.told")
