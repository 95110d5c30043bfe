"""The outbox: a message is a row written in the business transaction."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field

from comunik_kit.kernel.table import Table


class MailState(StrEnum):
    """How far a message is. `sent` is only ever written with the provider's id."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"
    CANCELLED = "cancelled"


class OutboxMessage(Table, table=True):
    """One message to one address. Its link is derived at rendering from `purpose`, `subject_id`, `version`."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        Index(
            "ix_outbox_messages_due",
            "next_at",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index("ix_outbox_messages_workspace_id_id", "workspace_id", "id"),
        Index("ix_outbox_messages_subject_id", "subject_id"),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    template: str = Field(max_length=40)
    dedupe_key: str = Field(unique=True, max_length=200)
    to_email: str = Field(max_length=254)
    to_name: str = Field(default="", max_length=200)
    recipient_rank: int = 0
    recipient_id: str = Field(default="", max_length=32)
    language: str = Field(max_length=5)
    params: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    purpose: str = Field(default="", max_length=20)
    subject_id: str = Field(default="", max_length=32)
    version: int = 0
    state: str = Field(default=MailState.QUEUED.value, max_length=12)
    attempts: int = 0
    next_at: datetime
    lease_until: datetime | None = None
    lease_by: str = Field(default="", max_length=64)
    first_attempt_at: datetime | None = None
    sent_at: datetime | None = None
    channel: str = Field(default="", max_length=12)
    provider_id: str = Field(default="", max_length=200)
    last_error: str = Field(default="", max_length=300)
    created_at: datetime


class WorkerBeat(Table, table=True):
    """The last sign of life of a mail worker, for the readiness probe."""

    __tablename__ = "worker_beats"

    name: str = Field(primary_key=True, max_length=64)
    at: datetime
