"""What the filters offer: sent apart from the list, so that a workspace of many departments does not weigh on it."""

import reflex as rx

from comunik_kit.invitations.archive_filter import ArchiveFilter
from comunik_kit.invitations.archive_views import ArchiveChoices
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.session import call, require_actor
from comunik_kit.wiring import kit


class ChoicesState(rx.State):
    """The departments and people to choose from."""

    choices: ArchiveChoices = ArchiveChoices()

    @rx.event
    @needs(Permission.USERS_READ)
    async def offer(self) -> None:
        """Offer what there is, with what the address asks for among it."""
        asked = ArchiveFilter.parse(self.router.url.query_parameters)
        self.choices = await call(kit().archive.choices, require_actor(), asked)
