"""What happened in the modules."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field

from comunik_kit.kernel.table import Table


class Activity(Table, table=True):
    """One thing that happened in a module (a call received, a ticket created), owned by a person or a department.

    `external_key` is its name where it comes from: the same name of the same kind is the same thing. `source` says
    which way it came in (`key:<id>` for an API key), so that what a lost key wrote can be found.
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
