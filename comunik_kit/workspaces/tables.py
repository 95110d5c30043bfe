"""Tables of the workspace; every other domain's rows name the workspace they belong to."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field

from comunik_kit.kernel.table import Table


class DomainState(StrEnum):
    """How far a white-label domain is: a development name, waiting for its DNS proof, proven, or proven no more."""

    DEVELOPMENT = "development"
    PENDING = "pending"
    PROVEN = "proven"
    LOST = "lost"


class Workspace(Table, table=True):
    """One company or agency. Invitations live `invitation_days`; reminders leave so many days after the message.

    Who has a role of `factor_role_ids` does nothing before they have a second factor (MFA-08). While it is suspended
    nobody is in and nothing leaves; what it has stays.
    """

    __tablename__ = "workspaces"

    id: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=120)
    brand: str = Field(max_length=120)
    accent: str = Field(default="#2563eb", max_length=7)
    language: str = Field(default="fr", max_length=5)
    time_zone: str = Field(default="Europe/Paris", max_length=64)
    invitation_days: int = 7
    reminder_days: list[int] = Field(default_factory=lambda: [3, 6], sa_column=Column(JSON, nullable=False))
    sign_in_preset: str = Field(default="kit", max_length=16)
    factor_role_ids: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: datetime
    suspended_at: datetime | None = None


class Installation(Table, table=True):
    """The one row that says the first set-up was claimed (security row AUT-10)."""

    __tablename__ = "installations"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    claimed_at: datetime


class Domain(Table, table=True):
    """The host name on which a workspace's people sign in.

    `good_host` was proven before it: links lead back there when the proof of `host` is lost. `last_check` is what the
    name servers said; `failing_since` and `warned_at` are those of a proof that has disappeared.
    """

    __tablename__ = "domains"

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", unique=True, max_length=32)
    host: str = Field(unique=True, max_length=253)
    state: str = Field(max_length=16)
    good_host: str = Field(default="", max_length=253, index=True)
    proven_at: datetime | None = None
    checked_at: datetime | None = None
    next_check_at: datetime | None = Field(default=None, index=True)
    failures: int = 0
    failing_since: datetime | None = None
    warned_at: datetime | None = None
    last_check: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime


class Tier(Table, table=True):
    """A subscription: seats (None for unlimited) and the modules it switches on."""

    __tablename__ = "tiers"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    name: str = Field(max_length=80)
    seats: int | None = None
    modules: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    position: int = 0
