"""Keys of the API, and the answers that a repetition hears again."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, Text
from sqlmodel import Field

from comunik_kit.kernel.table import Table


class ApiKey(Table, table=True):
    """A key by which another system writes into a workspace.

    `handle` is the part that is shown. `digest` is all that is kept of the secret; it is made when the key is shown,
    and before that nobody can use the key.
    """

    __tablename__ = "api_keys"
    __table_args__ = (Index("ix_api_keys_workspace_id", "workspace_id", "id"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    name: str = Field(max_length=80)
    handle: str = Field(unique=True, max_length=12)
    digest: str | None = Field(default=None, max_length=64)
    scopes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_by: str = Field(foreign_key="users.id", max_length=32)
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class ApiAnswer(Table, table=True):
    """What was answered to a request with an idempotency key (`name`): said again to the same request for a day."""

    __tablename__ = "api_answers"
    __table_args__ = (Index("ix_api_answers_key_id_created_at", "key_id", "created_at"),)

    key_id: str = Field(primary_key=True, foreign_key="api_keys.id", max_length=32)
    name: str = Field(primary_key=True, max_length=128)
    body_digest: str = Field(max_length=64)
    status: int
    body: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime
