"""Every query on invitations; each takes the workspace, but for the two that a link's secret opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Update, or_, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from comunik_kit.invitations.reminding import Letter
from comunik_kit.invitations.tables import Invitation
from comunik_kit.mail import events
from comunik_kit.mail.delivery import Delivery
from comunik_kit.mail.events import Step
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.tables import MailState, OptOut, OutboxMessage, Suppression
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User

WAITING = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))


@dataclass(frozen=True, slots=True)
class Invitee:
    """A person with their role, as the rules need them."""

    user: User
    role: Role


def invitee(session: Session, workspace_id: str, user_id: str, *, hold: bool = False) -> Invitee | None:
    """Find a person of the workspace, deleted ones left out; held, their access cannot end meanwhile (SES-07)."""
    query = (
        select(User, Role)
        .join(Role, col(Role.id) == col(User.role_id))
        .where(
            col(User.workspace_id) == workspace_id, col(User.id) == user_id, col(User.deleted_at).is_(None)
        )
    )
    if hold:
        query = query.with_for_update(of=User, key_share=True).execution_options(populate_existing=True)
    found = session.execute(query).first()
    return Invitee(*found) if found else None


def live(session: Session, workspace_id: str, user_id: str) -> Invitation | None:
    """Find the one invitation of a person that was neither accepted nor revoked.

    In a writing transaction it is held until the end: two acts on one invitation are decided one by one.
    """
    return session.execute(_live(workspace_id, user_id).with_for_update()).scalar_one_or_none()


def look_at_live(session: Session, workspace_id: str, user_id: str) -> Invitation | None:
    """Find the same, only to read it."""
    return session.execute(_live(workspace_id, user_id)).scalar_one_or_none()


def _live(workspace_id: str, user_id: str) -> Select[Invitation]:
    return select(Invitation).where(
        col(Invitation.workspace_id) == workspace_id, col(Invitation.user_id) == user_id, *WAITING
    )


def invitees(session: Session, workspace_id: str, user_ids: Sequence[str]) -> dict[str, Invitee]:
    """Find people of the workspace by their ids, deleted ones left out."""
    query = (
        select(User, Role)
        .join(Role, col(Role.id) == col(User.role_id))
        .where(col(User.workspace_id) == workspace_id, col(User.deleted_at).is_(None))
        .where(col(User.id).in_(user_ids))
    )
    return {user.id: Invitee(user, role) for user, role in session.execute(query)}


def all_live(session: Session, workspace_id: str, user_ids: Sequence[str]) -> dict[str, Invitation]:
    """Find the live invitations of people, by the people's ids."""
    query = select(Invitation).where(
        col(Invitation.workspace_id) == workspace_id, col(Invitation.user_id).in_(user_ids), *WAITING
    )
    return {each.user_id: each for each in session.execute(query).scalars()}


def by_link(session: Session, invitation_id: str) -> Invitation | None:
    """Find the invitation that a link names; the workspace comes from the row (TOK-06)."""
    return session.get(Invitation, invitation_id)


def living(session: Session, ids: Sequence[str], now: datetime) -> Mapping[str, int]:
    """Say which of these invitations can still be accepted, and with which version of the link."""
    query = select(col(Invitation.id), col(Invitation.version)).where(
        col(Invitation.id).in_(ids), col(Invitation.expires_at) > now, *WAITING
    )
    return dict(session.execute(query).all())


