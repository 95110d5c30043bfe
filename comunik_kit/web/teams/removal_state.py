"""The question before a team is deleted."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.team_inputs import moved_to
from comunik_kit.users.team_views import TeamRemoval
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.teams.state import TeamsState
from comunik_kit.web.users.arguments import identifier, words
from comunik_kit.wiring import kit


class TeamRemovalState(rx.State):
    """Which team is asked about, and where its people are to go."""

    asked: TeamRemoval = TeamRemoval()
    goes_to: str = ""

    @rx.event
    @needs(Permission.TEAMS_MANAGE)
    async def ask_team_removal(self, team_id: str) -> Any:
        """Ask whether a team is to be deleted."""
        self.goes_to = ""
        try:
            look, wanted = kit().teams.removal, identifier(team_id)
            self.asked = await call(look, require_actor(), team_id=wanted)
        except KitError as error:
            self.asked = TeamRemoval()
            return await refuse(self, error)
        return None

    @rx.event
    @needs(Permission.TEAMS_MANAGE)
    def choose_team(self, value: str) -> None:
        """Choose where its people go."""
        self.goes_to = words(value, 32)

    @rx.event
    @needs(Permission.TEAMS_MANAGE)
    async def delete_team(self) -> Any:
        """Delete it."""
        asked, delete = self.asked, kit().teams.delete
        try:
            wanted, to = identifier(asked.id), moved_to(self.goes_to)
            moved = await call(delete, require_actor(), team_id=wanted, version=asked.version, moved_to=to)
        except KitError as error:
            return await refuse(self, error)
        self.asked = TeamRemoval()
        await (await self.get_state(TeamsState))._read()
        return await notify(self, "success", "teams.told.deleted", name=asked.name, count=str(moved))

    @rx.event
    @signed_in
    def leave_team_removal(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question."""
        if open is not True:
            self.asked, self.goes_to = TeamRemoval(), ""
