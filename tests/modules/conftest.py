"""A small workspace: Agnès the agent and Solène the supervisor at support, Ugo the user at sales."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.modules.home import Home
from comunik_kit.modules.tables import Activity
from comunik_kit.roles.permissions import SHIPPED_ROLES, ShippedRole
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import Department, User
from comunik_kit.workspaces.tables import Tier, Workspace
from tests.modules.board import Board

ROLES = {role.key: role for role in SHIPPED_ROLES}
EVERY_MODULE = ["calls", "tickets", "leads", "offers", "discussions"]


@dataclass
class Cast:
    """Who is there: ids of the workspace and of its departments, and people as actors by first name."""

    workspace_id: str
    departments: dict[str, str] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Actor:
        """Find somebody by first name."""
        return self.people[name]


@pytest.fixture
def cast(database: Database, clock: Clock) -> Cast:
    """Build the workspace with its three people."""
    with database.write() as s:
        return build(s, clock.now(), "Ateliers Lumière")


@pytest.fixture
def neighbours(database: Database, clock: Clock) -> Cast:
    """Build a second workspace with people of the same names."""
    with database.write() as s:
        return build(s, clock.now(), "Voisins")


@pytest.fixture
def home(database: Database, clock: Clock) -> Home:
    """Open the home page's service."""
    return Home(db=database, clock=clock)


@pytest.fixture
def board(database: Database, clock: Clock) -> Board:
    """Open the services of the modules."""
    return Board.over(database, clock)


def build(s: Session, now: datetime, name: str, modules: list[str] | None = None) -> Cast:
    """Make a workspace of three people whose tier has these modules, all of them by default."""
    cast = Cast(new_id(now))
    s.add(Workspace(id=cast.workspace_id, name=name, brand=name, created_at=now))
    s.flush()
    tier = Tier(
        id=new_id(now),
        workspace_id=cast.workspace_id,
        name="Standard",
        modules=EVERY_MODULE if modules is None else modules,
    )
    s.add(tier)
    s.flush()
    for department in ("Support", "Ventes"):
        cast.departments[department] = _department(s, now, cast.workspace_id, department)
    for first_name, role, department in (
        ("Agnès", "agent", "Support"),
        ("Solène", "supervisor", "Support"),
        ("Ugo", "user", "Ventes"),
    ):
        place = cast.departments[department]
        cast.people[first_name] = _person(s, now, tier, first_name, ROLES[role], place)
    return cast


def happened(s: Session, cast: Cast, at: datetime, *, title: str = "Appel", **columns: str | None) -> str:
    """Write down a call received, or what the columns say."""
    values = {"module": "calls", "kind": "received", **columns}
    row = Activity(id=new_id(at), workspace_id=cast.workspace_id, title=title, occurred_at=at, **values)
    s.add(row)
    return row.id


def _department(s: Session, now: datetime, workspace_id: str, name: str) -> str:
    row = Department(
        id=new_id(now), workspace_id=workspace_id, name=name, name_key=fold(name), created_at=now
    )
    s.add(row)
    s.flush()
    return row.id


def _person(
    s: Session, now: datetime, tier: Tier, first_name: str, shipped: ShippedRole, department_id: str
) -> Actor:
    role = _role(s, now, tier.workspace_id, shipped)
    user = _user(s, now, tier, f"{first_name} Petit", role, department_id)
    return Actor(
        user_id=user.id,
        workspace_id=tier.workspace_id,
        session_id="s",
        name=user.full_name,
        role_id=role.id,
        rank=role.rank,
        permissions=frozenset(role.permissions),
        department_id=department_id,
    )


def _role(s: Session, now: datetime, workspace_id: str, shipped: ShippedRole) -> Role:
    row = Role(
        id=new_id(now),
        workspace_id=workspace_id,
        key=shipped.key,
        name=shipped.name,
        rank=shipped.rank,
        permissions=sorted(shipped.permissions),
    )
    s.add(row)
    s.flush()
    return row


def _user(s: Session, now: datetime, tier: Tier, name: str, role: Role, department_id: str) -> User:
    address = f"{fold(name.partition(' ')[0])}@example.org"
    row = User(
        id=new_id(now),
        workspace_id=tier.workspace_id,
        full_name=name,
        sort_name=fold(name),
        email=address,
        email_key=address,
        search_text=fold(f"{name} {address}"),
        role_id=role.id,
        department_id=department_id,
        tier_id=tier.id,
        created_at=now,
        activated_at=now,
    )
    s.add(row)
    s.flush()
    return row