def burn(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Accept in one conditional UPDATE; False when somebody was faster, or it died meanwhile (TOK-03)."""
    statement = _still_live(invitation).where(col(Invitation.expires_at) > now)
    return _touched_one(session, statement.values(accepted_at=now, next_reminder_at=None))


def revoke(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Take back in one conditional UPDATE; False when it was accepted meanwhile (INV-07)."""
    return _touched_one(session, _still_live(invitation).values(revoked_at=now, next_reminder_at=None))


def _still_live(invitation: Invitation) -> Update:
    return update(Invitation).where(
        col(Invitation.id) == invitation.id,
        col(Invitation.version) == invitation.version,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )


def _touched_one(session: Session, statement: Update) -> bool:
    changed = session.execute(statement.execution_options(synchronize_session=False))
    return getattr(changed, "rowcount", 0) == 1


def issued_by_or_to(session: Session, user_id: str) -> list[Invitation]:
    """List the live invitations that a person issued or received."""
    query = select(Invitation).where(
        or_(col(Invitation.invited_by) == user_id, col(Invitation.user_id) == user_id), *WAITING
    )
    return list(session.execute(query).scalars())


def messages_since(session: Session, user: User, moment: datetime) -> list[datetime]:
    """List when invitation messages to a person's present address were written since then, oldest first."""
    theirs = select(col(Invitation.id)).where(col(Invitation.user_id) == user.id)
    query = (
        select(col(OutboxMessage.created_at))
        .where(
            col(OutboxMessage.subject_id).in_(theirs),
            col(OutboxMessage.template) == Template.INVITATION.value,
            col(OutboxMessage.to_email) == user.email,
            col(OutboxMessage.created_at) > moment,
        )
        .order_by(col(OutboxMessage.created_at))
    )
    return list(session.execute(query).scalars())


def unsent(session: Session, invitation: Invitation, now: datetime) -> list[OutboxMessage]:
    """Take back the messages of the present link that were not handed over; what they were."""
    theirs = (*_present(invitation), col(OutboxMessage.state) == MailState.QUEUED.value)
    waiting = session.execute(
        select(OutboxMessage).where(*theirs, col(OutboxMessage.first_attempt_at).is_(None))
    ).scalars()
    taken_back = [each for each in waiting if _take_back(session, each, now)]
    steps = [Step(each.workspace_id, each.id, Delivery.CANCELLED) for each in taken_back]
    events.write(session, steps, now)
    return taken_back


def _take_back(session: Session, message: OutboxMessage, now: datetime) -> bool:
    """Cancel a message unless a worker has begun to hand it over."""
    statement = update(OutboxMessage).where(
        col(OutboxMessage.id) == message.id,
        col(OutboxMessage.state) == MailState.QUEUED.value,
        col(OutboxMessage.first_attempt_at).is_(None),
    )
    return _touched_one(session, statement.values(state=MailState.CANCELLED.value, next_at=now))


def has_left(session: Session, invitation: Invitation) -> bool:
    """Tell whether the present link's message was handed over, or never will be."""
    waiting = (col(OutboxMessage.state) == MailState.QUEUED.value) & (
        col(OutboxMessage.first_attempt_at).is_(None)
    )
    query = select(col(OutboxMessage.id)).where(
        *_present(invitation),
        col(OutboxMessage.template) == Template.INVITATION.value,
        col(OutboxMessage.state) != MailState.CANCELLED.value,
        ~waiting,
    )
    return session.execute(query.limit(1)).first() is not None


def letters(session: Session, invitation: Invitation) -> list[Letter]:
    """List the messages of the present link and what became of them."""
    query = select(
        col(OutboxMessage.template),
        col(OutboxMessage.state),
        col(OutboxMessage.delivery),
        col(OutboxMessage.sent_at),
    )
    return [Letter(*row) for row in session.execute(query.where(*_present(invitation))).all()]


def _present(invitation: Invitation) -> tuple[ColumnElement[bool], ...]:
    return (
        col(OutboxMessage.subject_id) == invitation.id,
        col(OutboxMessage.version) == invitation.version,
    )


def is_suppressed(session: Session, workspace_id: str, email_key: str) -> bool:
    """Tell whether the workspace writes to this address no more."""
    query = select(col(Suppression.id)).where(
        col(Suppression.workspace_id) == workspace_id, col(Suppression.email_key) == email_key
    )
    return session.execute(query).first() is not None


def has_opted_out(session: Session, user_id: str, template: Template) -> bool:
    """Tell whether a person wants this kind of message no more."""
    query = select(col(OptOut.user_id)).where(
        col(OptOut.user_id) == user_id, col(OptOut.template) == template.value
    )
    return session.execute(query).first() is not None


def due_reminders(session: Session, now: datetime, limit: int) -> list[str]:
    """List the invitations of every workspace whose reminder is due, the longest due first."""
    due = col(Invitation.next_reminder_at)
    query = select(col(Invitation.id)).where(due.is_not(None), due <= now, *WAITING)
    return list(session.execute(query.order_by(due).limit(limit)).scalars())


def move_reminder(session: Session, seen: Invitation, next_at: datetime | None, *, sent: bool) -> bool:
    """Plan the next reminder in one conditional UPDATE; False when another process has, or all is changed."""
    statement = _still_live(seen).where(
        col(Invitation.reminders_sent) == seen.reminders_sent,
        col(Invitation.next_reminder_at) == seen.next_reminder_at,
    )
    number = seen.reminders_sent + sent
    return _touched_one(session, statement.values(next_reminder_at=next_at, reminders_sent=number))


def note_request(session: Session, invitation: Invitation, now: datetime, before: datetime) -> bool:
    """Note that a new link was asked for; False when one was after `before` already, or it is no longer live."""
    asked = col(Invitation.link_requested_at)
    statement = _still_live(invitation).where(or_(asked.is_(None), asked <= before))
    return _touched_one(session, statement.values(link_requested_at=now))


def by_card(session: Session, card_digest: str) -> Invitation | None:
    """Find the invitation whose card bears a code; the workspace comes from the row (TOK-06)."""
    query = select(Invitation).where(col(Invitation.card_digest) == card_digest)
    return session.execute(query).scalar_one_or_none()
