"""The personalised home page: the modules a person has, and what their widgets say."""

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.zones import zone_named
from comunik_kit.modules import repository
from comunik_kit.modules.opening import on_for, person_here, reach_of
from comunik_kit.modules.periods import Period, change_percent, figures, trend, two_weeks
from comunik_kit.modules.registry import Module
from comunik_kit.modules.repository import Last, PersonHere, Reach
from comunik_kit.modules.rules import modules_here, widgets_on
from comunik_kit.modules.views import HomeView, Item, Widget
from comunik_kit.workspaces import repository as workspaces

LATEST = 4


class Home:
    """Reads; it changes nothing."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the database and the clock."""
        self._db = db
        self._clock = clock

    def view(self, actor: Actor) -> HomeView:
        """Read the actor's home page; times in it are UTC, days those of the actor's time zone."""
        with self._db.read() as s:
            person = person_here(s, actor)
            period = two_weeks(self._clock.now(), zone_named(person.time_zone))
            here = modules_here(workspaces.module_settings(s, actor.workspace_id))
            modules = on_for(actor, person, here)
            return HomeView(
                time_zone=person.time_zone,
                workspace_wide=reach_of(actor).everybody,
                modules=modules,
                widgets=[drawn(s, reach_of(actor), entry, period) for entry in widgets_on(modules, here)],
                steps=_steps(person),
            )


def _steps(person: PersonHere) -> list[str]:
    missing = {"photo": not person.photo_id, "phone": not person.phone, "factor": not person.has_factor}
    return [step for step, is_missing in missing.items() if is_missing]


def drawn(s: Session, reach: Reach, entry: Module, period: Period) -> Widget:
    """Draw a module's widget from what somebody sees of it."""
    found = figures(repository.stretch_counts(s, reach, entry, period))
    return Widget(
        module=entry.key,
        figure=found.figure,
        previous=found.previous,
        change_percent=change_percent(found.figure, found.previous),
        trend=trend(found.figure, found.previous),
        sparkline=list(found.days),
        latest=_items(s, reach, entry, Last(LATEST, period.now, entry.counted)),
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
