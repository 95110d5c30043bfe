"""One's own home page: the order of its widgets, and which of them one sees.

Like a saved view it is nobody's business but its owner's: the journal says nothing of it. No topic is announced: other
pages of the same person have it with their next reading, and everybody else's have nothing to read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import update
from sqlmodel import Session, col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.kernel.ordering import moved
from comunik_kit.modules.opening import on_for, person_here
from comunik_kit.modules.rules import AS_COMPOSED, OwnHome, modules_here, own_home, placed, widgets_on
from comunik_kit.users.tables import User
from comunik_kit.workspaces import repository as workspaces


@dataclass(frozen=True, slots=True)
class WidgetLine:
    """A widget as it is arranged; `place` counts from one."""

    key: str
    place: int
    is_shown: bool
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class OwnWidgets:
    """Every widget that the person may have, in their order; `is_own` once they changed anything."""

    widgets: list[WidgetLine] = field(default_factory=list)
    is_own: bool = False


class OwnHomes:
    """Reads and arranges, each person for themselves. All raise `Forbidden` while something comes before."""

    def __init__(self, *, db: Database) -> None:
        """Take the database."""
        self._db = db

    def own(self, actor: Actor) -> OwnWidgets:
        """List the actor's widgets as they are arranged."""
        _require(actor)
        with self._db.read() as s:
            composed, own = _found(s, actor)
        return _view(composed, own)

    def move(self, actor: Actor, *, module: str, up: bool) -> OwnWidgets:
        """Put a widget a place earlier or later; raises `NotFound` for one that the actor does not have."""
        _require(actor)
        with self._db.write() as s:
            composed, own = _locked(s, actor, module)
            places = own.places(composed)
            order = moved(places, module, up=up)
            if order == places:
                return _view(composed, own)
            # What is away for now has its place again when it comes back.
            after = OwnHome(tuple(placed(order, own.order)), own.hidden)
            _keep(s, actor, after)
        return _view(composed, after)

    def show(self, actor: Actor, *, module: str, shown: bool) -> OwnWidgets:
        """Show a widget or hide it; raises `NotFound` for one that the actor does not have."""
        _require(actor)
        with self._db.write() as s:
            composed, own = _locked(s, actor, module)
            hidden = own.hidden - {module} if shown else own.hidden | {module}
            after = OwnHome(own.order, hidden)
            if after != own:
                _keep(s, actor, after)
        return _view(composed, after)

    def restore(self, actor: Actor) -> OwnWidgets:
        """Have the page as it is composed again: its order, and everything in it."""
        _require(actor)
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            composed, own = _found(s, actor)
            if own != AS_COMPOSED:
                _keep(s, actor, AS_COMPOSED)
        return _view(composed, AS_COMPOSED)


def _require(actor: Actor) -> None:
    if actor.is_held:
        raise Forbidden


def _found(s: Session, actor: Actor) -> tuple[list[str], OwnHome]:
    """Read what the page is composed of, and what the person made of it."""
    person = person_here(s, actor)
    here = modules_here(workspaces.module_settings(s, actor.workspace_id))
    composed = [entry.key for entry in widgets_on(on_for(actor, person, here), here)]
    return composed, own_home(person.own_home)


def _locked(s: Session, actor: Actor, module: str) -> tuple[list[str], OwnHome]:
    workspaces.lock_workspace(s, actor.workspace_id)
    composed, own = _found(s, actor)
    if module not in composed:
        raise NotFound
    return composed, own


def _keep(s: Session, actor: Actor, own: OwnHome) -> None:
    """Write it down. The version stays: an open form on the same person must not refuse to be saved."""
    as_composed = own == AS_COMPOSED
    kept = None if as_composed else {"order": list(own.order), "hidden": sorted(own.hidden)}
    theirs = col(User.workspace_id) == actor.workspace_id, col(User.id) == actor.user_id
    s.execute(update(User).where(*theirs).values(own_home=kept))


def _view(composed: Sequence[str], own: OwnHome) -> OwnWidgets:
    places = own.places(composed)
    lines = [
        WidgetLine(key, place, key not in own.hidden, place == 1, place == len(places))
        for place, key in enumerate(places, 1)
    ]
    return OwnWidgets(lines, own != AS_COMPOSED)
