"""Queries on single people and on what they belong to; each takes the workspace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.roles.permissions import ADMIN_RANK
from comunik_kit.roles.tables import Role
from comunik_kit.users import names
from comunik_kit.users.tables import Company, Department, Photo, User, UserStatus
from comunik_kit.workspaces.tables import Tier

_MOST_NAMES = 500


@dataclass(frozen=True, slots=True)
class Person:
    """A person with what their ids point to."""

    user: User
    role: Role
    tier: Tier
    department: str
    company: str
    department_colour: str = ""


def user(s: Session, workspace_id: str, user_id: str) -> User | None:
    """Find a person who is not deleted; None for an unknown or foreign id."""
    wanted = select(User).where(User.workspace_id == workspace_id, User.id == user_id)
    return s.exec(wanted.where(col(User.deleted_at).is_(None))).first()


def person(s: Session, workspace_id: str, user_id: str, *, deleted: bool = False) -> Person | None:
    """Find a person with role, tier, department and company; one who is deleted, but not yet anonymised, if asked."""
    here = User.anonymised_at if deleted else User.deleted_at
    wanted = (
        sa_select(User, Role, Tier, col(Department.name), col(Company.name), col(Department.colour))
        .join(Role, col(Role.id) == col(User.role_id))
        .join(Tier, col(Tier.id) == col(User.tier_id))
        .outerjoin(Department, col(Department.id) == col(User.department_id))
        .outerjoin(Company, col(Company.id) == col(User.company_id))
        .where(col(User.workspace_id) == workspace_id, col(User.id) == user_id, col(here).is_(None))
    )
    found = s.execute(wanted).first()
    return Person(*found[:3], *(value or "" for value in found[3:])) if found else None


def search_text(s: Session, user: User) -> str:
    """Give the text that a person is found by, from what their row says by now."""
    company = (
        s.exec(select(Company.name).where(Company.id == user.company_id)).first() if user.company_id else ""
    )
    return names.search_text(
        user.full_name, EmailAddress(user.email, user.email_key), user.phone, company or ""
    )


def by_email_key(s: Session, workspace_id: str, email_key: str) -> User | None:
    """Find who has an address; deleted people have given theirs back."""
    wanted = select(User).where(User.workspace_id == workspace_id, User.email_key == email_key)
    return s.exec(wanted.where(col(User.deleted_at).is_(None))).first()


def deleted_with(s: Session, workspace_id: str, email_key: str, since: datetime | None = None) -> User | None:
    """Find who had an address and was deleted, perhaps after a moment: the last of them who has still a name."""
    wanted = (
        select(User)
        .where(User.workspace_id == workspace_id, User.status == UserStatus.DELETED)
        .where(User.sort_name > "", User.email_key == email_key)
    )
    if since is not None:
        wanted = wanted.where(col(User.deleted_at) > since)
    return s.exec(wanted.order_by(col(User.deleted_at).desc()).limit(1)).first()


def by_creation_key(s: Session, workspace_id: str, creation_key: str) -> User | None:
    """Find who was created by one opening of the form, deleted or not (INV-04)."""
    wanted = select(User).where(User.workspace_id == workspace_id, User.creation_key == creation_key)
    return s.exec(wanted).first()


def active_admins(s: Session, workspace_id: str) -> Sequence[str]:
    """List the ids of at most three active admins: enough to know whether one is the last."""
    wanted = (
        select(User.id)
        .join(Role, col(Role.id) == User.role_id)
        .where(User.workspace_id == workspace_id, User.status == UserStatus.ACTIVE, Role.rank == ADMIN_RANK)
        .limit(3)
    )
    return s.exec(wanted).all()


def name_of(s: Session, workspace_id: str, user_id: str | None) -> str:
    """Name a person of this workspace, deleted or not; empty for nobody."""
    wanted = select(User.full_name).where(User.workspace_id == workspace_id, User.id == user_id)
    return s.exec(wanted).first() or ""


def photo(s: Session, workspace_id: str, photo_id: str) -> Photo | None:
    """Find a photo of this workspace; None for an unknown or foreign id."""
    return s.exec(select(Photo).where(Photo.workspace_id == workspace_id, Photo.id == photo_id)).first()


def photos_since(s: Session, workspace_id: str, uploaded_by: str, since: datetime) -> int:
    """Count the pictures a person has sent since a moment; ids begin with their time, and are indexed."""
    first_id = f"{int(since.timestamp() * 1000):012x}"
    wanted = select(func.count()).where(
        Photo.workspace_id == workspace_id, Photo.uploaded_by == uploaded_by, col(Photo.id) >= first_id
    )
    return s.exec(wanted).one()


def department(s: Session, workspace_id: str, name_key: str) -> Department | None:
    """Find a department by its folded name."""
    wanted = select(Department).where(Department.workspace_id == workspace_id)
    return s.exec(wanted.where(Department.name_key == name_key)).first()


def default_roles(s: Session, workspace_id: str) -> list[tuple[str, str]]:
    """List the departments whose newcomers get a role, by folded name, with the role's id."""
    wanted = select(Department.name_key, Department.default_role_id).where(
        Department.workspace_id == workspace_id, col(Department.default_role_id).is_not(None)
    )
    return [(key, role_id or "") for key, role_id in s.exec(wanted).all()]


def company(s: Session, workspace_id: str, name_key: str) -> Company | None:
    """Find a client company by its folded name."""
    wanted = select(Company).where(Company.workspace_id == workspace_id)
    return s.exec(wanted.where(Company.name_key == name_key)).first()


def department_names(s: Session, workspace_id: str) -> list[str]:
    """List the first departments by name, for a form's choice (500 at most)."""
    wanted = select(Department.name).where(Department.workspace_id == workspace_id)
    return list(s.exec(wanted.order_by(col(Department.name_key)).limit(_MOST_NAMES)).all())


def company_names(s: Session, workspace_id: str) -> list[str]:
    """List the first client companies by name, for a form's choice (500 at most)."""
    wanted = select(Company.name).where(Company.workspace_id == workspace_id)
    return list(s.exec(wanted.order_by(col(Company.name_key)).limit(_MOST_NAMES)).all())


def departments_named(s: Session, workspace_id: str) -> list[tuple[str, str]]:
    """List the departments of a workspace by name: id and name."""
    wanted = select(Department.id, Department.name).where(Department.workspace_id == workspace_id)
    return [(row[0], row[1]) for row in s.exec(wanted.order_by(Department.name_key)).all()]
