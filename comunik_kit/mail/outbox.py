"""The way in: a message is a row written in the transaction of the act it tells about (security row REL-01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.table import Row, insert
from comunik_kit.mail.tables import MailState, OutboxMessage


class Template(StrEnum):
    """Which message it is; each has a folder in `templates/`."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  - a name, not a password
    PASSWORD_CHANGED = "password_changed"  # noqa: S105


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What there is to say to one person.

    `purpose`, `subject_id` and `version` name the link, which is derived when the message is rendered and
    never written down. `dedupe_key` names the message: the provider gets it too, so one key is one mail.
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


def enqueue(session: Session, message: NewMessage, now: datetime) -> str | None:
    """Add the message to the open transaction; its id, or None when its key is already there."""
    return enqueue_all(session, [message], now)[0]


def enqueue_all(session: Session, messages: Sequence[NewMessage], now: datetime) -> list[str | None]:
    """Add messages in one statement; the id of each, or None for one whose key is already there."""
    keys = [message.dedupe_key for message in messages]
    known = set(session.connection().execute(_KNOWN, {"keys": keys}).scalars())
    rows: dict[str, Row] = {}
    for message in messages:
        if message.dedupe_key not in known:
            rows.setdefault(message.dedupe_key, _row(message, now))
    insert(session, OutboxMessage, list(rows.values()))
    return [rows.pop(key)["id"] if key in rows else None for key in keys]


# Built once: putting a statement together costs more than the database takes to answer it.
_KNOWN = select(OutboxMessage.dedupe_key).where(
    col(OutboxMessage.dedupe_key).in_(bindparam("keys", expanding=True))
)


def _row(message: NewMessage, now: datetime) -> Row:
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
        next_at=now,
        created_at=now,
    )


def cancel(session: Session, subject_id: str, below_version: int | None = None) -> int:
    """Take back what has not left about a subject (all, or versions below one).

    How many messages that was.
    """
    statement = (
        update(OutboxMessage)
        .where(col(OutboxMessage.subject_id) == subject_id, col(OutboxMessage.state) == MailState.QUEUED)
        .values(state=MailState.CANCELLED.value)
    )
    if below_version is not None:
        statement = statement.where(col(OutboxMessage.version) < below_version)
    return session.exec(statement).rowcount
