"""The journal's table."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from comunik_kit.kernel.table import Table


class AuditEntry(Table, table=True):
    """One act.

    Triggers made by the migrations refuse DELETE, and every UPDATE but one that empties the words naming a person who
    is forgotten (security row LOG-02, docs/decisions/0007).
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_workspace_id_at", "workspace_id", "at"),
        Index("ix_audit_entries_workspace_id_target_id_id", "workspace_id", "target_id", "id"),
        Index("ix_audit_entries_workspace_id_actor_id_id", "workspace_id", "actor_id", "id"),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str | None = Field(default=None, foreign_key="workspaces.id", max_length=32)
    at: datetime
    tag: str = Field(max_length=64)
    actor_id: str | None = Field(default=None, max_length=32)
    actor_name: str = Field(default="", max_length=200)
    target_kind: str = Field(default="", max_length=32)
    target_id: str = Field(default="", max_length=32)
    target_name: str = Field(default="", max_length=200)
    ip: str = Field(default="", max_length=45)
    user_agent: str = Field(default="", max_length=300)
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
