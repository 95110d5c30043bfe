"""Providers of identities, whom they stand for here, and sign-ins that are under way."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field

from comunik_kit.kernel.table import Table


class OidcProvider(Table, table=True):
    """A provider of a workspace; its `issuer` never changes, for what it says of people hangs on it.

    `domains` are the mail domains that it answers for; it `vouches` when an address of theirs counts as verified though
    it does not say so. Newcomers get `newcomer_role_id`, empty for « none come in »;
    `saved_by` set the provider up last and answers for whom it lets in; with `saved_rank` and `saved_rights` they could
    act, that day, on whom it stands for.
    """

    __tablename__ = "oidc_providers"
    __table_args__ = (Index("ix_oidc_providers_workspace_id", "workspace_id"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    name: str = Field(max_length=60)
    issuer: str = Field(max_length=300)
    client_id: str = Field(max_length=255)
    sealed_secret: str = Field(max_length=800)
    domains: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    is_on: bool = True
    is_required: bool = False
    asks_factor: bool = False
    vouches: bool = False
    newcomer_role_id: str = Field(default="", max_length=32)
    newcomer_team_id: str = Field(default="", max_length=32)
    saved_by: str = Field(max_length=32)
    saved_rank: int
    saved_rights: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: datetime
    version: int = 1


class OidcIdentity(Table, table=True):
    """Whom a provider means: `subject` is its name for a person, and the only one that it is held to."""

    __tablename__ = "oidc_identities"
    __table_args__ = (
        UniqueConstraint("provider_id", "subject"),
        UniqueConstraint("provider_id", "user_id"),
        Index("ix_oidc_identities_user_id", "user_id"),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    provider_id: str = Field(foreign_key="oidc_providers.id", max_length=32)
    user_id: str = Field(foreign_key="users.id", max_length=32)
    subject: str = Field(max_length=255)
    created_at: datetime
    last_used_at: datetime


class OidcFlow(Table, table=True):
    """A browser that was sent to a provider and is awaited back, once and within minutes.

    State, nonce and code verifier are derived from the row. `bound_to` digests the browser's cookie.
    """

    __tablename__ = "oidc_flows"
    __table_args__ = (Index("ix_oidc_flows_expires_at", "expires_at"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    provider_id: str = Field(foreign_key="oidc_providers.id", max_length=32)
    host: str = Field(max_length=253)
    bound_to: str = Field(max_length=64)
    wanted: str = Field(default="/", max_length=500)
    expires_at: datetime
    used_at: datetime | None = None
