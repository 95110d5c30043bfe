"""What happened in the modules."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, UniqueConstraint, text
from sqlmodel import Field

from comunik_kit.kernel.table import Table

# Only a question that says the same in these words takes the index: the pages of the list keep to theirs.
HAS_STATUS, HAS_NO_OWNER = text("status <> ''"), text("owner_id IS NULL")


class Activity(Table, table=True):
    """One thing that happened in a module (a call received, a ticket created), owned by a person or a department.

    `external_key` is its name where it comes from: the same name of the same kind is the same thing. `source` says
    which way it came in (`key:<id>` for an API key), so that what a lost key wrote can be found. `search_text` is
    folded, `about` tells the same customer (or number) again, and `version` grows with each act of a person on it.
    """

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("workspace_id", "module", "kind", "external_key"),
        Index("ix_activities_workspace_id_module_kind_at", "workspace_id", "module", "kind", "occurred_at"),
        Index(
            "ix_activities_owner_id_module_kind_at",
            "owner_id",
            "module",
            "kind",
            "occurred_at",
            "department_id",
        ),
        Index(
            "ix_activities_workspace_id_module_at", "workspace_id", "module", "occurred_at", "id", "status"
        ),
        Index("ix_activities_department_id_module_at", "department_id", "module", "occurred_at", "id"),
        Index("ix_activities_workspace_id_about_at", "workspace_id", "about", "occurred_at"),
        Index(
            "ix_activities_waiting",
            "workspace_id",
            "owner_id",
            "module",
            "status",
            "department_id",
            sqlite_where=HAS_STATUS,
            postgresql_where=HAS_STATUS,
        ),
        Index(
            "ix_activities_nobodys",
            "workspace_id",
            "module",
            "kind",
            "occurred_at",
            "department_id",
            sqlite_where=HAS_NO_OWNER,
            postgresql_where=HAS_NO_OWNER,
        ),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    module: str = Field(max_length=20)
    kind: str = Field(max_length=30)
    title: str = Field(max_length=200)
    customer: str = Field(default="", max_length=200)
    status: str = Field(default="", max_length=20)
    owner_id: str | None = Field(default=None, foreign_key="users.id", max_length=32)
    department_id: str | None = Field(default=None, foreign_key="departments.id", max_length=32)
    occurred_at: datetime
    external_key: str | None = Field(default=None, max_length=120)
    source: str = Field(default="", max_length=40)
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    search_text: str = Field(default="", max_length=600)
    about: str = Field(default="", max_length=200)
    version: int = 1


class ActivityCount(Table, table=True):
    """How much of a kind happened in an hour of UTC: the sum of these rows. Triggers of the migration write them alone.

    `whose` is the id of the workspace for all of it; of a person for what they own; of a department for what is its
    own and nobody's.
    """

    __tablename__ = "activity_counts"
    __table_args__ = (
        Index(
            "ix_activity_counts_workspace_id_whose_module_kind_hour_at",
            "workspace_id",
            "whose",
            "module",
            "kind",
            "hour_at",
            "number",
        ),
    )

    id: int = Field(sa_column=Column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True))
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    whose: str = Field(max_length=32)
    module: str = Field(max_length=20)
    kind: str = Field(max_length=30)
    hour_at: datetime
    number: int


class ActivityTag(Table, table=True):
    """A word that people put on an activity; `key` is the folded one, by which it is found."""

    __tablename__ = "activity_tags"
    __table_args__ = (
        Index("ix_activity_tags_workspace_id_module_key", "workspace_id", "module", "key", "activity_id"),
    )

    activity_id: str = Field(foreign_key="activities.id", primary_key=True, max_length=32)
    key: str = Field(primary_key=True, max_length=60)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    module: str = Field(max_length=20)
    word: str = Field(max_length=30)


class ActivityEvent(Table, table=True):
    """What a person did to an activity, for its timeline; `before` and `after` are ids, statuses or words."""

    __tablename__ = "activity_events"
    __table_args__ = (Index("ix_activity_events_activity_id_at", "activity_id", "at", "id"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    activity_id: str = Field(foreign_key="activities.id", max_length=32)
    at: datetime
    act: str = Field(max_length=20)
    actor_id: str = Field(foreign_key="users.id", max_length=32)
    before: str = Field(default="", max_length=400)
    after: str = Field(default="", max_length=400)
    text: str = Field(default="", max_length=2000)
