"""Every act on many in one table: the right it needs, how it is carried out, and how it is taken back."""

from collections.abc import Mapping
from dataclasses import dataclass

from comunik_kit.bulk.attempts import Back, Carry, one_by_one
from comunik_kit.bulk.ending_acts import EndingActs
from comunik_kit.bulk.inputs import ActName
from comunik_kit.bulk.invitation_acts import InvitationActs
from comunik_kit.bulk.record_acts import FieldChange
from comunik_kit.invitations.resending import Resending
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.lifecycle import Endings


@dataclass(frozen=True, slots=True)
class Act:
    """`undo` is None for what cannot be taken back. `permissions` are all needed, at each step anew."""

    permissions: tuple[Permission, ...]
    carry: Carry
    undo: Back | None = None

    def is_for(self, actor: Actor) -> bool:
        """Tell whether the actor may do this at all."""
        return all(actor.may(permission) for permission in self.permissions)

    def require(self, actor: Actor) -> None:
        """Refuse with `Forbidden` who may not."""
        if not self.is_for(actor):
            raise Forbidden


Acts = Mapping[ActName, Act]


def acts(*, endings: Endings, resending: Resending) -> Acts:
    """Make the table over the tools of the single acts."""
    ending, inviting = EndingActs(endings), InvitationActs(resending)
    invite, update = (Permission.USERS_INVITE,), (Permission.USERS_UPDATE,)
    delete = (Permission.USERS_DELETE,)
    return {
        ActName.INVITE: Act(invite, inviting.invite, inviting.uninvite),
        ActName.RESEND: Act(invite, one_by_one(inviting.resend)),
        ActName.REVOKE: Act(invite, one_by_one(inviting.revoke)),
        ActName.ROLE: _change((*update, Permission.ROLES_ASSIGN), "role_id"),
        ActName.DEPARTMENT: _change(update, "department"),
        ActName.COMPANY: _change(update, "company"),
        ActName.TIER: _change(update, "tier_id"),
        ActName.SUSPEND: Act(update, one_by_one(ending.suspend), ending.bring_back),
        ActName.RESTORE: Act(update, one_by_one(ending.restore), ending.end_again),
        ActName.DELETE: Act(delete, one_by_one(ending.delete), ending.bring_back),
    }


def _change(permissions: tuple[Permission, ...], field: str) -> Act:
    change = FieldChange(field)
    return Act(permissions, one_by_one(change.carry), change.undo)
