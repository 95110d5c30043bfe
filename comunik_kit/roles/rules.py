"""Pure decisions on roles: who may grant what, who may act on whom, what a role of one's own may hold."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import ADMIN_RANK, AREAS, SHIPPED_ROLES, Permission

LEVELS: Mapping[str, int] = {
    shipped.key: shipped.rank
    for shipped in sorted(SHIPPED_ROLES, key=lambda each: each.rank)
    if shipped.rank < ADMIN_RANK
}
"""The level of a role of one's own is that of a shipped role below « Admin », which alone counts as administrator."""

# What a right is nothing without, where it is not the reading of its own kind.
_WITHOUT = dict.fromkeys(
    (
        Permission.WHITE_LABEL_MANAGE,
        Permission.SUBSCRIPTIONS_MANAGE,
        Permission.MODULES_MANAGE,
        Permission.SECURITY_MANAGE,
        Permission.API_MANAGE,
    ),
    Permission.SETTINGS_READ,
) | {Permission.TEAMS_MANAGE: Permission.USERS_READ}
_KNOWN = frozenset(right.value for right in Permission)
# What changes the workspace itself, or takes people away for good.
_OF_ADMINS = frozenset(right.value for right in AREAS["settings"] if right.value.endswith(":manage")) | {
    Permission.USERS_DELETE.value,
    Permission.ROLES_MANAGE.value,
}
_READING = frozenset(right.value for right in Permission if right.value.endswith(":read"))


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


def is_for_anybody(rank: int, permissions: Iterable[str]) -> bool:
    """Tell whether a rule may give a role to whoever comes: none that administers, whoever makes the rule."""
    return rank < ADMIN_RANK and not _OF_ADMINS.intersection(permissions)


def may_act_on(actor: Actor, rank: int) -> bool:
    """Tell whether the actor may change, invite or delete a person of this rank."""
    return reaches(actor.rank, rank)


def reaches(rank: int, other: int) -> bool:
    """Tell whether who has a rank may act on who has another: on lower ones, and admins on admins."""
    return other < rank or rank == other == ADMIN_RANK


def may_act_on_holder(actor: Actor, rank: int, permissions: Iterable[str]) -> bool:
    """Tell the same of who has this role, which may be low and hold rights that the actor lacks (INV-01).

    Whoever gives somebody a password or another address could come in as them.
    """
    return may_act_on(actor, rank) and _KNOWN.intersection(permissions) <= actor.permissions


def may_define(actor: Actor, rank: int) -> bool:
    """Tell whether the actor may make, change or delete a role of this rank: only below their own (ACL-06)."""
    return actor.may(Permission.ROLES_MANAGE) and rank < min(actor.rank, ADMIN_RANK)


def completed(rights: Iterable[str]) -> frozenset[str]:
    """Add what a right is nothing without: who manages calls also sees them."""
    wanted = frozenset(rights)
    reading = {f"{right.partition(':')[0]}:read" for right in wanted} & _READING
    return wanted | reading | {_WITHOUT[right].value for right in _WITHOUT if right in wanted}


def settled(actor: Actor, before: Iterable[str], wanted: Iterable[str]) -> frozenset[str]:
    """Give the rights that a role will hold; what the actor does not hold stays as it is, neither given nor taken.

    Raises `RoleAboveYours` for a right that the actor lacks and the role does not have yet (INV-01).
    """
    had = frozenset(before)
    after = completed(frozenset(wanted) | (had - actor.permissions))
    if not after - had <= actor.permissions:
        raise RoleAboveYours
    return after


def shipped_rights(key: str) -> frozenset[str]:
    """Give the rights that a shipped role comes with; none for another key."""
    return next((frozenset(each.permissions) for each in SHIPPED_ROLES if each.key == key), frozenset())


@dataclass(frozen=True, slots=True)
class Difference:
    """What somebody gains and loses, in the order of the matrix."""

    gained: list[str]
    lost: list[str]


def difference(before: Iterable[str], after: Iterable[str]) -> Difference:
    """Compare two sets of rights."""
    had, has = frozenset(before), frozenset(after)
    return Difference(
        [right.value for right in Permission if right in has - had],
        [right.value for right in Permission if right in had - has],
    )


def version_of(name: str, rank: int, permissions: Iterable[str]) -> str:
    """Tell one state of a role from another: what the form was filled from must still be so when it is saved."""
    whole = "\n".join((name, str(rank), *sorted(permissions)))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
