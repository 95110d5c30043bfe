"""« Mon équipe »: the figures of each person, kept in step with what happens."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.asking import Span
from comunik_kit.modules.team import TeamWanted
from comunik_kit.modules.team_views import NO_FIGURES, NO_LINE, TeamChoice, TeamFigures, TeamLine
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.changing import change_only
from comunik_kit.web.led.state import LedState
from comunik_kit.web.live import Common, Part, follow
from comunik_kit.web.policy import needs_or_leads
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.team.asked import Asked
from comunik_kit.web.users.arguments import words
from comunik_kit.wiring import kit


class TeamState(rx.State):
    """What the page shows; people are in the order that is asked for."""

    loaded: bool = False
    asked: Asked = Asked()
    modules: list[str] = []
    teams: list[TeamChoice] = []
    workspace_wide: bool = False
    time_zone: str = ""
    people: list[TeamLine] = []
    nobody: TeamLine = NO_LINE
    gone: TeamLine = NO_LINE
    total: TeamLine = NO_LINE
    capped: bool = False

    @rx.event(background=True, supersedes=True)
    @needs_or_leads(Permission.USERS_READ)
    async def follow(self) -> list[Any]:
        """Keep the figures in step with what others do and other systems report."""
        return await follow(self, _FIGURES, Topic.ACTIVITY, Topic.PEOPLE)

    @rx.event
    @needs_or_leads(Permission.USERS_READ)
    async def load_team(self) -> Any:
        """Read the page anew each time it opens; what one leads stands below."""
        asked = Asked.parse(self.router.url.query_parameters)
        actor = require_actor()
        view = await call(kit().team_board.view, actor, span=Span(asked.span), team=asked.team)
        self.asked, self.modules, self.teams = asked, view.modules, view.teams
        self.workspace_wide, self.time_zone = view.workspace_wide, view.time_zone
        self._show(view.figures)
        self.loaded = True
        return LedState.load_led if actor.is_lead else None

    @rx.event
    @needs_or_leads(Permission.USERS_READ)
    def choose_team(self, team: str) -> Any:
        """Go to the address that asks for one team, or for all."""
        return rx.redirect(self.asked.address(team=words(team)))

    def _show(self, found: TeamFigures) -> None:
        change_only(
            self,
            people=found.sorted_by(self.asked.column, down=self.asked.is_down),
            nobody=found.nobody,
            gone=found.gone,
            total=found.total,
            capped=found.capped,
        )


async def _shown(state: TeamState) -> Asked | None:
    return state.asked if state.loaded else None


def _wanted(actor: Actor, asked: Asked) -> TeamWanted | None:
    try:
        return kit().team_board.wanted(actor, span=Span(asked.span), team=asked.team)
    except (Forbidden, NotFound):  # the right or the person is gone by now
        return None


def _figures(wanted: TeamWanted | None) -> TeamFigures:
    return kit().team_board.figures(wanted) if wanted else NO_FIGURES


async def _put(state: TeamState, news: Common[TeamWanted | None, TeamFigures]) -> None:
    change_only(state, modules=list(news.wanted.modules) if news.wanted else [])
    state._show(news.found)


_FIGURES: Part[TeamState, Asked, Any] = Part(
    permission="", shown=_shown, read=_wanted, place=_put, common=_figures
)
