"""Pure decisions on people: who may do what to whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from comunik_kit.kernel.actor import Actor
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import may_act_on_holder, may_grant
from comunik_kit.users.tables import UserStatus

_INVITABLE = frozenset({UserStatus.CREATED, UserStatus.INVITED})
_SUSPENDABLE = frozenset({UserStatus.CREATED, UserStatus.INVITED, UserStatus.ACTIVE})


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the actor may do to one person; the services decide the same again when it is done."""

    edit: bool
    invite: bool
    delete: bool
    change_role: bool
    suspend: bool
    restore: bool


def may_give_as_lead(actor: Actor, rank: int, permissions: Iterable[str], *, is_default: bool) -> bool:
    """Tell whether a lead may invite with a role: one below their own, or their team's default up to their own.

    Nothing in it may be what they do not hold: being made lead gives no other right (INV-01).
    """
    held = frozenset(permissions) <= actor.permissions
    return held and (rank < actor.rank or (is_default and rank == actor.rank))


def may_reach_as_lead(
    actor: Actor, *, department_id: str | None, rank: int, status: str | None, permissions: Iterable[str]
) -> bool:
    """Tell whether a lead may send or take back somebody's invitation: of their team, and before they joined."""
    own = department_id in actor.leads and status in _INVITABLE
    return own and rank <= actor.rank and frozenset(permissions) <= actor.permissions


def allowed(
    actor: Actor, *, user_id: str, rank: int, status: str | None, permissions: Iterable[str]
) -> Allowed:
    """Tell what the actor may do to a person of this status, whose role has this rank and these rights."""
    held = frozenset(permissions)
    reach, is_gone = may_act_on_holder(actor, rank, held), status == UserStatus.DELETED
    update = reach and actor.may(Permission.USERS_UPDATE)
    edit, others = update and not is_gone, user_id != actor.user_id
    delete = reach and others and actor.may(Permission.USERS_DELETE)
    return Allowed(
        edit=edit,
        invite=status in _INVITABLE and actor.may(Permission.USERS_INVITE) and may_grant(actor, rank, held),
        delete=delete and not is_gone,
        change_role=edit and actor.may(Permission.ROLES_ASSIGN),
        suspend=edit and others and status in _SUSPENDABLE,
        restore=update and (status == UserStatus.SUSPENDED or (is_gone and delete)),
    )
