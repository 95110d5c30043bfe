"""Pure decisions on invitations. The state is derived from the dates, so no row can contradict itself."""

from datetime import datetime, timedelta
from enum import StrEnum

from comunik_kit.invitations.errors import (
    LinkExpired,
    LinkReplaced,
    LinkRevoked,
    LinkUnknown,
    LinkUsed,
)
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.errors import KitError
from comunik_kit.users.tables import User, UserStatus

LIFETIME = timedelta(days=7)
RESENDS_PER_HOUR = 3


class InvitationState(StrEnum):
    """Where an invitation stands."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


class LinkStatus(StrEnum):
    """What a link leads to."""

    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


REFUSALS: dict[LinkStatus, type[KitError]] = {
    LinkStatus.EXPIRED: LinkExpired,
    LinkStatus.ACCEPTED: LinkUsed,
    LinkStatus.REVOKED: LinkRevoked,
    LinkStatus.REPLACED: LinkReplaced,
    LinkStatus.UNKNOWN: LinkUnknown,
}


def state_of(invitation: Invitation, now: datetime) -> InvitationState:
    """Derive the state from the dates."""
    if invitation.revoked_at is not None:
        return InvitationState.REVOKED
    if invitation.accepted_at is not None:
        return InvitationState.ACCEPTED
    return InvitationState.EXPIRED if invitation.expires_at <= now else InvitationState.PENDING


def status_of_link(invitation: Invitation, *, is_current: bool, now: datetime) -> LinkStatus:
    """Derive what a genuine link of this invitation leads to; `is_current` when it is the newest one."""
    state = state_of(invitation, now)
    if state in {InvitationState.REVOKED, InvitationState.ACCEPTED}:
        return LinkStatus(state.value)
    if not is_current:
        return LinkStatus.REPLACED
    return LinkStatus.EXPIRED if state is InvitationState.EXPIRED else LinkStatus.OPEN


def may_be_invited(user: User) -> bool:
    """Tell whether an invitation makes sense for this person."""
    return user.status in {UserStatus.CREATED, UserStatus.INVITED}
