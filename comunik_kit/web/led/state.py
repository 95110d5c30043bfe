"""« Mon équipe »: the people of the teams that one leads, and inviting into them."""

import uuid
from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.users.team_inputs import LedNewcomer
from comunik_kit.users.team_views import LedPage, LedTeam
from comunik_kit.web.guard import leads
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import MAX_CURSOR, entries, identifier, words
from comunik_kit.wiring import kit


class LedState(rx.State):
    """What the page shows; `team` is the one that the open form invites into."""

    teams: list[LedTeam] = []
    page: LedPage = LedPage()
    loaded: bool = False
    is_open: bool = False
    team: LedTeam = LedTeam()
    creation_key: str = ""
    errors: dict[str, FieldError] = {}
    asked_id: str = ""
    asked_name: str = ""
    _cursor: str = ""

    @rx.event
    @leads
    async def load_led(self) -> None:
        """Show the teams and the first of their people."""
        self.teams = await call(kit().teams_led.teams, require_actor())
        await self._turn("")
        self.is_open, self.asked_id, self.loaded = False, "", True

    @rx.event
    @leads
    async def turn_led_back(self) -> None:
        """Show the page before; the one that is shown once more when it is the first."""
        await self._turn(self.page.before or self._cursor)

    @rx.event
    @leads
    async def turn_led_on(self) -> None:
        """Show the page after; the one that is shown once more when it is the last."""
        await self._turn(self.page.after or self._cursor)

    @rx.event
    @leads
    async def ask_newcomer(self) -> None:
        """Open an empty form, for the first team."""
        self.teams = await call(kit().teams_led.teams, require_actor())
        self.team = self.teams[0] if self.teams else LedTeam()
        self._clear()
        self.is_open = True

    @rx.event
    @leads
    def choose_led_team(self, team_id: str) -> None:
        """Offer the roles of another team."""
        self.team = next((team for team in self.teams if team.id == words(team_id)), self.team)

    @rx.event
    @leads
    async def invite_newcomer(self, form: dict[str, Any]) -> None:
        """Invite; the same form twice is one person (INV-04)."""
        try:
            new = LedNewcomer.parse(entries(form))
            name = await call(kit().team_invitations.invite, require_actor(), new=new)
        except KitError as error:
            self.errors = fields(error)
            return
        self.is_open = False
        self._clear()
        await self._turn("")
        await notify(self, "success", "led.told.invited", name=name)

    @rx.event
    @leads
    def leave_newcomer(self, open: bool) -> None:  # noqa: A002 - the sheet's word
        """Close the form."""
        if open is not True:
            self.is_open = False

    @rx.event
    @leads
    async def resend_led(self, user_id: str) -> Any:
        """Send a new link."""
        return await self._act(kit().team_invitations.resend, user_id, "led.told.resent")

    @rx.event
    @leads
    def ask_led_revocation(self, user_id: str) -> None:
        """Ask whether an invitation is to be taken back."""
        found = next((each for each in self.page.people if each.id == words(user_id)), None)
        self.asked_id, self.asked_name = (found.id, found.full_name) if found else ("", "")

    @rx.event
    @leads
    async def revoke_led(self) -> Any:
        """Take it back."""
        asked, self.asked_id = self.asked_id, ""
        return await self._act(kit().team_invitations.revoke, asked, "led.told.revoked")

    @rx.event
    @leads
    def leave_led_question(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question."""
        if open is not True:
            self.asked_id = ""

    def _clear(self) -> None:
        self.creation_key, self.errors = str(uuid.uuid4()), {}

    async def _turn(self, cursor: str) -> None:
        place = words(cursor, MAX_CURSOR)
        self.page = await call(kit().teams_led.people, require_actor(), cursor=place)
        self._cursor = place if self.page.before else ""

    async def _act(self, act: Any, user_id: object, told: str) -> Any:
        try:
            name = await call(act, require_actor(), user_id=identifier(user_id))
        except KitError as error:
            return await refuse(self, error)
        await self._turn(self._cursor)
        return await notify(self, "success", told, name=name)
