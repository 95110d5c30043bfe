"""Whether a reminder leaves now, later, or never: pure, so that a table of cases can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from comunik_kit.invitations import rules
from comunik_kit.invitations.rules import InvitationState
from comunik_kit.invitations.tables import Invitation
from comunik_kit.mail.delivery import ENDED
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.tables import MailState

LOOK_AGAIN = timedelta(hours=6)
_HOPELESS = frozenset({MailState.FAILED, MailState.SUPPRESSED, MailState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of the invitation's present link, and what became of it."""

    template: str
    state: str
    delivery: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a decision is made from, beside the invitation itself; `days` are the workspace's."""

    letters: Sequence[Letter]
    days: Sequence[int]
    is_invitable: bool = True
    inviter_may: bool = True
    is_suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Send one now or not, and when to look next; None for never again."""

    next_at: datetime | None
    sends: bool = False


NEVER = Decision(None)


def decide(invitation: Invitation, standing: Standing, now: datetime) -> Decision:
    """Decide about an invitation whose reminder is due."""
    if invitation.by_card or rules.state_of(invitation, now) is not InvitationState.PENDING:
        return NEVER
    if standing.is_suppressed or any(letter.delivery in ENDED for letter in standing.letters):
        return NEVER
    if not (standing.is_invitable and standing.inviter_may):
        return Decision(now + LOOK_AGAIN)  # suspended people come back, and the link with them
    return _by_its_message(invitation, standing, now)


def _by_its_message(invitation: Invitation, standing: Standing, now: datetime) -> Decision:
    """Count from when the message really left: nobody is reminded of what they have not got yet."""
    first = [letter for letter in standing.letters if letter.template == Template.INVITATION]
    sent = [letter.sent_at for letter in first if letter.state == MailState.SENT and letter.sent_at]
    if not sent:
        hopeless = all(letter.state in _HOPELESS for letter in first)
        return NEVER if hopeless else Decision(now + LOOK_AGAIN)
    return _by_its_days(invitation, standing.days, max(sent), now)


def _by_its_days(invitation: Invitation, days: Sequence[int], left_at: datetime, now: datetime) -> Decision:
    number, expires_at = invitation.reminders_sent, invitation.expires_at
    due = rules.next_reminder(left_at, days, number, expires_at=expires_at, earliest=left_at)
    if due is None or due > now:
        return Decision(due)
    later = rules.next_reminder(
        left_at, days, number + 1, expires_at=expires_at, earliest=now + rules.BETWEEN_REMINDERS
    )
    return Decision(later, sends=True)
