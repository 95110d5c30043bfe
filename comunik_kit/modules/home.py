"""The personalised home page: the modules a person has, and what their widgets say."""

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.zones import zone_named
from comunik_kit.modules import repository
from comunik_kit.modules.periods import Period, change_percent, figures, trend, two_weeks
from comunik_kit.modules.registry import Module, module_named
from comunik_kit.modules.repository import Last, PersonHere, Reach
from comunik_kit.modules.rules import ModulesHere, modules_here, modules_on, widgets_on
from comunik_kit.modules.views import HomeView, Item, ModuleView, Widget
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces

LATEST = 4
LISTED = 25


class Home:
    """Reads; it changes nothing."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the database and the clock."""
        self._db = db
        self._clock = clock

    def view(self, actor: Actor) -> HomeView:
        """Read the actor's home page; times in it are UTC, days those of the actor's time zone."""
        with self._db.read() as s:
            person = _person(s, actor)
            period = two_weeks(self._clock.now(), zone_named(person.time_zone))
            here = modules_here(workspaces.module_settings(s, actor.workspace_id))
            modules = _modules_on(actor, person, here)
            return HomeView(
                time_zone=person.time_zone,
                workspace_wide=_reach(actor).everybody,
                modules=modules,
                widgets=[drawn(s, _reach(actor), entry, period) for entry in widgets_on(modules, here)],
                steps=_steps(person),
            )

    def module(self, actor: Actor, key: str) -> ModuleView:
        """Read a module's page; raises `NotFound` for an unknown module, and for one the actor does not have."""
        with self._db.read() as s:
            person = _person(s, actor)
            here = modules_here(workspaces.module_settings(s, actor.workspace_id))
            entry = module_named(key)
            if entry is None or key not in _modules_on(actor, person, here):
                raise NotFound
            wanted = Last(LISTED, self._clock.now())
            return ModuleView(
                module=key,
                time_zone=person.time_zone,
                workspace_wide=_reach(actor).everybody,
                happened=_items(s, _reach(actor), entry, wanted),
            )


def _person(s: Session, actor: Actor) -> PersonHere:
    person = repository.person(s, actor.workspace_id, actor.user_id)
    if person is None:
        raise NotFound
    return person


def _modules_on(actor: Actor, person: PersonHere, here: ModulesHere) -> list[str]:
    held = () if actor.is_held else actor.permissions
    return modules_on(person.tier_modules, held, person.modules_off, here)


def _reach(actor: Actor) -> Reach:
    """Who may read the list of people sees what all of them do; others see what is theirs."""
    return Reach(
        actor.workspace_id, actor.user_id, actor.department_id, everybody=actor.may(Permission.USERS_READ)
    )


def _steps(person: PersonHere) -> list[str]:
    missing = {"photo": not person.photo_id, "phone": not person.phone, "factor": not person.has_factor}
    return [step for step, is_missing in missing.items() if is_missing]


def drawn(s: Session, reach: Reach, entry: Module, period: Period) -> Widget:
    """Draw a module's widget from what somebody sees of it."""
    found = figures(repository.stretch_counts(s, reach, entry, period))
    return Widget(
        module=entry.key.value,
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
            status=row.status if row.status in entry.statuses else "",
            kind=row.kind,
            owner=row.owner,
        )
        for row in repository.latest(s, reach, entry, wanted)
    ]
