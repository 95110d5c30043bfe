"""Every query on roles; each takes the workspace."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from comunik_kit.kernel.ids import new_id
from comunik_kit.roles.permissions import SHIPPED_ROLES
from comunik_kit.roles.tables import Role


def role(s: Session, workspace_id: str, role_id: str) -> Role | None:
    """Find a role of this workspace; None for an unknown or foreign id."""
    return s.exec(select(Role).where(Role.workspace_id == workspace_id, Role.id == role_id)).first()


@dataclass(frozen=True, slots=True)
class GivenRole:
    """What giving a role needs to know of it, as plain values: a row object costs more than the look itself."""

    id: str
    key: str
    name: str
    rank: int
    permissions: list[str]


# Built once: putting a statement together costs more than the database takes to answer it; so does a list of ids.
_GIVEN = columns(col(Role.id), col(Role.key), col(Role.name), col(Role.rank), col(Role.permissions)).where(
    col(Role.workspace_id) == bindparam("workspace_id")
)
_ROLES_WITH = _GIVEN.where(col(Role.id).in_(bindparam("ids", expanding=True)))
_ROLE_WITH = _GIVEN.where(col(Role.id) == bindparam("ids"))


def roles_with(s: Session, workspace_id: str, role_ids: Collection[str]) -> Mapping[str, GivenRole]:
    """Find roles of this workspace by their ids; unknown and foreign ones are left out."""
    ids = list(role_ids)
    asked = (_ROLE_WITH, ids[0]) if len(ids) == 1 else (_ROLES_WITH, ids)
    found = s.connection().execute(asked[0], {"workspace_id": workspace_id, "ids": asked[1]})
    return {row[0]: GivenRole(*row) for row in found}


def role_with_key(s: Session, workspace_id: str, key: str) -> Role | None:
    """Find a shipped role by its key."""
    wanted = select(Role).where(Role.workspace_id == workspace_id, Role.key == key)
    return s.exec(wanted.order_by(col(Role.id))).first()


def roles_of(s: Session, workspace_id: str) -> Sequence[Role]:
    """List the roles of a workspace, those with the fewest rights first."""
    return s.exec(
        select(Role).where(Role.workspace_id == workspace_id).order_by(col(Role.rank), col(Role.name))
    ).all()


def count(s: Session, workspace_id: str) -> int:
    """Count the roles of a workspace."""
    return s.exec(select(func.count()).where(Role.workspace_id == workspace_id)).one()


def seed(s: Session, workspace_id: str, now: datetime) -> dict[str, Role]:
    """Give a new workspace the shipped roles; return them by key."""
    made = {
        shipped.key: Role(
            id=new_id(now),
            workspace_id=workspace_id,
            key=shipped.key,
            name=shipped.name,
            rank=shipped.rank,
            permissions=sorted(permission.value for permission in shipped.permissions),
        )
        for shipped in SHIPPED_ROLES
    }
    s.add_all(made.values())
    s.flush()
    return made
