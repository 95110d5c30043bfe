"""Every query on who has which subscription; each takes the workspace."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, func, select, update
from sqlmodel import Session, col

from comunik_kit.audit.journal import Entry, Target, record_all
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.modules.registry import module_named
from comunik_kit.roles import repository as roles
from comunik_kit.users.tables import User
from comunik_kit.workspaces.tables import Tier

_FIRST = 5


def counts(s: Session, workspace_id: str) -> Mapping[str, Mapping[str, int]]:
    """Count the people of each subscription by their status, deleted ones apart."""
    living = (col(User.workspace_id) == workspace_id, col(User.deleted_at).is_(None))
    found: dict[str, dict[str, int]] = {}
    counted = select(col(User.tier_id), col(User.status), func.count()).where(*living)
    for tier_id, status, people in s.execute(counted.group_by(col(User.tier_id), col(User.status))):
        found.setdefault(tier_id, {})[status] = people
    return found


@dataclass(frozen=True, slots=True)
class Having:
    """Who has something: how many, and the first of them by name."""

    people: int
    names: Sequence[str]


def people_of(s: Session, tier: Tier) -> int:
    """Count who has a subscription."""
    return s.execute(select(func.count()).where(*_living(tier))).scalar_one()


def using(
    s: Session, workspace_id: str, module: str, tier_ids: Collection[str], *who: ColumnElement[bool]
) -> Having:
    """Tell who of some people has a module by one of these subscriptions.

    That is whose role reads it, and who has not switched it off.
    """
    entry = module_named(module)
    readers = [
        role.id
        for role in roles.roles_of(s, workspace_id)
        if entry is not None and entry.reading.value in role.permissions
    ]
    on = cast(col(User.modules_off), String).not_like(f'%"{module}"%')
    here = (col(User.workspace_id) == workspace_id, col(User.deleted_at).is_(None))
    having = (*here, *who, col(User.tier_id).in_(tier_ids), col(User.role_id).in_(readers), on)
    first = select(col(User.full_name)).where(*having).order_by(col(User.sort_name), col(User.id))
    return Having(
        s.execute(select(func.count()).where(*having)).scalar_one(),
        s.execute(first.limit(_FIRST)).scalars().all(),
    )


def is_awaited(s: Session, tier: Tier) -> bool:
    """Tell whether anybody has a subscription, or can come back to it."""
    known = (*_having(tier), col(User.anonymised_at).is_(None))
    return s.execute(select(col(User.id)).where(*known).limit(1)).first() is not None


def move(s: Session, actor: Actor, before: Tier, after: Tier, now: datetime) -> int:
    """Give everybody who has a subscription another one, each with an entry in the journal; count them."""
    known = s.execute(
        select(col(User.id), col(User.full_name)).where(*_having(before), col(User.anonymised_at).is_(None))
    ).all()
    moved = update(User).where(*_having(before)).values(tier_id=after.id, version=col(User.version) + 1)
    s.execute(moved, execution_options={"synchronize_session": False})
    details = {"fields": ["tier_id"]}
    entries = [Entry(AuditTag.USER_UPDATED, Target("user", *person), details) for person in known]
    record_all(s, now, actor, entries)
    return len(known)


def _having(tier: Tier) -> tuple[ColumnElement[bool], ...]:
    return col(User.workspace_id) == tier.workspace_id, col(User.tier_id) == tier.id


def _living(tier: Tier) -> tuple[ColumnElement[bool], ...]:
    return (*_having(tier), col(User.deleted_at).is_(None))
