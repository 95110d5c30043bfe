"""Who has which role, and giving all of them another: what `roles/` asks of this domain (wiring hands it over)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from comunik_kit.audit.journal import Entry, Target, record_all
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.roles.holders import Held
from comunik_kit.roles.tables import Role
from comunik_kit.users import notices, team_queries
from comunik_kit.users.tables import User, UserStatus

_FIRST = 5


class RoleHolders:
    """Reads and moves inside the caller's transaction."""

    def counts(self, s: Session, workspace_id: str) -> Mapping[str, int]:
        """Count the people of each role, deleted ones apart."""
        living = (col(User.workspace_id) == workspace_id, col(User.deleted_at).is_(None))
        counted = select(col(User.role_id), func.count()).where(*living).group_by(col(User.role_id))
        return {role_id: people for role_id, people in s.execute(counted)}  # noqa: C416  - dict() loses the types

    def held(self, s: Session, workspace_id: str, role_id: str) -> Held:
        """Tell how many have a role, who comes first by name, and whether anybody needs another one."""
        having = (col(User.workspace_id) == workspace_id, col(User.role_id) == role_id)
        living = (*having, col(User.deleted_at).is_(None))
        people = s.execute(select(func.count()).where(*living)).scalar_one()
        first = select(col(User.full_name)).where(*living).order_by(col(User.sort_name), col(User.id))
        returning = select(col(User.id)).where(*having, col(User.anonymised_at).is_(None)).limit(1)
        return Held(
            people,
            s.execute(first.limit(_FIRST)).scalars().all(),
            awaited=s.execute(returning).first() is not None,
        )

    def move(self, s: Session, actor: Actor, before: Role, after: Role, now: datetime) -> int:
        """Give all who have a role another: with an entry each, and word of it to who may do more now (LOG-05)."""
        having = (col(User.workspace_id) == actor.workspace_id, col(User.role_id) == before.id)
        known = s.execute(
            select(col(User.id), col(User.full_name)).where(*having, col(User.anonymised_at).is_(None))
        ).all()
        self._tell(s, actor, before, after, now)
        moved = update(User).where(*having).values(role_id=after.id, version=col(User.version) + 1)
        s.execute(moved, execution_options={"synchronize_session": False})
        details = {"before": _named(before), "after": _named(after)}
        entries = [Entry(AuditTag.ROLE_CHANGED, Target("user", *person), details) for person in known]
        entries += _without_default(s, actor, before)
        record_all(s, now, actor, entries)
        return len(known)

    def _tell(self, s: Session, actor: Actor, before: Role, after: Role, now: datetime) -> None:
        if after.rank <= before.rank:
            return
        active = select(User).where(col(User.role_id) == before.id, col(User.status) == UserStatus.ACTIVE)
        for user in s.execute(active.where(col(User.workspace_id) == actor.workspace_id)).scalars():
            notices.tell_role_raised(s, actor, user, before, after, now)


def _without_default(s: Session, actor: Actor, role: Role) -> list[Entry]:
    """Leave teams without the role that newcomers got: they get what whoever creates them chooses."""
    teams = team_queries.with_default_role(s, actor.workspace_id, role.id)
    for team in teams:
        team.default_role_id, team.version = None, team.version + 1
        s.add(team)
    s.flush()
    left = {"default_role_id": None}
    return [Entry(AuditTag.TEAM_CHANGED, Target("department", each.id, each.name), left) for each in teams]


def _named(role: Role) -> dict[str, str]:
    return {"id": role.id, "key": role.key, "name": role.name}
