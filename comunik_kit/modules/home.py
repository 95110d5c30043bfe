"""The personalised home page: the modules a person has, and what their widgets say.

What widgets say depends on `HomeWanted` alone: whoever wants the same may be shown the same reading.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.zones import zone_named
from comunik_kit.modules import figure_queries, repository
from comunik_kit.modules.asking import Span
from comunik_kit.modules.news import news_since
from comunik_kit.modules.opening import on_for, person_here, reach_of
from comunik_kit.modules.periods import Figures, Period, change_percent, period_of, trend
from comunik_kit.modules.registry import Module, modules_named
from comunik_kit.modules.repository import Last, PersonHere, Reach
from comunik_kit.modules.rules import modules_here, own_home, widgets_on
from comunik_kit.modules.views import HomeView, Item, News, Widget
from comunik_kit.workspaces import repository as workspaces

LATEST = 4


@dataclass(frozen=True, slots=True)
class HomeWanted:
    """Which modules' widgets, of whose activity, over which period of whose clock.

    `order` is how one of those who want it has them on the page, `modules` are all of theirs: what is read is the same
    in any order, and of those that one hides too.
    """

    reach: Reach
    widgets: tuple[str, ...]
    time_zone: str
    span: Span = Span.WEEK
    order: tuple[str, ...] = field(default=(), compare=False)
    modules: tuple[str, ...] = field(default=(), compare=False)

    @property
    def all_hidden(self) -> bool:
        """Tell whether there are widgets, and each of them is hidden."""
        return bool(self.widgets) and not self.order

    def arranged(self, found: Sequence[Widget]) -> list[Widget]:
        """Put what was read in this order."""
        widgets = {each.module: each for each in found}
        return [widgets[key] for key in self.order if key in widgets]


class Home:
    """Reads; it changes nothing."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the database and the clock."""
        self._db = db
        self._clock = clock

    def view(self, actor: Actor, *, span: Span = Span.WEEK) -> HomeView:
        """Read the actor's home page; times in it are UTC, days those of the actor's time zone."""
        with self._db.read() as s:
            return _view(s, actor, span, self._clock.now())

    def wanted(self, actor: Actor, *, span: Span) -> HomeWanted:
        """Tell what the actor's widgets are about, by what the actor may read now."""
        with self._db.read() as s:
            return _composed(s, actor, span)[1]

    def widgets(self, wanted: HomeWanted) -> list[Widget]:
        """Read widgets anew; `wanted` is what `wanted` told of somebody, never what a browser did."""
        with self._db.read() as s:
            return drawn(s, wanted, self._clock.now())


def _view(s: Session, actor: Actor, span: Span, now: datetime) -> HomeView:
    person, wanted = _composed(s, actor, span)
    return HomeView(
        time_zone=person.time_zone,
        workspace_wide=wanted.reach.everybody,
        span=span.value,
        modules=list(wanted.modules),
        widgets=wanted.arranged(drawn(s, wanted, now)),
        all_hidden=wanted.all_hidden,
        steps=_steps(person),
        news=_news(s, person, wanted, now),
        is_new=person.toured_at is None and not actor.is_held,
    )


def _news(s: Session, person: PersonHere, wanted: HomeWanted, now: datetime) -> News:
    if person.previous_visit_at is None:
        return News()
    return news_since(s, wanted.reach, modules_named(wanted.widgets), person.previous_visit_at, now)


def _composed(s: Session, actor: Actor, span: Span) -> tuple[PersonHere, HomeWanted]:
    person = person_here(s, actor)
    here = modules_here(workspaces.module_settings(s, actor.workspace_id))
    modules = on_for(actor, person, here)
    composed = [entry.key for entry in widgets_on(modules, here)]
    order = own_home(person.own_home).shown(composed)
    reach = _shared(reach_of(actor))
    widgets = tuple(sorted(composed))
    return person, HomeWanted(reach, widgets, person.time_zone, span, order, tuple(modules))


def _shared(reach: Reach) -> Reach:
    """Leave out who asks where it makes no difference."""
    return Reach(reach.workspace_id, "", None, everybody=True) if reach.everybody else reach


def _steps(person: PersonHere) -> list[str]:
    missing = {"photo": not person.photo_id, "phone": not person.phone, "factor": not person.has_factor}
    return [step for step, is_missing in missing.items() if is_missing]


def drawn(s: Session, wanted: HomeWanted, now: datetime) -> list[Widget]:
    """Draw widgets from what somebody sees of their modules."""
    period = period_of(wanted.span, now, zone_named(wanted.time_zone))
    modules = modules_named(wanted.widgets)
    counts = figure_queries.stretches(s, wanted.reach, modules, period)
    return [_widget(s, wanted, entry, period, period.figures(counts[entry.key])) for entry in modules]


def _widget(s: Session, wanted: HomeWanted, entry: Module, period: Period, found: Figures) -> Widget:
    return Widget(
        module=entry.key,
        figure=found.figure,
        previous=found.previous,
        change_percent=change_percent(found.figure, found.previous),
        trend=trend(found.figure, found.previous),
        sparkline=list(found.points),
        latest=_items(s, wanted.reach, entry, Last(LATEST, period.now, entry.counted)),
        span=wanted.span.value,
        current=period.current,
        starts_at=period.points[period.current].isoformat(),
    )


def _items(s: Session, reach: Reach, entry: Module, wanted: Last) -> list[Item]:
    return [
        Item(
            id=row.id,
            title=row.title,
            at=row.occurred_at.isoformat(),
            status=row.status if row.status in entry.every_status else "",
            kind=row.kind,
            owner=row.owner,
        )
        for row in repository.latest(s, reach, entry, wanted)
    ]
