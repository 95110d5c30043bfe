"""Taking an import back, while nobody has heard of it: inside open transactions, chunk by chunk."""

from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select, update
from sqlmodel import Session, col

from comunik_kit.audit.journal import Entry, Target, record_all
from comunik_kit.audit.tags import AuditTag
from comunik_kit.importing import repository
from comunik_kit.importing.tables import Import, ImportRow, ImportState
from comunik_kit.importing.verdicts import Verdict, counted
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.actor import Actor
from comunik_kit.mail import outbox
from comunik_kit.mail.tables import MailState, OutboxMessage
from comunik_kit.users.tables import User, UserStatus

UNDOABLE_FOR = timedelta(days=1)
_STATES = frozenset({ImportState.FINISHED.value, ImportState.STOPPED.value})
_ASLEEP = (MailState.QUEUED.value, MailState.CANCELLED.value)
_UNTOUCHED = (UserStatus.CREATED.value, UserStatus.INVITED.value)


def is_undoable(s: Session, one: Import, now: datetime) -> bool:
    """Tell whether all of it can be taken back: written, of today, and no message on its way."""
    recent = one.created_at > now - UNDOABLE_FOR
    return one.state in _STATES and one.written > 0 and recent and not has_left(s, one.id)


def has_left(s: Session, import_id: str) -> bool:
    """Tell whether a message to anybody who came of the import has left, or is just leaving."""
    gone = or_(
        col(OutboxMessage.state).not_in(_ASLEEP),
        (col(OutboxMessage.state) == MailState.QUEUED.value)
        & (col(OutboxMessage.lease_until).is_not(None) | (col(OutboxMessage.attempts) > 0)),
    )
    letters = select(col(OutboxMessage.id)).where(col(OutboxMessage.subject_id).in_(_invitations(import_id)))
    return s.execute(letters.where(gone).limit(1)).first() is not None


def hold_mail(s: Session, import_id: str, now: datetime) -> int:
    """Take back every message of the import that waits; how many that was."""
    return outbox.cancel_all(s, _invitations(import_id), now=now)


def _invitations(import_id: str) -> Select[str]:
    written = select(col(ImportRow.user_id)).where(
        col(ImportRow.import_id) == import_id, col(ImportRow.verdict) == Verdict.WRITTEN.value
    )
    return select(col(Invitation.id)).where(col(Invitation.user_id).in_(written))


def take_back(s: Session, actor: Actor | None, one: Import, size: int, now: datetime) -> bool:
    """Delete some of the people who are as the import made them; False when none is left.

    An actor who may no longer act takes nobody else back.
    """
    lines = repository.users_of(s, one.id, size) if actor else {}
    if not lines or actor is None:
        return False
    wanted = select(col(User.id), col(User.full_name)).where(
        col(User.workspace_id) == one.workspace_id,
        col(User.id).in_(lines),
        col(User.version) == 1,
        col(User.status).in_(_UNTOUCHED),
    )
    gone = dict(s.execute(wanted.with_for_update()).all())
    _delete(s, list(gone), now)
    entries = [
        Entry(AuditTag.USER_DELETED, Target("user", *who), {"import_id": one.id}) for who in gone.items()
    ]
    record_all(s, now, actor, entries)
    repository.mark(s, one.id, [lines[user_id] for user_id in gone], Verdict.TAKEN_BACK)
    repository.mark(
        s, one.id, [line for user_id, line in lines.items() if user_id not in gone], Verdict.TOUCHED
    )
    _count(one, len(gone), len(lines) - len(gone))
    return True


def _delete(s: Session, user_ids: list[str], now: datetime) -> None:
    live = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))
    theirs = update(Invitation).where(col(Invitation.user_id).in_(user_ids), *live)
    plain = {"synchronize_session": False}
    s.execute(theirs.values(revoked_at=now, next_reminder_at=None), execution_options=plain)
    people = update(User).where(col(User.id).in_(user_ids))
    s.execute(people.values(deleted_at=now, invited_at=None, version=2), execution_options=plain)


def _count(one: Import, taken_back: int, touched: int) -> None:
    changes = {
        Verdict.WRITTEN: -taken_back - touched,
        Verdict.TAKEN_BACK: taken_back,
        Verdict.TOUCHED: touched,
    }
    one.counts = counted(one.counts, changes)
    one.written = one.counts.get(Verdict.WRITTEN.value, 0)
