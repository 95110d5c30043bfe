"""The way in: a message is a row written in the transaction of the act it tells about (security row REL-01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, bindparam, case, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.table import Row, insert
from comunik_kit.mail import events
from comunik_kit.mail.delivery import Delivery
from comunik_kit.mail.events import Step
from comunik_kit.mail.tables import MailState, OptOut, OutboxMessage

URGENT, NORMAL, PATIENT = 0, 1, 2
"""Priorities: whoever waits at the screen (a password to set), invitations and the like, digests."""


class Template(StrEnum):
    """Which message it is; each has a folder in `templates/`."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    PASSWORD_RESET = "password_reset"  # noqa: S105  - a name, not a password
    SIGN_IN_LINK = "sign_in_link"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    ADDRESS_CHANGE = "address_change"
    ADDRESS_CHANGED = "address_changed"
    NEW_DEVICE = "new_device"
    FACTOR_ON = "factor_on"
    APP_REMOVED = "app_removed"
    FACTOR_OFF = "factor_off"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    IDENTITY_LINKED = "identity_linked"
    RECOVERY_CODES = "recovery_codes"
    ROLE_RAISED = "role_raised"
    LINK_REQUESTED = "link_requested"
    INVITATION_ACCEPTED = "invitation_accepted"
    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    DIGEST = "digest"
    DOMAIN_FAILING = "domain_failing"
    DOMAIN_LOST = "domain_lost"


# News about others may be switched off; what concerns one's own account or invitation never (LOG-05).
SILENCEABLE = frozenset(
    {Template.ASSIGNED, Template.MENTIONED, Template.INVITATION_ACCEPTED, Template.DIGEST}
)
# The link that switches off belongs to the message itself, so it needs no row of its own.
SILENCE, SILENCE_VERSION = "silence", 1


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What there is to say to one person.

    `purpose`, `subject_id` and `version` name the link, which is derived when the message is rendered and
    never written down. `dedupe_key` names the message: the provider gets it too, so one key is one mail. It leaves at
    `send_at`, or as soon as it can; of those that may leave, the smaller `priority` first. What its reader asked for
    themselves (`is_asked_for`) comes whatever they have switched off.
    """

    workspace_id: str
    template: Template
    dedupe_key: str
    to_email: str
    to_name: str
    recipient_id: str
    recipient_rank: int
    language: str
    params: Mapping[str, str] = field(default_factory=dict)
    purpose: str = ""
    subject_id: str = ""
    version: int = 0
    send_at: datetime | None = None
    priority: int = NORMAL
    is_asked_for: bool = False


def enqueue(session: Session, message: NewMessage, now: datetime) -> str | None:
    """Add the message to the open transaction; its id.

    None when its key is already there, or when the person wants no messages of this kind.
    """
    return enqueue_all(session, [message], now)[0]


def enqueue_all(
    session: Session, messages: Sequence[NewMessage], now: datetime, *, are_new: bool = False
) -> list[str | None]:
    """Add messages in one statement; for each its id or None, as `enqueue` answers.

    `are_new` says that their keys are made of ids that this very transaction has made, so that none can be there.
    """
    keys = [message.dedupe_key for message in messages]
    asked = {"keys": [] if are_new else keys}
    known = set(session.connection().execute(_KNOWN, asked).scalars()) if asked["keys"] else set()
    rows: dict[str, Row] = {}
    for message in messages:
        if message.dedupe_key not in known and not _is_unwanted(session, message):
            rows.setdefault(message.dedupe_key, _row(message, now))
    insert(session, OutboxMessage, list(rows.values()))
    events.write(session, [_first_step(row) for row in rows.values()], now)
    return [rows.pop(key)["id"] if key in rows else None for key in keys]


# Built once: putting a statement together costs more than the database takes to answer it.
_KNOWN = select(OutboxMessage.dedupe_key).where(
    col(OutboxMessage.dedupe_key).in_(bindparam("keys", expanding=True))
)


def _first_step(row: Row) -> Step:
    kind = Delivery.SCHEDULED if row["scheduled_at"] else Delivery.QUEUED
    return Step(row["workspace_id"], row["id"], kind)


def _row(message: NewMessage, now: datetime) -> Row:
    later = message.send_at if message.send_at and message.send_at > now else None
    return OutboxMessage.row(
        id=new_id(now),
        workspace_id=message.workspace_id,
        template=message.template.value,
        dedupe_key=message.dedupe_key,
        to_email=message.to_email,
        to_name=message.to_name[:200],
        recipient_id=message.recipient_id,
        recipient_rank=message.recipient_rank,
        language=message.language,
        params=dict(message.params),
        purpose=message.purpose,
        subject_id=message.subject_id,
        version=message.version,
        priority=message.priority,
        scheduled_at=later,
        next_at=later or now,
        created_at=now,
    )


def _is_unwanted(session: Session, message: NewMessage) -> bool:
    if message.is_asked_for or message.template not in SILENCEABLE:
        return False
    return session.get(OptOut, (message.recipient_id, message.template.value)) is not None


def cancel(session: Session, subject_id: str, below_version: int | None = None, *, now: datetime) -> int:
    """Take back what has not left about a subject (all, or versions below one).

    How many messages that was.
    """
    waiting = select(OutboxMessage.workspace_id, OutboxMessage.id).where(
        col(OutboxMessage.subject_id) == subject_id, col(OutboxMessage.state) == MailState.QUEUED
    )
    if below_version is not None:
        waiting = waiting.where(col(OutboxMessage.version) < below_version)
    found = session.exec(waiting.with_for_update()).all()
    if found:
        taken_back = update(OutboxMessage).where(col(OutboxMessage.id).in_([row_id for _, row_id in found]))
        session.exec(taken_back.values(state=MailState.CANCELLED.value, next_at=now))
        events.write(session, [Step(*row, Delivery.CANCELLED) for row in found], now)
    return len(found)


def is_waiting() -> ColumnElement[bool]:
    """Say what makes a message one that has not left, was never tried, and is in no worker's hands."""
    in_hand = col(OutboxMessage.lease_until).is_not(None) | (col(OutboxMessage.attempts) > 0)
    return (col(OutboxMessage.state) == MailState.QUEUED.value) & ~in_hand


