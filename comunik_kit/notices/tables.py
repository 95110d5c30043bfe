"""What somebody was told, and how they want to be told."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field

from comunik_kit.kernel.table import Table

_UNREAD = text("read_at IS NULL")


class Notification(Table, table=True):
    """One thing that a person was told; `subject_id` is the activity, or whoever accepted an invitation.

    `title` is that of the activity when it was written: whoever was told of it saw it. No words of a note are here.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_user_id_id", "user_id", "id"),
        Index(
            "ix_notifications_user_id_unread",
            "user_id",
            "subject_id",
            sqlite_where=_UNREAD,
            postgresql_where=_UNREAD,
        ),
        Index("ix_notifications_at", "at"),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    user_id: str = Field(foreign_key="users.id", max_length=32)
    kind: str = Field(max_length=20)
    module: str = Field(default="", max_length=20)
    subject_id: str = Field(max_length=32)
    title: str = Field(default="", max_length=200)
    actor_id: str = Field(foreign_key="users.id", max_length=32)
    at: datetime
    read_at: datetime | None = None


class NotificationChoice(Table, table=True):
    """What a person wants: the kinds that are off in the app, and quiet hours as minutes of their own day.

    Without a row everything is on. What is off by mail is an `OptOut`, as for every other message.
    """

    __tablename__ = "notification_choices"

    user_id: str = Field(foreign_key="users.id", primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    off: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    quiet_from: int | None = None
    quiet_to: int | None = None
