"""Pure decisions on invitations. The state is derived from the dates, so no row can contradict itself."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from comunik_kit.access.limits import Limit
from comunik_kit.invitations.errors import (
    DayTooFar,
    LinkExpired,
    LinkReplaced,
    LinkRevoked,
    LinkUnknown,
    LinkUsed,
    MorningHasPassed,
    TermIsOver,
)
from comunik_kit.invitations.fresh import Fresh
from comunik_kit.invitations.inputs import InvitationOptions, Leaves
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.errors import KitError
from comunik_kit.users.tables import User, UserStatus

LIFETIME = timedelta(days=7)
RESENDS_PER_HOUR = 3
RESENDS_OF_INVITER = Limit("resend/inviter", 20_000, timedelta(days=1))
RESENDS_OF_WORKSPACE = Limit("resend/workspace", 50_000, timedelta(days=1))
FURTHEST_START = timedelta(days=366)
BETWEEN_REMINDERS = timedelta(hours=24)
BETWEEN_REQUESTS = timedelta(hours=24)
_MORNING = time(8)


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


def leaves_at(options: InvitationOptions, time_zone: str, now: datetime) -> datetime | None:
    """Tell when the message leaves; None for at once, or for never. Raises `MorningHasPassed`, `DayTooFar`."""
    if options.starts_on is None:
        return None
    morning = datetime.combine(options.starts_on, _MORNING, tzinfo=ZoneInfo(time_zone))
    if morning > now + FURTHEST_START:
        raise DayTooFar(field="starts_on")
    if options.leaves is not Leaves.FIRST_MORNING:
        return None
    if morning <= now:
        raise MorningHasPassed(field="starts_on")
    return morning.astimezone(now.tzinfo)


def how_it_leaves(invitation: Invitation | Fresh) -> Leaves:
    """Tell what was chosen for an invitation."""
    if invitation.by_card:
        return Leaves.BY_CARD
    return Leaves.NOW if invitation.send_at is None else Leaves.FIRST_MORNING


def term_begins(invitation: Invitation | Fresh) -> datetime:
    """Tell from when the term and the reminders count: the moment that the message leaves."""
    return invitation.send_at or invitation.issued_at


def new_term(invitation: Invitation, days: int, now: datetime) -> datetime:
    """Count the term anew from when it began; raises `TermIsOver` when that is no longer in the future."""
    ends = term_begins(invitation) + timedelta(days=days)
    if ends <= now:
        raise TermIsOver(field="invitation_days")
    return ends


def earliest_reminder(invitation: Invitation, now: datetime) -> datetime:
    """Tell before when no reminder may leave: none within a day of another."""
    if not invitation.reminders_sent:
        return now
    return invitation.next_reminder_at or now + BETWEEN_REMINDERS


def next_reminder(
    begins: datetime, days: Sequence[int], sent: int, *, expires_at: datetime, earliest: datetime
) -> datetime | None:
    """Tell when the next reminder leaves; None when none is left, or only after the term."""
    planned = sorted({day for day in days if day > 0})[sent : sent + 1]
    moments = [max(begins + timedelta(days=day), earliest) for day in planned]
    return next((moment for moment in moments if moment < expires_at), None)
