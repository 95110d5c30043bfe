"""The figures of a team: its people, the calls of each, what waits in whose hands, the last thing of each.

Each question walks stretches of an index, as long as what it counts; calls are sums of hours that triggers keep.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, select, union_all
from sqlmodel import Session, col

from comunik_kit.modules.definition import Module
from comunik_kit.modules.periods import HOUR, LEAST, hour_of
from comunik_kit.modules.tables import HAS_STATUS, Activity, ActivityCount
from comunik_kit.users.tables import Department, User, UserStatus

PerKind = dict[tuple[str, str], int]
"""How many by a person's id and a kind, or by their id and a module."""


@dataclass(frozen=True, slots=True)
class Places:
    """The whole workspace, or some of its departments (an empty tuple: none of them)."""

    workspace_id: str
    departments: tuple[str, ...] | None = None

    def among(self, column: Any) -> list[ColumnElement[bool]]:
        """Say it in SQL of a column with departments."""
        return [] if self.departments is None else [column.in_(self.departments)]


@dataclass(frozen=True, slots=True)
class Counted:
    """Calls by person and kind; what waits by person and module, and in all; when the last thing of each happened."""

    calls: PerKind = field(default_factory=dict)
    waiting: PerKind = field(default_factory=dict)
    load: dict[str, int] = field(default_factory=dict)
    last: dict[str, datetime] = field(default_factory=dict)


def people(s: Session, places: Places, most: int, *, gone: bool = False) -> Sequence[Row[Any]]:
    """Read the first people by name, or those whose account is deleted: id, full_name, photo_id and department."""
    columns = col(User.id), col(User.full_name), col(User.photo_id), col(Department.name).label("department")
    order = (col(User.sort_name).desc(), col(User.id)) if gone else (col(User.sort_name), col(User.id))
    wanted = (
        select(*columns)
        .outerjoin(Department, col(Department.id) == col(User.department_id))
        .where(col(User.workspace_id) == places.workspace_id, *places.among(col(User.department_id)))
        .where(col(User.status) == UserStatus.DELETED.value if gone else col(User.deleted_at).is_(None))
    )
    return s.execute(wanted.order_by(*order).limit(most)).all()


def calls(
    s: Session, workspace_id: str, ids: Collection[str], kinds: Sequence[str], start: datetime, now: datetime
) -> PerKind:
    """Count people's calls from a moment until now: whole hours, less what the first and the last have besides."""
    if not ids:
        return {}
    hour = col(ActivityCount.hour_at)
    kept = (
        select(col(ActivityCount.whose), col(ActivityCount.kind), func.sum(col(ActivityCount.number)))
        .where(col(ActivityCount.workspace_id) == workspace_id, col(ActivityCount.whose).in_(ids))
        .where(col(ActivityCount.module) == "calls", col(ActivityCount.kind).in_(kinds))
        .where(hour >= hour_of(start), hour <= hour_of(now))
        .group_by(col(ActivityCount.whose), col(ActivityCount.kind))
    )
    found = {(whose, kind): int(number) for whose, kind, number in s.execute(kept)}
    for first, end in _outside(start, now):
        for owner_id, kind, number in s.execute(_of_owners(workspace_id, ids, kinds, first, end)):
            found[owner_id, kind] -= number
    return found


def calls_of_nobody(
    s: Session, places: Places, kinds: Sequence[str], start: datetime, now: datetime
) -> dict[str, int]:
    """Count the calls that are nobody's, by kind."""
    at = col(Activity.occurred_at)
    wanted = (
        select(col(Activity.kind), func.count())
        .where(col(Activity.workspace_id) == places.workspace_id, col(Activity.owner_id).is_(None))
        .where(col(Activity.module) == "calls", col(Activity.kind).in_(kinds), at >= start, at <= now)
        .where(*places.among(col(Activity.department_id)))
    )
    return {kind: number for kind, number in s.execute(wanted.group_by(col(Activity.kind)))}  # noqa: C416  - dict() loses the types


def waiting(s: Session, workspace_id: str, ids: Collection[str], modules: Iterable[Module]) -> PerKind:
    """Count what waits in somebody's hands, by module."""
    owner = col(Activity.owner_id)
    asked = [
        _waits(workspace_id, each, owner, owner.in_(ids)).group_by(owner) for each in modules if each.waiting
    ]
    if not asked or not ids:
        return {}
    return {(owner_id, module): number for module, owner_id, number in s.execute(union_all(*asked))}


def waiting_of_nobody(s: Session, places: Places, modules: Iterable[Module]) -> dict[str, int]:
    """Count what waits and is nobody's, by module."""
    nobodys = col(Activity.owner_id).is_(None), *places.among(col(Activity.department_id))
    asked = [_waits(places.workspace_id, each, literal(""), *nobodys) for each in modules if each.waiting]
    return {module: number for module, _, number in s.execute(union_all(*asked))} if asked else {}


def last(
    s: Session, workspace_id: str, ids: Collection[str], modules: Sequence[Module], now: datetime
) -> dict[str, datetime]:
    """Find when the last thing of each person happened, whatever it was."""
    looks = [_last(module.key, kind, now) for module in modules for kind in module.kinds]
    if not ids or not looks:
        return {}
    # Not the bare column: SQLite would walk everybody of the workspace instead of finding these.
    here = col(User.workspace_id).concat("") == workspace_id
    wanted = select(col(User.id), *looks).where(here, col(User.id).in_(ids))
    found = {person: [at for at in moments if at] for person, *moments in s.execute(wanted)}
    return {person: max(moments) for person, moments in found.items() if moments}


def departments(s: Session, places: Places, most: int) -> Sequence[Row[str, str]]:
    """List the first departments by name."""
    wanted = select(col(Department.id), col(Department.name)).where(
        col(Department.workspace_id) == places.workspace_id, *places.among(col(Department.id))
    )
    return s.execute(wanted.order_by(col(Department.name_key)).limit(most)).all()


def _of_owners(
    workspace_id: str, ids: Collection[str], kinds: Sequence[str], start: datetime, end: datetime
) -> Select[str | None, str, int]:
    owner, kind, at = col(Activity.owner_id), col(Activity.kind), col(Activity.occurred_at)
    # Not the bare column: SQLite would take the index of the whole workspace instead of the owners'.
    here = col(Activity.workspace_id).concat("") == workspace_id
    wanted = select(owner, kind, func.count()).where(here, owner.in_(ids), col(Activity.module) == "calls")
    return wanted.where(kind.in_(kinds), at >= start, at < end).group_by(owner, kind)


def _waits(
    workspace_id: str, module: Module, owner: Any, *whose: ColumnElement[bool]
) -> Select[str, Any, int]:
    return (
        select(literal(module.key), owner, func.count())
        .where(col(Activity.workspace_id) == workspace_id, *whose, HAS_STATUS)
        .where(col(Activity.module) == module.key, col(Activity.status).in_(module.waiting))
    )


def _last(module: str, kind: str, now: datetime) -> Any:
    at = col(Activity.occurred_at)
    theirs = col(Activity.owner_id) == col(User.id)
    here = col(Activity.workspace_id).concat("") == col(User.workspace_id)
    newest = select(at).where(theirs, here, col(Activity.module) == module, col(Activity.kind) == kind)
    return newest.where(at <= now).order_by(at.desc()).limit(1).correlate(User).scalar_subquery()


def _outside(start: datetime, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Name the parts of the first hour and the last that do not belong."""
    if hour_of(start) < start:
        yield hour_of(start), start
    yield now + LEAST, hour_of(now) + HOUR
