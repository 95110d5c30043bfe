"""The seats of subscriptions: everybody who is not deleted takes one, from their creation on.

Whoever counts to decide holds the workspace's row, as every writer does: the last seat goes to one of two.
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import func, select
from sqlmodel import Session, col

from comunik_kit.users.errors import NoSeatLeft, TooFewSeats
from comunik_kit.users.tables import User
from comunik_kit.workspaces.tables import Tier

UNLIMITED = -1


def taken(s: Session, workspace_id: str, tier_ids: Collection[str]) -> dict[str, int]:
    """Count the seats that are taken of some subscriptions; one that nobody has is not there."""
    here = (col(User.workspace_id) == workspace_id, col(User.deleted_at).is_(None))
    counted = select(col(User.tier_id), func.count()).where(*here, col(User.tier_id).in_(tier_ids))
    return {tier_id: people for tier_id, people in s.execute(counted.group_by(col(User.tier_id)))}  # noqa: C416  - dict() loses the types


def left(s: Session, workspace_id: str, limits: Mapping[str, int]) -> dict[str, int]:
    """Tell how many seats are left of the subscriptions that have a limit; nothing is counted when none has."""
    used = taken(s, workspace_id, limits) if limits else {}
    return {tier_id: max(0, seats - used.get(tier_id, 0)) for tier_id, seats in limits.items()}


def limits(tiers: Iterable[Tier]) -> dict[str, int]:
    """Give the seats of those that have a limit."""
    return {tier.id: tier.seats for tier in tiers if tier.seats is not None}


def take(s: Session, tier: Tier, *, field: str | None = None) -> None:
    """Refuse with `NoSeatLeft` one more person in a subscription that is full."""
    if tier.seats is not None and not left(s, tier.workspace_id, limits([tier]))[tier.id]:
        raise NoSeatLeft(field=field, tier=tier.name, count=tier.seats)


def take_many(s: Session, tier: Tier, wanted: int, *, field: str | None = None) -> None:
    """Refuse with `TooFewSeats` more people than a subscription has seats for."""
    if tier.seats is None or not wanted:
        return
    there = left(s, tier.workspace_id, limits([tier]))[tier.id]
    if wanted > there:
        raise TooFewSeats(field=field, tier=tier.name, count=there, wanted=wanted)
