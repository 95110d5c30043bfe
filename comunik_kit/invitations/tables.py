"""Invitations. There is no state column: the state is derived from the dates (rules.state_of)."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from comunik_kit.kernel.table import Table

_LIVE = text("accepted_at IS NULL AND revoked_at IS NULL")


class Invitation(Table, table=True):
    """One invitation to one person; `version` goes up with each new link, and the old link dies."""

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
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None
