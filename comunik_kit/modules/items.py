"""A module's page: the list with its filters, one activity with its timeline, and who may be given it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.listing import decode_cursor, encode_cursor
from comunik_kit.modules import item_queries, item_repository, rules, telling
from comunik_kit.modules.asking import ItemFilter
from comunik_kit.modules.item_queries import Place, Wanted
from comunik_kit.modules.item_views import (
    Choice,
    Happening,
    ItemChoices,
    ItemPage,
    ItemView,
    Line,
    Related,
)
from comunik_kit.modules.opening import Opened, opened
from comunik_kit.modules.tables import Activity, ActivityEvent
from comunik_kit.users.fields import is_id

PAGE_SIZE = 25
MOST_CHOICES = 100
MOST_PEOPLE = 8
_OF_PEOPLE = frozenset({"taken", "assigned", "released"})


class ModuleItems:
    """Reads; it changes nothing."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock

    def page(
        self, actor: Actor, key: str, asked: ItemFilter, *, before: str = "", after: str = ""
    ) -> ItemPage:
        """Read one page, newest first, and how many there are of each status; raises `NotFound`."""
        with self._db.read() as s:
            here = opened(s, actor, key)
            wanted = Wanted(here.reach, here.module, asked, asked.stretch(self._clock.now(), here.zone))
            newer, older = _place(before), _place(after)
            rows = list(item_queries.page(s, wanted, PAGE_SIZE + 1, before=newer, after=older))
            more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
            if newer:
                rows.reverse()
            counted = item_queries.counts(s, wanted)
            return ItemPage(
                module=key,
                time_zone=here.zone.key,
                workspace_wide=here.reach.everybody,
                rows=_lines(s, here, rows),
                counts=counted.by_status,
                total=sum(counted.by_status.values()),
                capped=counted.capped,
                before=_cursor(rows[0]) if rows and (older or (newer and more)) else "",
                after=_cursor(rows[-1]) if rows and (newer or more) else "",
            )

    def choices(self, actor: Actor, key: str, asked: ItemFilter) -> ItemChoices:
        """List what the filters offer; raises `NotFound`."""
        with self._db.read() as s:
            here = opened(s, actor, key)
            places = item_repository.departments(s, actor.workspace_id, MOST_CHOICES)
            names = item_repository.names(s, actor.workspace_id, [asked.owner] if asked.owner else [])
            wide = here.reach.everybody
            return ItemChoices(
                departments=[Choice(*row) for row in places] if wide else [],
                tags=list(item_repository.tags_in_use(s, actor.workspace_id, key, MOST_CHOICES)),
                person=names.get(asked.owner, "") if wide else "",
            )

    def item(self, actor: Actor, key: str, activity_id: str) -> ItemView:
        """Read one activity with its timeline; `NotFound` for whatever is out of reach (ACL-03)."""
        with self._db.read() as s:
            here = opened(s, actor, key)
            row = item_repository.item(s, here.reach, key, activity_id) if is_id(activity_id) else None
            if row is None:
                raise NotFound
            return _view(s, actor, here, row)

    def people(self, actor: Actor, key: str, search: str) -> list[Choice]:
        """List to whom something may be given: a few who can sign in and whose name or address has the words.

        None for who may give to nobody else. Raises `NotFound`.
        """
        with self._db.read() as s:
            here = opened(s, actor, key)
            if not worker(actor, here).leads or not actor.may(here.module.managing):
                return []
            words = fold(search).split()
            found = item_repository.active_people(s, actor.workspace_id, words, MOST_PEOPLE)
            return [Choice(row_id, name, place or "") for row_id, name, place in found]


def worker(actor: Actor, here: Opened) -> rules.Worker:
    """Say who would act on something of a module."""
    return rules.Worker(actor.user_id, actor.may(here.module.managing), here.reach.everybody)


def _lines(s: Session, here: Opened, rows: Sequence[Any]) -> list[Line]:
    tags = item_repository.tags(s, here.reach.workspace_id, [row.id for row in rows])
    reader = here.reach.owner_id
    return [telling.line(here.module, row, tags.get(row.id, ()), reader) for row in rows]


def _view(s: Session, actor: Actor, here: Opened, row: Activity) -> ItemView:
    who, workspace = worker(actor, here), actor.workspace_id
    names = item_repository.names(s, workspace, [row.owner_id] if row.owner_id else [])
    place = item_repository.department_name(s, workspace, row.department_id)
    shown = _Shown(row, names.get(row.owner_id or "", ""), place)
    may_work = rules.may_work_on(who, row.owner_id)
    return ItemView(
        line=_lines(s, here, [shown])[0],
        module=here.module.key,
        time_zone=here.zone.key,
        version=row.version,
        owner_id=row.owner_id or "",
        details=telling.details(here.module, row.details),
        timeline=_timeline(s, row),
        related=_related(s, here, row),
        statuses=list(rules.next_statuses(here.module, row.status)) if may_work else [],
        may_take=rules.may_take(who, row.owner_id),
        may_give=who.leads and rules.may_give(who, row.owner_id),
        may_give_back=row.owner_id is not None and rules.may_give(who, row.owner_id),
        may_work=may_work,
        may_note=who.manages,
    )


class _Shown:
    """A row with the names that it points to, as a page's row has them."""

    def __init__(self, row: Activity, owner: str, department: str) -> None:
        self._row, self.owner, self.department = row, owner, department

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


def _timeline(s: Session, row: Activity) -> list[Happening]:
    found = item_repository.events(s, row)
    ids = {each for event, _ in found if event.act in _OF_PEOPLE for each in (event.before, event.after)}
    names = item_repository.names(s, row.workspace_id, ids - {""})
    return [_happening(event, name, names) for event, name in found]


def _happening(event: ActivityEvent, actor: str, names: Mapping[str, str]) -> Happening:
    before, after = event.before, event.after
    if event.act in _OF_PEOPLE:
        before, after = names.get(before, ""), names.get(after, "")
    return Happening(event.id, event.at.isoformat(), event.act, actor, before, after, event.text)


def _related(s: Session, here: Opened, row: Activity) -> list[Related]:
    found = item_repository.related(s, here.reach, row, here.modules)
    return [
        Related(each.id, each.module, each.kind, each.title, each.occurred_at.isoformat()) for each in found
    ]


def _cursor(row: Any) -> str:
    return encode_cursor(row.occurred_at.isoformat(), row.id)


def _place(cursor: str) -> Place | None:
    """Read a cursor; a forged one is the beginning (ACL-09)."""
    found = decode_cursor(cursor, 2) if cursor else None
    if found is None or not is_id(found[1]):
        return None
    try:
        at = datetime.fromisoformat(str(found[0]))
    except ValueError:
        return None
    return (at, str(found[1])) if at.tzinfo else None
