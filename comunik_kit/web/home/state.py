"""The home page's own state: what the person's modules say, over the period that the address names."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.asking import Span
from comunik_kit.modules.home import HomeWanted
from comunik_kit.modules.periods import SPANS
from comunik_kit.modules.views import Widget
from comunik_kit.web.live import Common, Part, follow
from comunik_kit.web.policy import signed_in
from comunik_kit.web.session import call, require_actor
from comunik_kit.wiring import kit


class HomeState(rx.State):
    """The person's modules and widgets; a widget is found by its module's name, `order` is that of the page."""

    loaded: bool = False
    modules: list[str] = []
    widgets: dict[str, Widget] = {}
    order: list[str] = []
    steps: list[str] = []
    workspace_wide: bool = False
    time_zone: str = ""
    span: str = Span.WEEK.value

    @rx.event(background=True, supersedes=True)
    @signed_in
    async def follow(self) -> list[Any]:
        """Keep the figures in step with what others do and other systems report."""
        return await follow(self, _FIGURES, Topic.ACTIVITY, Topic.PEOPLE)

    @rx.event
    @signed_in
    async def load(self) -> None:
        """Read the page anew each time it opens."""
        span = span_of(self.router.url.query_parameters)
        view = await call(kit().home.view, require_actor(), span=span)
        self.modules, self.steps, self.span = view.modules, view.steps, view.span
        self.workspace_wide, self.time_zone = view.workspace_wide, view.time_zone
        self._show(view.widgets)
        self.loaded = True

    def _show(self, widgets: list[Widget]) -> None:
        """Change only what differs: what stays is not sent again."""
        order, found = [each.module for each in widgets], {each.module: each for each in widgets}
        if order != self.order:
            self.order = order
        if found != self.widgets:
            self.widgets = found


def span_of(query: Mapping[str, str]) -> Span:
    """Read the period from an address; whatever is not a choice of ours is a week (ACL-09)."""
    asked = query.get("period", "")
    return next((span for span in SPANS if span.value == asked), Span.WEEK)


async def _shown(state: HomeState) -> Span | None:
    return Span(state.span) if state.loaded else None


def _wanted(actor: Actor, span: Span) -> HomeWanted | None:
    try:
        return kit().home.wanted(actor, span=span)
    except NotFound:  # the person is gone by now
        return None


def _widgets(wanted: HomeWanted | None) -> list[Widget]:
    return kit().home.widgets(wanted) if wanted else []


async def _put(state: HomeState, news: Common[HomeWanted | None, list[Widget]]) -> None:
    state._show(news.found)


_FIGURES: Part[HomeState, Span, Any] = Part(
    permission="", shown=_shown, read=_wanted, place=_put, common=_widgets
)
