"""Seats that an act on many would take: counted before it begins, so that no half of it runs into the limit.

People whom a step then refuses for another reason are counted with the rest: too few seats are said, never too many.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from comunik_kit.bulk.inputs import ActName, NewJob
from comunik_kit.kernel.actor import Actor
from comunik_kit.users import seats
from comunik_kit.users.tables import User
from comunik_kit.workspaces import repository as workspaces


def refuse_too_many(s: Session, actor: Actor, new: NewJob, conditions: Sequence[ColumnElement[bool]]) -> None:
    """Refuse with `TooFewSeats` an act for which a subscription has not seats enough; under the workspace's lock."""
    field = "tier_id" if new.act is ActName.TIER else None
    for tier_id, people in _wanted(s, actor, new, conditions).items():
        tier = workspaces.tier(s, actor.workspace_id, tier_id)
        if tier is not None:
            seats.take_many(s, tier, people, field=field)


def _wanted(
    s: Session, actor: Actor, new: NewJob, conditions: Sequence[ColumnElement[bool]]
) -> Mapping[str, int]:
    """Count the seats wanted by subscription: by who changes to it, or by who comes back to it."""
    if new.act is ActName.TIER:
        tier_id = new.params["tier_id"]
        coming = (col(User.tier_id) != tier_id, col(User.deleted_at).is_(None), col(User.id) != actor.user_id)
        query = select(func.count()).select_from(User).where(*conditions, *coming)
        return {tier_id: s.execute(query).scalar_one()}
    if new.act is ActName.RESTORE:
        gone = (*conditions, col(User.deleted_at).is_not(None))
        counted = select(col(User.tier_id), func.count()).where(*gone).group_by(col(User.tier_id))
        return {tier_id: people for tier_id, people in s.execute(counted)}  # noqa: C416  - dict() loses the types
    return {}
