"""Tables of the workspace; every other domain's rows name the workspace they belong to."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field

from comunik_kit.kernel.table import Table

_DEFAULT = text("is_default")


class DomainState(StrEnum):
    """How far a white-label domain is: a development name, waiting for its DNS proof, proven, or proven no more."""

    DEVELOPMENT = "development"
    PENDING = "pending"
    PROVEN = "proven"
    LOST = "lost"


class Workspace(Table, table=True):
    """One company or agency. Invitations live `invitation_days`; reminders leave so many days after the message.

    Who has a role of `factor_role_ids` does nothing before they have a second factor (MFA-08). While it is suspended
    nobody is in and nothing leaves; what it has stays.
    `language` and `theme` are those of who has chosen none. `pictures` has id, width and height of each of the brand's
    pictures, by kind; `brand_version` counts the changes of the brand.
    """

    __tablename__ = "workspaces"

    id: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=120)
    brand: str = Field(max_length=120)
    accent: str = Field(default="#2563eb", max_length=7)
    language: str = Field(default="fr", max_length=5)
    time_zone: str = Field(default="Europe/Paris", max_length=64)
    theme: str = Field(default="system", max_length=8)
    sender_name: str = Field(default="", max_length=80)
    reply_to: str = Field(default="", max_length=254)
    legal_line: str = Field(default="", max_length=240)
    pictures: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    brand_version: int = 1
    invitation_days: int = 7
    reminder_days: list[int] = Field(default_factory=lambda: [3, 6], sa_column=Column(JSON, nullable=False))
    sign_in_preset: str = Field(default="kit", max_length=16)
    sign_in_by_link: bool = False
    factor_role_ids: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: datetime
    suspended_at: datetime | None = None


class BrandPicture(Table, table=True):
    """A picture that was sent for the brand; it shows nowhere before the workspace names it."""

    __tablename__ = "brand_pictures"

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", index=True, max_length=32)
    kind: str = Field(max_length=16)
    width: int
    height: int
    uploaded_by: str = Field(max_length=32)
    created_at: datetime


class Installation(Table, table=True):
    """The one row that says the first set-up was claimed (security row AUT-10)."""

    __tablename__ = "installations"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    claimed_at: datetime


class Domain(Table, table=True):
    """The host name on which a workspace's people sign in.

    `good_host` was proven before it: links lead back there when the proof of `host` is lost. `last_check` is what the
    name servers said; `failing_since` and `warned_at` are those of a proof that has disappeared.
    """

    __tablename__ = "domains"

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", unique=True, max_length=32)
    host: str = Field(unique=True, max_length=253)
    state: str = Field(max_length=16)
    good_host: str = Field(default="", max_length=253, index=True)
    proven_at: datetime | None = None
    checked_at: datetime | None = None
    next_check_at: datetime | None = Field(default=None, index=True)
    failures: int = 0
    failing_since: datetime | None = None
    warned_at: datetime | None = None
    last_check: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime


class Tier(Table, table=True):
    """A subscription: seats (None for unlimited), the modules it switches on, its price in words.

    The default one is what newcomers get unless another is chosen.
    """

    __tablename__ = "tiers"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        Index(
            "uq_tiers_workspace_id_is_default",
            "workspace_id",
            unique=True,
            sqlite_where=_DEFAULT,
            postgresql_where=_DEFAULT,
        ),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    name: str = Field(max_length=80)
    seats: int | None = None
    modules: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    position: int = 0
    price: str = Field(default="", max_length=60)
    is_default: bool = False


class ModuleSetting(Table, table=True):
    """How a workspace has set one module; without a row it is on, where the product puts it, and locked.

    `is_locked` leaves switching it to administrators; `off_by_default` switches it off for who comes from now on.
    """

    __tablename__ = "module_settings"

    workspace_id: str = Field(primary_key=True, foreign_key="workspaces.id", max_length=32)
    module: str = Field(primary_key=True, max_length=20)
    is_on: bool = True
    position: int = 0
    is_locked: bool = True
    off_by_default: bool = False
