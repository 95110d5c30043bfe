"""What the list can be narrowed by: the groups of a workspace by name, with those that are chosen among them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.tables import Role
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.tables import Company, Department, User
from comunik_kit.users.views import Choice
from comunik_kit.workspaces.tables import Tier

_MOST = 60


@dataclass(frozen=True, slots=True)
class RoleOffer:
    """A role to filter by: a shipped one has a key, and its words from the catalogue."""

    id: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Offers:
    """The choices; of each the first 60 by name, and the chosen ones."""

    roles: list[RoleOffer] = field(default_factory=list)
    departments: list[Choice] = field(default_factory=list)
    companies: list[Choice] = field(default_factory=list)
    tiers: list[Choice] = field(default_factory=list)
    inviters: list[Choice] = field(default_factory=list)


class ListOffers:
    """Reads what there is to choose."""

    def __init__(self, *, db: Database) -> None:
        """Take the database."""
        self._db = db

    def offers(self, actor: Actor, asked: UserFilter) -> Offers:
        """List what the workspace has; an id of another workspace is in none of it (ACL-03)."""
        actor.require(Permission.USERS_READ)
        here = actor.workspace_id
        with self._db.read() as s:
            return Offers(
                roles=_roles(s, here),
                departments=_named(s, Department, Department.name_key, here, asked.department_ids),
                companies=_named(s, Company, Company.name_key, here, asked.company_ids),
                tiers=_named(s, Tier, Tier.position, here, asked.tier_ids),
                inviters=_inviters(s, here, asked.inviter_ids),
            )


def _roles(s: Session, workspace_id: str) -> list[RoleOffer]:
    wanted = select(col(Role.id), col(Role.key), col(Role.name)).where(col(Role.workspace_id) == workspace_id)
    rows = s.execute(wanted.order_by(col(Role.rank), col(Role.name), col(Role.id)).limit(_MOST)).all()
    return [RoleOffer(row.id, row.key or "", row.name) for row in rows]


def _named(s: Session, table: Any, key: Any, workspace_id: str, chosen: Sequence[str]) -> list[Choice]:
    wanted = select(col(table.id), col(table.name)).where(col(table.workspace_id) == workspace_id)
    first = s.execute(wanted.order_by(key, col(table.id)).limit(_MOST)).all()
    return _with(first, s.execute(wanted.where(col(table.id).in_(chosen))).all() if chosen else [])


def _inviters(s: Session, workspace_id: str, chosen: Sequence[str]) -> list[Choice]:
    """List who has added somebody: read by leaps along the index, one for each of them."""
    ids = _creators(s, workspace_id)
    wanted = select(col(User.id), col(User.full_name).label("name")).where(
        col(User.workspace_id) == workspace_id, col(User.id).in_({*ids, *chosen})
    )
    return [Choice(row.id, row.name) for row in s.execute(wanted.order_by(col(User.sort_name))).all()]


def _creators(s: Session, workspace_id: str) -> list[str]:
    found: list[str] = []
    wanted = select(col(User.created_by)).where(
        col(User.workspace_id) == workspace_id, col(User.deleted_at).is_(None)
    )
    while len(found) < _MOST:
        beyond = wanted.where(col(User.created_by) > (found[-1] if found else ""))
        following = s.execute(beyond.order_by(col(User.created_by)).limit(1)).scalar()
        if following is None:
            break
        found.append(following)
    return found


def _with(first: Sequence[Any], chosen: Sequence[Any]) -> list[Choice]:
    return [Choice(*row) for row in dict.fromkeys([*map(tuple, first), *map(tuple, chosen)])]