def cancel_all(session: Session, subjects: Select[str], *, now: datetime) -> int:
    """Take back what waits about any of these subjects; how many messages that was.

    What is in a worker's hands stays: whoever must know whether anything leaves asks after this, when no worker can
    begin with another.
    """
    waiting = update(OutboxMessage).where(col(OutboxMessage.subject_id).in_(subjects), is_waiting())
    taken_back = waiting.values(state=MailState.CANCELLED.value, next_at=now)
    found = session.execute(
        taken_back.returning(col(OutboxMessage.workspace_id), col(OutboxMessage.id)), execution_options=_PLAIN
    ).all()
    events.write(session, [Step(where, row_id, Delivery.CANCELLED) for where, row_id in found], now)
    return len(found)


def put_back(session: Session, messages: Select[str], *, now: datetime) -> int:
    """Queue those messages again that were taken back, each for its hour or at once; how many that was."""
    hour = col(OutboxMessage.scheduled_at)
    cancelled = update(OutboxMessage).where(
        col(OutboxMessage.id).in_(messages), col(OutboxMessage.state) == MailState.CANCELLED.value
    )
    queued = cancelled.values(state=MailState.QUEUED.value, next_at=case((hour > now, hour), else_=now))
    found = session.execute(
        queued.returning(col(OutboxMessage.workspace_id), col(OutboxMessage.id), hour > now),
        execution_options=_PLAIN,
    ).all()
    kinds = {True: Delivery.SCHEDULED, False: Delivery.QUEUED}
    steps = [Step(workspace_id, row_id, kinds[bool(later)]) for workspace_id, row_id, later in found]
    events.write(session, steps, now)
    return len(found)


_PLAIN = {"synchronize_session": False}
