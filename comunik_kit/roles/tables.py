"""The roles of a workspace."""

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from comunik_kit.kernel.table import Table


class Role(Table, table=True):
    """A named set of permissions. `key` names a shipped role, whose words come from the catalogue."""

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    key: str = Field(default="", max_length=32)
    name: str = Field(max_length=80)
    rank: int
    permissions: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
