"""Pure decisions on roles: who may grant what, who may act on whom."""

from collections.abc import Iterable

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import ADMIN_RANK, Permission


class RoleAboveYours(KitError):
    """Nobody grants a permission that they do not hold (INV-01, ACL-06)."""

    code = "role_above_yours"


class PersonAboveYou(KitError):
    """Nobody acts on an equal or higher role, but admins on admins (ACL-06)."""

    code = "person_above_you"


def may_grant(actor: Actor, rank: int, permissions: Iterable[str]) -> bool:
    """Tell whether the actor may give somebody a role of this rank and these permissions."""
    held = actor.may(Permission.ROLES_ASSIGN) or actor.may(Permission.USERS_CREATE)
    return held and rank <= actor.rank and frozenset(permissions) <= actor.permissions


def may_act_on(actor: Actor, rank: int) -> bool:
    """Tell whether the actor may change, invite or delete a person of this rank."""
    return rank < actor.rank or actor.rank == rank == ADMIN_RANK
