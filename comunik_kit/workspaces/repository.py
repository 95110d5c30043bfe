"""Every query on the workspace, its domain and its subscriptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from comunik_kit.kernel.db import planned_once
from comunik_kit.kernel.errors import NotFound
from comunik_kit.workspaces.tables import Domain, ModuleSetting, Tier, Workspace

_MOST_DUE = 20


def first_workspace(s: Session) -> Workspace | None:
    """Find the workspace of the first set-up; None before it."""
    return s.exec(select(Workspace).order_by(col(Workspace.id)).limit(1)).first()


@dataclass(frozen=True, slots=True)
class Met:
    """A workspace as a host name leads to it: as much as every request asks for."""

    workspace_id: str
    suspended_at: datetime | None
    host: str = ""
    good_host: str = ""
    state: str = ""


def first_met(s: Session | Connection) -> Met | None:
    """Find the workspace of the first set-up as it is met; None before it."""
    found = s.execute(_FIRST_MET).first()
    return Met(*found) if found else None


def all_workspaces(s: Session) -> Sequence[Workspace]:
    """List the workspaces of the installation, for what is done in each by itself."""
    return s.exec(select(Workspace).order_by(col(Workspace.id))).all()


def workspace_of(s: Session, workspace_id: str) -> Workspace:
    """Find a workspace by the id of an actor or of a row; raises `NotFound` for an unknown one."""
    found = s.get(Workspace, workspace_id)
    if found is None:
        raise NotFound
    return found


def met(s: Session | Connection, workspace_id: str) -> Met | None:
    """Find how a workspace is met, wherever that is; None for an unknown id."""
    found = s.execute(_MET_BY, {"workspace_id": workspace_id}).first()
    return Met(*found) if found else None


def met_at(s: Session | Connection, host: str) -> Sequence[Met]:
    """List the workspaces of which a host name is or was the good one."""
    return [Met(*found) for found in s.execute(_MET_AT, {"host": host}).all()]


def lock_workspace(s: Session, workspace_id: str) -> Workspace:
    """Find a workspace and hold it until the transaction ends, so that its rules are decided one by one."""
    found = s.execute(_LOCKED, {"workspace_id": workspace_id}).scalars().first()
    if found is None:
        raise NotFound
    return found


def lock_with_domain(s: Session, workspace_id: str) -> tuple[Workspace, Domain | None]:
    """Find a workspace with its domain, and hold it as `lock_workspace` does."""
    found = s.execute(_LOCKED_WITH_DOMAIN, {"workspace_id": workspace_id}).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def domain_of(s: Session, workspace_id: str) -> Domain | None:
    """Find the white-label domain of a workspace; None while it has none."""
    return s.execute(_DOMAIN_OF, {"workspace_id": workspace_id}).scalars().first()


def domain_named(s: Session, host: str) -> Domain | None:
    """Find who uses a host name, in whatever workspace."""
    return s.exec(select(Domain).where(Domain.host == host)).first()


def due_domains(s: Session, now: datetime) -> Sequence[Domain]:
    """List the domains, of all workspaces, that are to be looked at; the longest overdue first."""
    due = select(Domain).where(col(Domain.next_check_at) <= now)
    return s.exec(due.order_by(col(Domain.next_check_at)).limit(_MOST_DUE)).all()


def take_domain(s: Session, seen: Domain, until: datetime) -> bool:
    """Take a domain for a check, unless somebody else has or another name was set since it was read."""
    taken = (
        update(Domain)
        .where(col(Domain.id) == seen.id, col(Domain.host) == seen.host)
        .where(col(Domain.next_check_at).is_not_distinct_from(seen.next_check_at))
        .values(next_check_at=until)
        .execution_options(synchronize_session=False)
    )
    return bool(s.connection().execute(taken).rowcount)


def forget_good_host(s: Session, host: str, *, but: str) -> None:
    """Take a host, now proven by one workspace, from the others that could have gone back to it."""
    forgotten = update(Domain).where(col(Domain.good_host) == host, col(Domain.workspace_id) != but)
    s.connection().execute(forgotten.values(good_host=""))


def tiers_of(s: Session, workspace_id: str) -> Sequence[Tier]:
    """List the subscriptions of a workspace in their own order."""
    wanted = select(Tier).where(Tier.workspace_id == workspace_id)
    return s.exec(wanted.order_by(col(Tier.position), col(Tier.id))).all()


def tier(s: Session, workspace_id: str, tier_id: str) -> Tier | None:
    """Find a subscription of this workspace; None for an unknown or foreign id."""
    return s.exec(select(Tier).where(Tier.workspace_id == workspace_id, Tier.id == tier_id)).first()


def module_settings(s: Session, workspace_id: str) -> Sequence[ModuleSetting]:
    """List how the workspace has set its modules, in its order; a module that nobody touched has no row."""
    return s.execute(_MODULE_SETTINGS, {"workspace_id": workspace_id}).scalars().all()


# Built once: putting a statement together costs more than the database takes to answer it.
_WORKSPACE = bindparam("workspace_id")
# Not the key: whoever inserts a row that names the workspace need not wait, nor can the two deadlock.
_LOCKED = select(Workspace).where(Workspace.id == _WORKSPACE).with_for_update(key_share=True)
_LOCKED_WITH_DOMAIN = (
    select(Workspace, Domain)
    .outerjoin(Domain, col(Domain.workspace_id) == col(Workspace.id))
    .where(Workspace.id == _WORKSPACE)
    .with_for_update(key_share=True, of=Workspace)
)
_HOST = bindparam("host")
# Of columns, in the order of `Met`: making rows of two tables of the answer took longer than the answer.
_MET = (col(Workspace.id), col(Workspace.suspended_at))
_MET_AT = planned_once(
    columns(*_MET, col(Domain.host), col(Domain.good_host), col(Domain.state))
    .join(Workspace, col(Workspace.id) == col(Domain.workspace_id))
    .where((col(Domain.host) == _HOST) | (col(Domain.good_host) == _HOST))
)
_MET_BY = planned_once(
    columns(
        *_MET,
        *(func.coalesce(each, "") for each in (col(Domain.host), col(Domain.good_host), col(Domain.state))),
    )
    .outerjoin(Domain, col(Domain.workspace_id) == col(Workspace.id))
    .where(col(Workspace.id) == _WORKSPACE)
)
_FIRST_MET = planned_once(columns(*_MET).order_by(col(Workspace.id)).limit(1))
_DOMAIN_OF = select(Domain).where(Domain.workspace_id == _WORKSPACE)
_MODULE_SETTINGS = (
    select(ModuleSetting)
    .where(ModuleSetting.workspace_id == _WORKSPACE)
    .order_by(col(ModuleSetting.position), col(ModuleSetting.module))
)
