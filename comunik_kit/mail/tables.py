"""The outbox and what becomes of its messages: events, carriers' reports, channels, addresses not to write to."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field

from comunik_kit.kernel.table import Table

_TROUBLE = text("state IN ('dead', 'failed', 'suppressed')")
_HANDED_OVER = text("provider_id <> ''")
_QUEUED = text("state = 'queued'")
_LEFT = text("sent_at IS NOT NULL")
_IN_BATCH = text("batch_key <> ''")
_INVITING = text("purpose = 'invite'")


class MailState(StrEnum):
    """How far a message is. `sent` is only ever written with the provider's id."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"


class OutboxMessage(Table, table=True):
    """One message to one address. Its link is derived at rendering from `purpose`, `subject_id`, `version`.

    `state` is our side of it; `delivery` is what the carrier reported after it left (`delivery.Delivery`, empty
    before any report), with the moments that the reports name. A smaller `priority` leaves first. `next_at` is its
    place in the queue, and of one that was taken back the moment of that. `batch_key` names the batch that the message
    was handed over with, while nobody knows what became of it.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (
        Index(
            "ix_outbox_messages_due",
            "priority",
            "next_at",
            sqlite_where=_QUEUED,
            postgresql_where=_QUEUED,
        ),
        # The next four are what the page of sending counts by, without reading a row (`figures.py`).
        Index(
            "ix_outbox_messages_queued",
            "workspace_id",
            "scheduled_at",
            "created_at",
            sqlite_where=_QUEUED,
            postgresql_where=_QUEUED,
        ),
        Index(
            "ix_outbox_messages_left",
            "workspace_id",
            "sent_at",
            sqlite_where=_LEFT,
            postgresql_where=_LEFT,
        ),
        Index(
            "ix_outbox_messages_trouble",
            "workspace_id",
            "id",
            "state",
            sqlite_where=_TROUBLE,
            postgresql_where=_TROUBLE,
        ),
        Index(
            "ix_outbox_messages_trouble_at",
            "workspace_id",
            "next_at",
            sqlite_where=_TROUBLE,
            postgresql_where=_TROUBLE,
        ),
        Index(
            "ix_outbox_messages_provider_id",
            "provider_id",
            sqlite_where=_HANDED_OVER,
            postgresql_where=_HANDED_OVER,
        ),
        Index(
            "ix_outbox_messages_batch_key",
            "batch_key",
            sqlite_where=_IN_BATCH,
            postgresql_where=_IN_BATCH,
        ),
        Index("ix_outbox_messages_workspace_id_id", "workspace_id", "id"),
        Index("ix_outbox_messages_subject_id", "subject_id"),
        Index("ix_outbox_messages_recipient_id_id", "recipient_id", "id"),
        Index(
            "ix_outbox_messages_inviting",
            "workspace_id",
            "state",
            "delivery",
            "channel",
            "subject_id",
            sqlite_where=_INVITING,
            postgresql_where=_INVITING,
        ),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    template: str = Field(max_length=40)
    dedupe_key: str = Field(unique=True, max_length=200)
    to_email: str = Field(max_length=254)
    to_name: str = Field(default="", max_length=200)
    recipient_rank: int = 0  # when it was written; who sees its link is asked of the role of today
    recipient_id: str = Field(default="", max_length=32)
    language: str = Field(max_length=5)
    params: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    purpose: str = Field(default="", max_length=20)
    subject_id: str = Field(default="", max_length=32)
    version: int = 0
    state: str = Field(default=MailState.QUEUED.value, max_length=12)
    attempts: int = 0
    priority: int = 1
    scheduled_at: datetime | None = None
    next_at: datetime
    lease_until: datetime | None = None
    lease_by: str = Field(default="", max_length=64)
    first_attempt_at: datetime | None = None
    sent_at: datetime | None = None
    channel: str = Field(default="", max_length=12)
    provider_id: str = Field(default="", max_length=200)
    last_error: str = Field(default="", max_length=300)
    batch_key: str = Field(default="", max_length=200)
    delivery: str = Field(default="", max_length=12)
    delivery_detail: str = Field(default="", max_length=300)
    delivered_at: datetime | None = None
    opened_at: datetime | None = None
    clicked_at: datetime | None = None
    ended_at: datetime | None = None
    created_at: datetime


class MailEvent(Table, table=True):
    """One step of a message's life, for its timeline; `kind` is a `delivery.Delivery`, `source` who said so."""

    __tablename__ = "mail_events"
    __table_args__ = (
        Index("ix_mail_events_message_id_id", "message_id", "id"),
        Index("ix_mail_events_workspace_id_id", "workspace_id", "id"),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    message_id: str = Field(foreign_key="outbox_messages.id", max_length=32)
    kind: str = Field(max_length=12)
    source: str = Field(max_length=12)
    detail: str = Field(default="", max_length=300)
    at: datetime


class MailReport(Table, table=True):
    """What a carrier told us, as it came: a web hook (its `svix-id`) or a bounce message (its digest), once each.

    `applied_at` is None while the message it speaks of is not known yet: a web hook may overtake our commit.
    """

    __tablename__ = "mail_reports"
    __table_args__ = (
        Index(
            "ix_mail_reports_waiting",
            "received_at",
            sqlite_where=text("applied_at IS NULL"),
            postgresql_where=text("applied_at IS NULL"),
        ),
        Index("ix_mail_reports_received_at", "received_at"),
    )

    id: str = Field(primary_key=True, max_length=128)
    source: str = Field(max_length=12)
    kind: str = Field(max_length=12)
    provider_id: str = Field(default="", max_length=200)
    to_email: str = Field(default="", max_length=254)
    detail: str = Field(default="", max_length=300)
    happened_at: datetime
    received_at: datetime
    applied_at: datetime | None = None


class MailChannel(Table, table=True):
    """How a carrier may be used, shared by every worker: pace, quota, and whether it is paused.

    `rate` (messages a second) and `daily_quota` are an admin's; `learned_rate` (requests a second) is what the
    provider's headers said, `learned_batch` how many messages a request of it takes after it refused to take more.
    `next_slot_at` is when the next message may leave, `lag` by how many seconds slots were put off in all because a
    hand-over came late: whoever took a slot before waits for the difference. A pause with `paused_by` lasts until
    somebody ends it, one without until `paused_until`: then one message tries whether the way is free.
    """

    __tablename__ = "mail_channels"

    name: str = Field(primary_key=True, max_length=12)
    rate: float | None = None
    daily_quota: int | None = None
    learned_rate: float | None = None
    learned_at: datetime | None = None
    learned_batch: int | None = None
    day: str = Field(default="", max_length=10)
    sent_today: int = 0
    next_slot_at: datetime | None = None
    lag: float = 0.0
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    paused_by: str = Field(default="", max_length=32)
    pause_reason: str = Field(default="", max_length=20)
    pause_detail: str = Field(default="", max_length=300)


class Suppression(Table, table=True):
    """An address that a workspace writes to no more: it bounced for good, complained, or an admin put it here."""

    __tablename__ = "mail_suppressions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "email_key"),
        Index("ix_mail_suppressions_workspace_id_id", "workspace_id", "id"),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    email_key: str = Field(max_length=254)
    reason: str = Field(max_length=12)
    detail: str = Field(default="", max_length=300)
    message_id: str = Field(default="", max_length=32)
    added_by: str = Field(default="", max_length=32)
    created_at: datetime


class OptOut(Table, table=True):
    """A kind of message that a person wants no more; only messages that may be silenced are asked about here."""

    __tablename__ = "mail_opt_outs"

    user_id: str = Field(primary_key=True, foreign_key="users.id", max_length=32)
    template: str = Field(primary_key=True, max_length=40)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    at: datetime


class WorkerBeat(Table, table=True):
    """The last sign of life of a mail worker, for the readiness probe."""

    __tablename__ = "worker_beats"

    name: str = Field(primary_key=True, max_length=64)
    at: datetime
