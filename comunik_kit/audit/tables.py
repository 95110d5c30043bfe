"""The journal's tables: the acts, and how far each workspace's chain of them is sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field

from comunik_kit.kernel.table import Table

_UNSEALED = text("seq IS NULL")


class AuditEntry(Table, table=True):
    """One act.

    Triggers made by the migrations let nothing be changed but this (security row LOG-02, docs/decisions/0012, 0013):
    the words that name a forgotten person are emptied with their salts; an entry is sealed, once, by `seq`, `seal` and
    what goes with them; entries up to a chain's checkpoint may be removed.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_workspace_id_at_id", "workspace_id", "at", "id"),
        Index("ix_audit_entries_workspace_id_seq", "workspace_id", "seq", unique=True),
        Index("ix_audit_entries_unsealed", "id", sqlite_where=_UNSEALED, postgresql_where=_UNSEALED),
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
    seq: int | None = None
    seal: str = Field(default="", max_length=64)
    by_salt: str = Field(default="", max_length=32)
    by_digest: str = Field(default="", max_length=64)
    about_salt: str = Field(default="", max_length=32)
    about_digest: str = Field(default="", max_length=64)


class AuditChain(Table, table=True):
    """How far a chain is sealed, what was removed at its front, and how long its entries are kept (0: for ever).

    `mac` covers the row, so that it changes with the server's key alone.
    """

    __tablename__ = "audit_chains"

    name: str = Field(primary_key=True, max_length=32)
    length: int = 0
    head: str = Field(default="", max_length=64)
    removed: int = 0
    checkpoint: str = Field(default="", max_length=64)
    kept_months: int = 0
    mac: str = Field(default="", max_length=64)
