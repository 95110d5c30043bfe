"""The sheet in which a team is made or changed."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.team_inputs import COLOURS, TeamForm
from comunik_kit.users.team_views import TeamChoices, TeamLine
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.teams.state import TeamsState
from comunik_kit.web.users.arguments import entries, identifier
from comunik_kit.wiring import kit


@dataclass(frozen=True, slots=True)
class TeamDraft:
    """What the form begins with; without `team_id` it makes a team."""

    team_id: str = ""
    name: str = ""
    colour: str = COLOURS[0]
    lead: str = ""
    role_id: str = ""
    role_key: str = ""
    role_name: str = ""
    modules_off: list[str] = field(default_factory=list)


class TeamEditingState(rx.State):
    """The sheet that is open; `keeps_role` when the team's role is one that the reader may not give."""

    is_open: bool = False
    visit: int = 0
    draft: TeamDraft = TeamDraft()
    choices: TeamChoices = TeamChoices()
    keeps_role: bool = False
    errors: dict[str, FieldError] = {}
    _version: int = 0

    @rx.event
    @needs(Permission.TEAMS_MANAGE)
    async def ask_new_team(self) -> None:
        """Open an empty form."""
        await self._open(TeamDraft(), 0)

    @rx.event
    @needs(Permission.TEAMS_MANAGE)
    async def ask_team_change(self, team_id: str) -> Any:
        """Open the form of a team as it is now."""
        teams = await self.get_state(TeamsState)
        try:
            wanted = identifier(team_id)
            await teams._read()
            line = next((each for each in teams.book.teams if each.id == wanted), None)
            if line is None:
                raise NotFound
        except KitError as error:
            return await refuse(self, error)
        await self._open(_draft(line), line.version)
        return None

    @rx.event
    @needs(Permission.TEAMS_MANAGE)
    async def save_team(self, form: dict[str, Any]) -> None:
        """Make the team, or change it."""
        self.errors, actor, do = {}, require_actor(), kit().teams
        try:
            wanted = TeamForm.parse(entries(form), do.modules)
            if self.draft.team_id:
                given = {"team_id": identifier(self.draft.team_id), "version": self._version}
                await call(do.change, actor, form=wanted, **given)
            else:
                await call(do.create, actor, form=wanted)
        except KitError as error:
            self.errors = fields(error)
            return
        told = "teams.told.changed" if self.draft.team_id else "teams.told.created"
        self.is_open = False
        await (await self.get_state(TeamsState))._read()
        await notify(self, "success", told, name=wanted.name)

    @rx.event
    @signed_in
    def leave_team(self, open: bool) -> None:  # noqa: A002 - the sheet's word
        """Close the sheet."""
        if open is not True:
            self.is_open = False

    async def _open(self, draft: TeamDraft, version: int) -> None:
        self.choices = await call(kit().teams.choices, require_actor())
        self.keeps_role = draft.role_id not in {"", *(role.id for role in self.choices.roles)}
        self.draft, self._version, self.errors = draft, version, {}
        self.is_open, self.visit = True, self.visit + 1


def _draft(line: TeamLine) -> TeamDraft:
    role = (line.role_id, line.role_key, line.role_name)
    return TeamDraft(line.id, line.name, line.colour, line.lead_email, *role, line.modules_off)
