"""Pure decisions on people: who may do what to whom."""

from dataclasses import dataclass

from comunik_kit.kernel.actor import Actor
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import may_act_on
from comunik_kit.users.tables import UserStatus

_INVITABLE = frozenset({UserStatus.CREATED, UserStatus.INVITED})


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the actor may do to one person; the services decide the same again when it is done."""

    edit: bool
    invite: bool
    delete: bool
    change_role: bool


def allowed(actor: Actor, *, user_id: str, rank: int, status: str | None) -> Allowed:
    """Tell what the actor may do to a person of this rank and status."""
    reach = may_act_on(actor, rank)
    edit = reach and actor.may(Permission.USERS_UPDATE)
    return Allowed(
        edit=edit,
        invite=reach and status in _INVITABLE and actor.may(Permission.USERS_INVITE),
        delete=reach and user_id != actor.user_id and actor.may(Permission.USERS_DELETE),
        change_role=edit and actor.may(Permission.ROLES_ASSIGN),
    )
