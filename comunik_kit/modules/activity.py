"""Writing down what happened in a module."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.ids import new_id
from comunik_kit.modules import repository
from comunik_kit.modules.errors import UnknownKind, UnknownModule
from comunik_kit.modules.findable import about, search_text
from comunik_kit.modules.registry import MODULES, module_named
from comunik_kit.modules.tables import Activity
from comunik_kit.users.tables import Department, User


@dataclass(frozen=True, slots=True)
class NewActivity:
    """One thing that happened. `external_key` is its name where it comes from: same name, same thing."""

    module: str
    kind: str
    title: str
    occurred_at: datetime
    customer: str = ""
    status: str = ""
    owner_id: str | None = None
    department_id: str | None = None
    external_key: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


def post(s: Session, workspace_id: str, new: NewActivity, now: datetime) -> str:
    """Add the activity and give its id; a known `external_key` adds nothing and gives the id it has.

    Raises `UnknownModule`, `UnknownKind`, and `NotFound` for an owner or department of another workspace.
    """
    known = _known(s, workspace_id, new)
    if known:
        return known
    _check(s, workspace_id, new)
    number = str(new.details.get("number", ""))
    row = Activity(
        id=new_id(now),
        workspace_id=workspace_id,
        module=new.module,
        kind=new.kind,
        title=new.title[:200],
        customer=new.customer,
        status=new.status,
        owner_id=new.owner_id,
        department_id=new.department_id or _department(s, workspace_id, new.owner_id),
        occurred_at=new.occurred_at,
        external_key=new.external_key,
        details=new.details,
        search_text=search_text(new.title, new.customer, number),
        about=about(new.customer, number),
    )
    s.add(row)
    s.flush()  # the next post of the same transaction must find it
    return row.id


def move_of_team(s: Session, workspace_id: str, team_id: str, to: str | None) -> None:
    """Give what belongs to a team to another, or to none."""
    moved = update(Activity).where(
        col(Activity.workspace_id) == workspace_id, col(Activity.department_id) == team_id
    )
    s.execute(moved.values(department_id=to), execution_options={"synchronize_session": False})


def _department(s: Session, workspace_id: str, owner_id: str | None) -> str | None:
    return repository.department_of(s, workspace_id, owner_id) if owner_id else None


def _check(s: Session, workspace_id: str, new: NewActivity) -> None:
    entry = module_named(new.module)
    if entry is None:
        raise UnknownModule(field="module", known=", ".join(each.key for each in MODULES))
    if new.kind not in entry.kinds:
        raise UnknownKind(field="kind", known=", ".join(entry.kinds))
    if new.owner_id and not repository.belongs(s, User, workspace_id, new.owner_id):
        raise NotFound(field="owner")
    if new.department_id and not repository.belongs(s, Department, workspace_id, new.department_id):
        raise NotFound(field="department")


def _known(s: Session, workspace_id: str, new: NewActivity) -> str | None:
    if new.external_key is None:
        return None
    named = (
        col(Activity.module) == new.module,
        col(Activity.kind) == new.kind,
        col(Activity.external_key) == new.external_key,
    )
    where = select(col(Activity.id)).where(col(Activity.workspace_id) == workspace_id, *named)
    return s.execute(where).scalar()
