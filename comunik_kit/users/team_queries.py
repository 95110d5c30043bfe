"""Queries on teams; each takes the workspace."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, case, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import Department, User, UserStatus

MOST_SHOWN = 200
_MOST_OFFERED = 200
Lead = aliased(User, name="lead")


def team(s: Session, workspace_id: str, team_id: str) -> Department | None:
    """Find a team; None for an unknown or foreign id."""
    wanted = select(Department).where(col(Department.workspace_id) == workspace_id)
    return s.execute(wanted.where(col(Department.id) == team_id)).scalar_one_or_none()


def lines(s: Session, workspace_id: str, words: Sequence[str]) -> Sequence[Row[Any]]:
    """Read the first teams by name, with who leads them, the default role, and how many people they have."""
    living = and_(col(User.department_id) == col(Department.id), col(User.deleted_at).is_(None))
    counted = (
        func.count(col(User.id)).label("people"),
        _of_status(UserStatus.INVITED).label("invited"),
        _of_status(UserStatus.ACTIVE).label("active"),
    )
    figures = (
        select(col(Department.id).label("id"), *counted)
        .outerjoin(User, and_(living, col(User.workspace_id) == workspace_id))
        .where(*_named(workspace_id, words))
        .group_by(col(Department.id), col(Department.name_key))
        .order_by(col(Department.name_key), col(Department.id))
        .limit(MOST_SHOWN)
        .subquery()
    )
    lead = {"lead": Lead.full_name, "lead_email": Lead.email, "lead_status": Lead.status}
    who = [col(column).label(name) for name, column in lead.items()]
    role = (col(Role.key).label("role_key"), col(Role.name).label("role_name"))
    query = (
        select(Department, figures.c.people, figures.c.invited, figures.c.active, *who, *role)
        .join(figures, figures.c.id == col(Department.id))
        .outerjoin(
            Lead, and_(col(Lead.id) == col(Department.lead_id), col(Lead.workspace_id) == workspace_id)
        )
        .outerjoin(Role, col(Role.id) == col(Department.default_role_id))
    )
    return s.execute(query.order_by(col(Department.name_key), col(Department.id))).all()


def count(s: Session, workspace_id: str, words: Sequence[str] = ()) -> int:
    """Count the teams, all of them or those with the words."""
    return s.execute(
        select(func.count()).select_from(Department).where(*_named(workspace_id, words))
    ).scalar_one()


def others(s: Session, workspace_id: str, team_id: str) -> Sequence[Row[Any]]:
    """List the other teams by name: ids and names."""
    wanted = select(col(Department.id), col(Department.name)).where(
        col(Department.workspace_id) == workspace_id, col(Department.id) != team_id
    )
    return s.execute(wanted.order_by(col(Department.name_key)).limit(_MOST_OFFERED)).all()


def people(s: Session, workspace_id: str, team_id: str, *, deleted: bool = False) -> int:
    """Count the people of a team; with those who are deleted and could come back, if asked."""
    here = (col(User.workspace_id) == workspace_id, col(User.department_id) == team_id)
    kept = () if deleted else (col(User.deleted_at).is_(None),)
    return s.execute(select(func.count()).select_from(User).where(*here, *kept)).scalar_one()


def move(s: Session, workspace_id: str, team_id: str, to: str | None) -> None:
    """Put everybody of a team into another, or into none."""
    moved = update(User).where(col(User.workspace_id) == workspace_id, col(User.department_id) == team_id)
    values = {"department_id": to, "version": col(User.version) + 1}
    s.execute(moved.values(values), execution_options={"synchronize_session": False})


def outdate(s: Session, workspace_id: str, team_id: str) -> None:
    """Raise the versions of a team's people: forms that are open on them say what is no longer so."""
    here = (col(User.workspace_id) == workspace_id, col(User.department_id) == team_id)
    outdated = update(User).where(*here, col(User.deleted_at).is_(None)).values(version=col(User.version) + 1)
    s.execute(outdated, execution_options={"synchronize_session": False})


def leading(s: Session, workspace_id: str, user_id: str) -> Sequence[Department]:
    """List the teams that somebody leads, by name."""
    wanted = select(Department).where(
        col(Department.workspace_id) == workspace_id, col(Department.lead_id) == user_id
    )
    return s.execute(wanted.order_by(col(Department.name_key))).scalars().all()


def may_lead(s: Session, workspace_id: str) -> list[str]:
    """List the addresses of the first active people by name, to choose a lead from."""
    wanted = select(col(User.email)).where(
        col(User.workspace_id) == workspace_id, col(User.status) == UserStatus.ACTIVE
    )
    return list(s.execute(wanted.order_by(col(User.sort_name)).limit(_MOST_OFFERED)).scalars())


def with_default_role(s: Session, workspace_id: str, role_id: str) -> Sequence[Department]:
    """List the teams whose newcomers get a role."""
    wanted = select(Department).where(
        col(Department.workspace_id) == workspace_id, col(Department.default_role_id) == role_id
    )
    return s.execute(wanted.order_by(col(Department.name_key))).scalars().all()


def _of_status(status: UserStatus) -> Any:
    return func.count(case((col(User.status) == status, 1)))


def _named(workspace_id: str, words: Sequence[str]) -> list[Any]:
    here = [col(Department.workspace_id) == workspace_id]
    return here + [col(Department.name_key).contains(word, autoescape=True) for word in words]
