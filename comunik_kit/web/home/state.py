"""The home page's own state: what the person's modules say, over the period that the address names, in their order."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.asking import Span
from comunik_kit.modules.home import HomeWanted
from comunik_kit.modules.own_home import OwnWidgets, WidgetLine
from comunik_kit.modules.periods import span_of
from comunik_kit.modules.views import News, Widget
from comunik_kit.web.changing import change_only
from comunik_kit.web.home.tour_state import TourState
from comunik_kit.web.live import Common, Part, follow
from comunik_kit.web.policy import signed_in
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import words
from comunik_kit.wiring import kit

NO_LINE = WidgetLine("", 0, is_shown=False, is_first=False, is_last=False)
_LONGEST = 20


class HomeState(rx.State):
    """The person's modules and widgets; a widget is found by its module's name, `order` is that of the page.

    `own` is what one arranges while `arranging`, `moved` the widget that one moved last.
    """

    loaded: bool = False
    modules: list[str] = []
    widgets: dict[str, Widget] = {}
    order: list[str] = []
    all_hidden: bool = False
    steps: list[str] = []
    news: News = News()
    workspace_wide: bool = False
    time_zone: str = ""
    span: str = Span.WEEK.value
    arranging: bool = False
    own: OwnWidgets = OwnWidgets()
    moved: WidgetLine = NO_LINE

    @rx.event(background=True, supersedes=True)
    @signed_in
    async def follow(self) -> list[Any]:
        """Keep the figures in step with what others do and other systems report."""
        return await follow(self, _FIGURES, Topic.ACTIVITY, Topic.PEOPLE)

    @rx.event
    @signed_in
    async def load(self) -> None:
        """Read the page anew each time it opens; show round whoever is new, and whoever asks for it in the address."""
        query = self.router.url.query_parameters
        is_new = await self._read(span_of(query))
        self.arranging = False
        (await self.get_state(TourState))._begin(self._stops() if is_new or "tour" in query else ())

    @rx.event
    @signed_in
    async def arrange(self, open: bool) -> None:  # noqa: A002 - the button's word
        """Open what the page is arranged with, or close it."""
        self.moved = NO_LINE
        self.own = await call(kit().own_homes.own, require_actor()) if open is True else OwnWidgets()
        self.arranging = open is True

    @rx.event
    @signed_in
    async def move_widget(self, module: str, up: bool) -> Any:
        """Put a widget a place earlier or later."""
        key = words(module, _LONGEST)
        refusal = await self._arrange(kit().own_homes.move, module=key, up=up is True)
        self.moved = next((each for each in self.own.widgets if each.key == key), NO_LINE)
        return refusal

    @rx.event
    @signed_in
    async def show_widget(self, module: str, shown: bool) -> Any:
        """Show a widget, or hide it."""
        self.moved = NO_LINE
        act = kit().own_homes.show
        return await self._arrange(act, module=words(module, _LONGEST), shown=shown is True)

    @rx.event
    @signed_in
    async def restore_widgets(self) -> Any:
        """Have the page as it is composed."""
        self.moved = NO_LINE
        return await self._arrange(kit().own_homes.restore)

    @rx.event
    @signed_in
    async def saw_news(self) -> None:
        """Show nothing more of what happened before now."""
        await call(kit().first_days.saw_news, require_actor())
        self.news = News()

    async def _arrange(self, act: Any, **what: Any) -> Any:
        try:
            self.own = await call(act, require_actor(), **what)
        except KitError as error:
            return await refuse(self, error)
        await self._read(Span(self.span))
        return None

    async def _read(self, span: Span) -> bool:
        """Read and show it; tell whether nobody has shown the person round yet."""
        view = await call(kit().home.view, require_actor(), span=span)
        self.steps, self.span, self.news = view.steps, view.span, view.news
        self.workspace_wide, self.time_zone = view.workspace_wide, view.time_zone
        self._show(view.modules, view.widgets, all_hidden=view.all_hidden)
        self.loaded = True
        return view.is_new

    def _show(self, modules: list[str], widgets: list[Widget], *, all_hidden: bool) -> None:
        order, found = [each.module for each in widgets], {each.module: each for each in widgets}
        change_only(self, modules=modules, all_hidden=all_hidden, order=order, widgets=found)

    def _stops(self) -> list[str]:
        """Name what the tour has to show: who has no module, or hides every figure, is shown none."""
        there = {
            "menu": True,
            "modules": bool(self.modules),
            "figures": bool(self.order),
            "account": True,
        }
        return [name for name, is_there in there.items() if is_there]


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
    """Put what was read for all in the order of this page's own person."""
    wanted = news.wanted
    if wanted is None:
        return state._show([], [], all_hidden=False)
    return state._show(list(wanted.modules), wanted.arranged(news.found), all_hidden=wanted.all_hidden)


_FIGURES: Part[HomeState, Span, Any] = Part(
    permission="", shown=_shown, read=_wanted, place=_put, common=_widgets
)
