"""Queries on what happened in the modules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, tuple_, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from comunik_kit.modules.registry import Module
from comunik_kit.modules.tables import Activity
from comunik_kit.users.tables import Department, User
from comunik_kit.workspaces.tables import Tier

_SHOWN = (
    col(Activity.id),
    col(Activity.title),
    col(Activity.occurred_at),
    col(Activity.status),
    col(Activity.kind),
    col(Activity.owner_id),
)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose activity a person sees: everybody's of the workspace, or their own and their department's own."""

    workspace_id: str
    owner_id: str
    department_id: str | None
    everybody: bool


@dataclass(frozen=True, slots=True)
class Last:
    """How many of the last things are wanted, up to when, and of which kind (empty for every kind)."""

    limit: int
    until: datetime
    kind: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """Say it in SQL; what lies in the future has not happened."""
        until = col(Activity.occurred_at) <= self.until
        return [until, col(Activity.kind) == self.kind] if self.kind else [until]


@dataclass(frozen=True, slots=True)
class PersonHere:
    """What home knows of the person."""

    phone: str
    photo_id: str | None
    has_factor: bool
    time_zone: str
    modules_off: list[str]
    tier_modules: list[str]
    own_home: Mapping[str, Sequence[str]] | None = None
    previous_visit_at: datetime | None = None
    toured_at: datetime | None = None


def person(s: Session, workspace_id: str, user_id: str) -> PersonHere | None:
    """Read the person and the modules of their tier."""
    found = s.execute(_PERSON, {"workspace_id": workspace_id, "user_id": user_id}).first()
    return PersonHere(*found) if found else None


# Built once: every open home page asks it when something happened.
_PERSON = (
    select(
        col(User.phone),
        col(User.photo_id),
        col(User.has_factor),
        col(User.time_zone),
        col(User.modules_off),
        col(Tier.modules),
        col(User.own_home),
        col(User.previous_visit_at),
        col(User.toured_at),
    )
    .join(Tier, col(Tier.id) == col(User.tier_id))
    .where(col(User.workspace_id) == bindparam("workspace_id"), col(User.id) == bindparam("user_id"))
)


def latest(s: Session, reach: Reach, module: Module, wanted: Last) -> Sequence[Any]:
    """Read the last things, newest first: rows of id, title, occurred_at, status, kind and the owner's name."""
    newest_first = col(Activity.occurred_at).desc(), col(Activity.id).desc()
    newest_of_each = [
        branch.where(*wanted.conditions()).order_by(*newest_first).limit(wanted.limit).subquery()
        for branch in branches(reach, module, *_SHOWN)
    ]
    newest = union_all(*(select(each) for each in newest_of_each)).subquery()
    owner = func.coalesce(col(User.full_name), "").label("owner")
    rows = select(newest, owner).outerjoin(User, col(User.id) == newest.c.owner_id)
    return s.execute(rows.order_by(newest.c.occurred_at.desc(), newest.c.id.desc()).limit(wanted.limit)).all()


def branches(reach: Reach, module: Module, *columns: Any) -> list[Select[*tuple[Any, ...]]]:
    """Ask once for the workspace, or apart for what is the person's and what is their department's own.

    Apart, because each of the two walks its stretch of an index; one question with OR walks the workspace.
    """
    asked = select(*columns).where(col(Activity.module) == module.key)
    if reach.everybody:
        return [asked.where(col(Activity.workspace_id) == reach.workspace_id)]
    # Not the bare column: SQLite would take the index of the whole workspace instead of the owner's.
    here = asked.where(col(Activity.workspace_id).concat("") == reach.workspace_id)
    own = here.where(col(Activity.owner_id) == reach.owner_id)
    if reach.department_id is None:
        return [own]
    unowned = col(Activity.owner_id).is_(None), col(Activity.department_id) == reach.department_id
    return [own, here.where(*unowned)]


def department_of(s: Session, workspace_id: str, user_id: str) -> str | None:
    """Find the department of somebody of the workspace."""
    wanted = select(col(User.department_id)).where(
        col(User.workspace_id) == workspace_id, col(User.id) == user_id
    )
    return s.execute(wanted).scalar()


def belongs(s: Session, table: type[User | Department], workspace_id: str, row_id: str) -> bool:
    """Tell whether the person or department is one of the workspace."""
    found = select(col(table.id)).where(col(table.workspace_id) == workspace_id, col(table.id) == row_id)
    return s.execute(found).first() is not None


Name = tuple[str, str, str]
"""What tells an activity again: module, kind, and its name where it comes from."""


def name_of(row: Mapping[str, Any]) -> Name:
    """Give the name of a row that has one."""
    return row["module"], row["kind"], row["external_key"]


def add(s: Session, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Write rows in one statement, but for those whose name is taken; give the ids that were written."""
    if not rows:
        return set()
    insert = sqlite.insert if s.connection().dialect.name == "sqlite" else postgresql.insert
    adding = insert(Activity).on_conflict_do_nothing(index_elements=_NAMED).returning(col(Activity.id))
    return set(s.connection().execute(adding, list(rows)).scalars())


_NAMED = ["workspace_id", "module", "kind", "external_key"]


def known(s: Session, workspace_id: str, rows: Collection[dict[str, Any]]) -> Mapping[Name, str]:
    """Find the ids that activities of these names have already."""
    if not rows:
        return {}
    columns = col(Activity.module), col(Activity.kind), col(Activity.external_key)
    named = tuple_(*columns).in_([name_of(row) for row in rows])
    wanted = select(*columns, col(Activity.id)).where(col(Activity.workspace_id) == workspace_id, named)
    return {(m, k, e): row_id for m, k, e, row_id in s.execute(wanted)}


Placed = tuple[str, str | None]
"""A person's id, and their department's."""


def people_behind(s: Session, workspace_id: str, keys: Collection[str]) -> Mapping[str, Placed]:
    """Find people of the workspace by id or by the key of their address; a deleted one by id alone."""
    if not keys:
        return {}
    living = col(User.email_key).in_(keys) & col(User.deleted_at).is_(None)
    columns = col(User.id), col(User.email_key), col(User.department_id)
    wanted = select(*columns).where(col(User.workspace_id) == workspace_id)
    found = s.execute(wanted.where(or_(col(User.id).in_(keys), living))).all()
    return {name: (row_id, place) for row_id, key, place in found for name in (key, row_id)}


def departments_named(s: Session, workspace_id: str, keys: Collection[str]) -> Mapping[str, str]:
    """Find the ids of departments of the workspace by their folded names."""
    if not keys:
        return {}
    wanted = select(col(Department.name_key), col(Department.id))
    here = wanted.where(col(Department.workspace_id) == workspace_id, col(Department.name_key).in_(keys))
    return {key: row_id for key, row_id in s.execute(here)}  # noqa: C416  - dict() loses the types
