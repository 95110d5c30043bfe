"""The outbox's rows as letters: one, the ones under a lease, the archive's pages. And the workers' signs of life."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from comunik_kit.mail.tables import OutboxMessage, WorkerBeat
from comunik_kit.workspaces.looks import LOGO, LOGO_DARK, picture_of
from comunik_kit.workspaces.rules import served
from comunik_kit.workspaces.tables import Domain, Workspace

LOOK = "look"
# A message that tries a brand out carries what the brand would change of the look.
TRIED = "tried"


@dataclass(frozen=True, slots=True)
class Look:
    """What a message takes from its workspace.

    Kept with the row while an attempt is in doubt: same bytes again. A logo is its id and its size in pixels.
    """

    brand: str = ""
    accent: str = ""
    time_zone: str = ""
    host: str = ""
    host_state: str = ""
    sender_name: str = ""
    reply_to: str = ""
    legal_line: str = ""
    logo: str = ""
    logo_size: tuple[int, int] = (0, 0)
    logo_dark: str = ""
    logo_dark_size: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the outbox together with all that rendering needs."""

    id: str
    workspace_id: str
    template: str
    key: str
    to_email: str
    to_name: str
    recipient_id: str
    language: str
    purpose: str
    subject_id: str
    version: int
    state: str
    channel: str
    attempts: int
    in_trouble_since: datetime | None
    created_at: datetime
    sent_at: datetime | None
    last_error: str
    look: Look
    params: dict[str, Any] = field(default_factory=dict)
    batch_key: str = ""
    next_at: datetime | None = None


def letter(session: Session, message_id: str, *, workspace_id: str | None = None) -> Letter | None:
    """Read a row and its workspace's look: of one workspace (for a reader), or of any."""
    statement = _letters().where(col(OutboxMessage.id) == message_id)
    if workspace_id is not None:
        statement = statement.where(col(OutboxMessage.workspace_id) == workspace_id)
    found = session.exec(statement).first()
    return _letter_of(*found) if found else None


def under_lease(session: Session, ids: Sequence[str], mark: str) -> dict[str, Letter]:
    """Read those of these rows that are under a worker's lease, by id."""
    statement = _letters().where(col(OutboxMessage.id).in_(ids), col(OutboxMessage.lease_by) == mark)
    return {row.id: _letter_of(row, *others) for row, *others in session.exec(statement)}


def letters(session: Session, workspace_id: str, message_ids: Sequence[str]) -> dict[str, Letter]:
    """Read some messages of a workspace, by their ids."""
    statement = _letters().where(
        col(OutboxMessage.workspace_id) == workspace_id, col(OutboxMessage.id).in_(message_ids)
    )
    return {found[0].id: _letter_of(*found) for found in session.exec(statement)}


def rows(session: Session, workspace_id: str, ids: Sequence[str]) -> Sequence[OutboxMessage]:
    """Read these messages of a workspace as they are stored."""
    mine = (col(OutboxMessage.workspace_id) == workspace_id, col(OutboxMessage.id).in_(ids))
    return session.exec(select(OutboxMessage).where(*mine)).all()


def _letters() -> Any:
    return (
        select(OutboxMessage, Workspace, Domain)
        .join(Workspace, col(Workspace.id) == col(OutboxMessage.workspace_id))
        .join(Domain, col(Domain.workspace_id) == col(OutboxMessage.workspace_id), isouter=True)
    )


def _letter_of(row: OutboxMessage, workspace: Workspace, domain: Domain | None) -> Letter:
    kept = row.params.get(LOOK) if row.first_attempt_at else None
    return Letter(
        id=row.id,
        workspace_id=row.workspace_id,
        template=row.template,
        key=row.dedupe_key,
        to_email=row.to_email,
        to_name=row.to_name,
        recipient_id=row.recipient_id,
        language=row.language,
        purpose=row.purpose,
        subject_id=row.subject_id,
        version=row.version,
        state=row.state,
        channel=row.channel,
        attempts=row.attempts,
        in_trouble_since=row.first_attempt_at,
        created_at=row.created_at,
        sent_at=row.sent_at,
        last_error=row.last_error,
        look=_kept_look(kept) if kept else tried(look_of(workspace, domain), row.params.get(TRIED, {})),
        params={name: value for name, value in row.params.items() if name not in {LOOK, TRIED}},
        batch_key=row.batch_key,
        next_at=row.next_at,
    )


def _kept_look(kept: dict[str, Any]) -> Look:
    """Read the look kept with a row, even by another version of the product."""
    return Look(**{name: kept[name] for name in Look.__dataclass_fields__ if name in kept})


def look_of(workspace: Workspace, domain: Domain | None) -> Look:
    """Take what messages need of their workspace."""
    host, state = served(domain)
    logo, dark = (picture_of(workspace.pictures, kind) for kind in (LOGO, LOGO_DARK))
    return Look(
        brand=workspace.brand,
        accent=workspace.accent,
        time_zone=workspace.time_zone,
        host=host,
        host_state=state,
        sender_name=workspace.sender_name,
        reply_to=workspace.reply_to,
        legal_line=workspace.legal_line,
        logo=logo.id,
        logo_size=(logo.width, logo.height),
        logo_dark=dark.id,
        logo_dark_size=(dark.width, dark.height),
    )


def tried(look: Look, changes: Mapping[str, Any]) -> Look:
    """Give a look as a brand that is tried out would change it."""
    known = Look.__dataclass_fields__.keys() - {"host", "host_state"}
    return replace(look, **{name: value for name, value in changes.items() if name in known})


def page(session: Session, workspace_id: str, *, older_than: str, newer_than: str, size: int) -> list[Letter]:
    """Read at most so many messages of a workspace, newest first, on one side of an id (empty: from the newest)."""
    statement = _letters().where(col(OutboxMessage.workspace_id) == workspace_id)
    if newer_than:
        statement = statement.where(col(OutboxMessage.id) > newer_than).order_by(col(OutboxMessage.id))
        return [_letter_of(*found) for found in session.exec(statement.limit(size))][::-1]
    if older_than:
        statement = statement.where(col(OutboxMessage.id) < older_than)
    statement = statement.order_by(col(OutboxMessage.id).desc()).limit(size)
    return [_letter_of(*found) for found in session.exec(statement)]


def count(session: Session, workspace_id: str, *, newer_than: str = "") -> int:
    """Count a workspace's messages, all or those newer than one."""
    statement = select(func.count()).where(col(OutboxMessage.workspace_id) == workspace_id)
    return session.exec(statement.where(col(OutboxMessage.id) > newer_than)).one()


def beat(session: Session, name: str, now: datetime) -> None:
    """Leave a worker's sign of life, and forget the workers that gave none for a day."""
    session.exec(delete(WorkerBeat).where(col(WorkerBeat.at) < now - timedelta(days=1)))
    session.merge(WorkerBeat(name=name, at=now))


def among(session: Session, workspace_id: str, ids: Sequence[str]) -> dict[str, Letter]:
    """Read these messages of a workspace, by id."""
    mine = (col(OutboxMessage.workspace_id) == workspace_id, col(OutboxMessage.id).in_(ids))
    letters = (_letter_of(*found) for found in session.exec(_letters().where(*mine)))
    return {letter.id: letter for letter in letters}
