"""Invitations. There is no state column: the state is derived from the dates (rules.state_of)."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from comunik_kit.kernel.table import Table

_LIVE = text("accepted_at IS NULL AND revoked_at IS NULL")
_REMINDED = text("next_reminder_at IS NOT NULL")
_ACCEPTED = text("accepted_at IS NOT NULL")
_REVOKED = text("revoked_at IS NOT NULL")


class Invitation(Table, table=True):
    """One invitation to one person; `version` goes up with each new link, and the old link dies.

    `words` are the inviter's own, `starts_on` the person's first day, `send_at` when the message leaves if not at
    once. `next_reminder_at` is None when no reminder is left. With `by_card` no message leaves: the link is printed,
    and `card_digest` finds the invitation by the card's one-time code. `link_requested_at` is when the holder of a
    dead link asked for a new one.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        Index(
            "uq_invitations_live_user_id",
            "user_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_invitations_workspace_id_id", "workspace_id", "id"),
        Index("ix_invitations_workspace_id_invited_by_id", "workspace_id", "invited_by", "id"),
        Index("ix_invitations_user_id", "user_id"),
        Index(
            "ix_invitations_waiting",
            "workspace_id",
            "expires_at",
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(
            "ix_invitations_accepted",
            "workspace_id",
            "id",
            sqlite_where=_ACCEPTED,
            postgresql_where=_ACCEPTED,
        ),
        Index(
            "ix_invitations_revoked", "workspace_id", "id", sqlite_where=_REVOKED, postgresql_where=_REVOKED
        ),
        Index(
            "ix_invitations_live_workspace_id_id",
            "workspace_id",
            "id",
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(
            "ix_invitations_next_reminder_at",
            "next_reminder_at",
            sqlite_where=_REMINDED,
            postgresql_where=_REMINDED,
        ),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    user_id: str = Field(foreign_key="users.id", max_length=32)
    email: str = Field(max_length=254)
    invited_by: str = Field(foreign_key="users.id", max_length=32)
    version: int = 1
    created_at: datetime
    issued_at: datetime
    expires_at: datetime
    lifetime_days: int = 7
    words: str = Field(default="", max_length=1000)
    starts_on: date | None = None
    send_at: datetime | None = None
    reminders_sent: int = 0
    next_reminder_at: datetime | None = None
    by_card: bool = False
    card_digest: str | None = Field(default=None, unique=True, max_length=64)
    link_requested_at: datetime | None = None
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None
