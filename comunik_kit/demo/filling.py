"""Filling a workspace: the one that is there, or a new one with an admin who can sign in."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlmodel import Session, SQLModel, col

from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.demo.happenings import Crew, activity
from comunik_kit.demo.invitations import invitations, message
from comunik_kit.demo.people import Ground, people
from comunik_kit.demo.words import COMPANIES, DEPARTMENTS
from comunik_kit.demo.work import work_on
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.modules.tables import Activity, ActivityEvent, ActivityTag
from comunik_kit.roles.permissions import ADMIN_RANK
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import Company, Department, User
from comunik_kit.wiring import Kit
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.tables import Workspace

WORKSPACE, ADMIN, ADDRESS = "Ateliers Lumière", "Camille Aubry", "camille.aubry@example.org"
SEED = 2026
PER_PERSON = 60
MOST_ACTIVITY = 200_000
CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class _Filled:
    people: int = 0
    invitations: int = 0
    activities: int = 0


def fill(kit: Kit, *, users: int) -> str:
    """Add so many people with their invitations and activity; return what was done, for the console."""
    password = _found(kit) if kit.first_setup.is_open() else ""
    now = kit.clock.now()
    with kit.db.write() as s:
        workspace = workspaces.first_workspace(s)
        if workspace is None:
            msg = "an installation that was set up has a workspace"
            raise RuntimeError(msg)
        ground = _ground(s, workspace, now)
        taken = set(
            s.execute(select(col(User.email_key)).where(col(User.workspace_id) == workspace.id)).scalars()
        )
        details = {"demo": True, "people": users}
        record(
            s,
            now,
            None,
            AuditTag.USER_CREATED,
            Target("workspace", workspace.id, workspace.name),
            workspace_id=workspace.id,
            details=details,
        )
    done = _fill(kit.db, workspace, ground, users, taken)
    while kit.index_upkeep.run_due():  # as the chores would within some minutes
        pass
    return _told(kit, workspace, done, password)


def _found(kit: Kit) -> str:
    """Set up a new workspace; return its admin's password."""
    password = f"Zq7!{secrets.token_urlsafe(12)}"
    kit.first_setup.claim(
        kit.first_setup.code(),
        workspace=WORKSPACE,
        name=ADMIN,
        email=ADDRESS,
        password=password,
        domain="localhost",
        origin=Origin(),
        language="fr",
    )
    return password


def _ground(s: Session, workspace: Workspace, now: datetime) -> Ground:
    roles = s.execute(select(col(Role.key), col(Role.id)).where(col(Role.workspace_id) == workspace.id))
    admins = (
        select(col(User.id))
        .join(Role, col(Role.id) == col(User.role_id))
        .where(col(User.workspace_id) == workspace.id, col(Role.rank) == ADMIN_RANK)
        .where(col(User.activated_at).is_not(None), col(User.deleted_at).is_(None))
    )
    return Ground(
        workspace_id=workspace.id,
        roles={key: role_id for key, role_id in roles},  # noqa: C416  - dict() loses the types
        departments=_named(s, Department, workspace.id, [name for name, _ in DEPARTMENTS], now),
        companies=tuple(_named(s, Company, workspace.id, COMPANIES, now).items()),
        tier_id=workspaces.tiers_of(s, workspace.id)[0].id,
        admin_id=s.execute(admins.order_by(col(User.id)).limit(1)).scalar_one(),
        now=now,
    )


def _named(
    s: Session, table: type[Department | Company], workspace_id: str, wanted: Iterable[str], now: datetime
) -> Mapping[str, str]:
    """Find or make departments or companies; return their ids by name."""
    query = select(col(table.name_key), col(table.id)).where(col(table.workspace_id) == workspace_id)
    known: dict[str, str] = {name_key: row_id for name_key, row_id in s.execute(query)}  # noqa: C416  - dict() loses the types
    missing = [name for name in wanted if fold(name) not in known]
    rows = [
        table.row(id=new_id(now), workspace_id=workspace_id, name=name, name_key=fold(name), created_at=now)
        for name in missing
    ]
    _add(s, table, rows)
    known |= {row["name_key"]: row["id"] for row in rows}
    return {name: known[fold(name)] for name in wanted}


def _fill(db: Database, workspace: Workspace, ground: Ground, users: int, taken: set[str]) -> _Filled:
    chance = Random(SEED + len(taken))  # noqa: S311  - invented people, the same at each first filling
    look = {
        "workspace": workspace.name,
        "brand": workspace.brand,
        "accent": workspace.accent,
        "inviter": ADMIN,
    }
    active: dict[str, list[str]] = defaultdict(list)
    teams: dict[str, str] = {}
    roles = {role_id: key for key, role_id in ground.roles.items()}
    invited = 0
    for rows in _chunks(people(ground, users, taken, chance)):
        invited += _write_people(db, rows, ground, look, chance)
        for row in rows:
            if row["activated_at"] and not row["deleted_at"] and not row["suspended_at"]:
                active[roles[row["role_id"]]].append(row["id"])
                teams[row["id"]] = row["department_id"]
    crew = Crew(ground.workspace_id, active, tuple(ground.departments.values()), teams)
    happened = _write_activity(db, crew, users, workspace, ground.now, chance)
    return _Filled(users, invited, happened)


def _write_people(
    db: Database, rows: list[dict[str, Any]], ground: Ground, look: Mapping[str, str], chance: Random
) -> int:
    """Write people with their invitations and messages in one transaction; return how many were invited."""
    issued = [
        (invitation, row)
        for row in rows
        for invitation in invitations(row, ground.admin_id, ground.now, chance)
    ]
    with db.write() as s:
        _add(
            s, User, sorted(rows, key=lambda row: row["sort_name"])
        )  # as SQLite's index of fragments likes it
        _add(s, Invitation, [invitation for invitation, _ in issued])
        _add(s, OutboxMessage, [message(invitation, row, look) for invitation, row in issued])
    return len(issued)


def _write_activity(
    db: Database, crew: Crew, users: int, workspace: Workspace, now: datetime, chance: Random
) -> int:
    wanted, written = min(users * PER_PERSON, MOST_ACTIVITY), 0
    for rows in _chunks(activity(crew, wanted, now, ZoneInfo(workspace.time_zone), chance)):
        with db.write() as s:
            _add(s, Activity, rows)
            done = work_on(rows, now, chance)
            _add(s, ActivityEvent, done.events)
            _add(s, ActivityTag, done.tags)
        written += len(rows)
    return written


def _add(s: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    if rows:
        s.connection().execute(insert(table.__table__), rows)  # pyright: ignore[reportAttributeAccessIssue]


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _told(kit: Kit, workspace: Workspace, done: _Filled, password: str) -> str:
    lines = [
        f"{workspace.name}: {done.people} people, {done.invitations} invitations, {done.activities} activities.",
        "Everything is invented and no message leaves.",
    ]
    if password:
        lines += [
            f"Sign in at {kit.settings.public_url}/login",
            f"  e-mail    {ADDRESS}",
            f"  password  {password}",
        ]
    return "\n".join(lines)
