"""Tables of people and of what they belong to."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Column, Computed, Index, Integer, String, UniqueConstraint, text
from sqlmodel import Field

from comunik_kit.kernel.table import Table


class UserStatus(StrEnum):
    """Where a person stands; derived by the database from the moments below, so it cannot disagree with them."""

    CREATED = "created"
    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    DELETED = "deleted"


_STATUS_SQL = (
    "CASE WHEN deleted_at IS NOT NULL THEN 'deleted'"
    " WHEN suspended_at IS NOT NULL THEN 'suspended'"
    " WHEN activated_at IS NOT NULL THEN 'active'"
    " WHEN invited_at IS NOT NULL THEN 'invited' ELSE 'created' END"
)
_LIVING = text("deleted_at IS NULL")
_GONE = text("deleted_at IS NOT NULL")
_PROVEN = text("email_proven_at IS NOT NULL")
NARROWED_BY = ("role_id", "department_id", "company_id", "tier_id", "created_by", "has_factor")
SORTED_BY = ("last_seen_at", "created_at")


def _list_indexes() -> Iterator[Index]:
    """Give the indexes that the list is narrowed by, each in the order of names, and those that it is sorted by."""
    kinds = dict.fromkeys(NARROWED_BY, ("sort_name", "id")) | dict.fromkeys(SORTED_BY, ("id",))
    for column, then in kinds.items():
        name = f"ix_users_list_{column}"
        yield Index(name, "workspace_id", column, *then, sqlite_where=_LIVING, postgresql_where=_LIVING)


class Department(Table, table=True):
    """A department or team; `name_key` is the folded name.

    `lead_id` is a person who may invite into it; `default_role_id` and `modules_off` are what newcomers start with.
    """

    __tablename__ = "departments"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name_key"),
        Index("ix_departments_workspace_id_lead_id", "workspace_id", "lead_id"),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    name: str = Field(max_length=80)
    name_key: str = Field(max_length=80)
    created_at: datetime
    colour: str = Field(default="grey", max_length=16)
    lead_id: str | None = Field(default=None, max_length=32)
    default_role_id: str | None = Field(default=None, foreign_key="roles.id", max_length=32)
    modules_off: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    version: int = 1


class Company(Table, table=True):
    """The client company a person represents."""

    __tablename__ = "companies"
    __table_args__ = (UniqueConstraint("workspace_id", "name_key"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    name: str = Field(max_length=120)
    name_key: str = Field(max_length=120)
    created_at: datetime


class Photo(Table, table=True):
    """A re-encoded picture; the file is `photos/<id>.webp` in the data folder."""

    __tablename__ = "photos"

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    uploaded_by: str = Field(max_length=32)
    created_at: datetime


class User(Table, table=True):
    """A person of a workspace. `email_key` makes two spellings of an address one person.

    `email_proven_at`: when a link was used that went to this address alone and was not read in the archive.
    `has_factor`: a second factor is on.
    `own_home`: the widgets in the person's order (`order`) and those that they hid (`hidden`); none for as composed.
    `previous_visit_at`: how far they know what happened, from when they come back until they saw the rest.
    `toured_at`: when they were shown round, or would not be.
    """

    __tablename__ = "users"
    __table_args__ = (
        Index(
            "uq_users_workspace_id_email_key",
            "workspace_id",
            "email_key",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
        Index(
            "ix_users_workspace_id_email_key_gone",
            "workspace_id",
            "email_key",
            sqlite_where=_GONE,
            postgresql_where=_GONE,
        ),
        Index("ix_users_workspace_id_sort_name_id", "workspace_id", "sort_name", "id"),
        Index("ix_users_workspace_id_status_sort_name_id", "workspace_id", "status", "sort_name", "id"),
        *_list_indexes(),
        Index("ix_users_role_id", "role_id"),
        Index("ix_users_proven_email_key", "email_key", sqlite_where=_PROVEN, postgresql_where=_PROVEN),
        Index("ix_users_workspace_id_department_id", "workspace_id", "department_id"),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    full_name: str = Field(max_length=120)
    sort_name: str = Field(max_length=120)
    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254)
    email_proven_at: datetime | None = None
    search_text: str = Field(max_length=700)
    phone: str = Field(default="", max_length=20)
    role_id: str = Field(foreign_key="roles.id", max_length=32)
    department_id: str | None = Field(default=None, foreign_key="departments.id", max_length=32)
    company_id: str | None = Field(default=None, foreign_key="companies.id", max_length=32)
    tier_id: str = Field(foreign_key="tiers.id", max_length=32)
    photo_id: str | None = Field(default=None, foreign_key="photos.id", max_length=32)
    language: str = Field(default="fr", max_length=5)
    time_zone: str = Field(default="Europe/Paris", max_length=64)
    modules_off: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    own_home: dict[str, list[str]] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    created_at: datetime
    created_by: str | None = Field(default=None, max_length=32)
    creation_key: str | None = Field(default=None, unique=True, max_length=80)
    invited_at: datetime | None = None
    activated_at: datetime | None = None
    suspended_at: datetime | None = None
    deleted_at: datetime | None = None
    anonymised_at: datetime | None = None
    last_seen_at: datetime | None = None
    previous_visit_at: datetime | None = None
    toured_at: datetime | None = None
    has_factor: bool = False
    version: int = 1
    status: str | None = Field(
        default=None, sa_column=Column(String(12), Computed(_STATUS_SQL, persisted=True))
    )


class SavedView(Table, table=True):
    """A filter of the list under a name: `query` is the address's own; a `shared` one is everybody's to use."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("workspace_id", "owner_id", "name"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    owner_id: str = Field(foreign_key="users.id", max_length=32)
    name: str = Field(max_length=80)
    query: str = Field(max_length=1000)
    shared: bool = False
    created_at: datetime


class UserCount(Table, table=True):
    """How many people of a status: the sum of these rows. Triggers made by the migration write them, nothing else."""

    __tablename__ = "user_counts"
    __table_args__ = (Index("ix_user_counts_workspace_id_status", "workspace_id", "status"),)

    id: int = Field(sa_column=Column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True))
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    status: str = Field(max_length=12)
    people: int
