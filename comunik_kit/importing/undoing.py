"""Taking an import back, while nobody has heard of it: inside open transactions, chunk by chunk.

Its mail is held as long as that takes. Who is kept gets theirs after all.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.sql.elements import ColumnElement
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
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.tables import User, UserStatus

UNDOABLE_FOR = timedelta(days=1)
_STATES = frozenset({ImportState.FINISHED.value, ImportState.STOPPED.value})
_LIVE = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))
_UNTOUCHED = (UserStatus.CREATED.value, UserStatus.INVITED.value)


def makers(one: Import) -> list[str]:
    """Name those who had people written, in the order of their ids; before anybody is, who would."""
    return one.params.get("makers", [one.started_by])


def may_undo(actor: Actor, one: Import) -> bool:
    """Tell whether somebody may take it back: what they made alone, or anything when they may delete people."""
    is_theirs = makers(one) == [actor.user_id]
    return actor.may(Permission.USERS_CREATE) and (is_theirs or actor.may(Permission.USERS_DELETE))


def is_undoable(s: Session, one: Import, now: datetime) -> bool:
    """Tell whether all of it can be taken back: written, and no message on its way.

    That is so until the first message leaves; without any for a day.
    """
    if one.state not in _STATES or one.written == 0 or has_left(s, one.id):
        return False
    return is_recent(one, now) or _letters(s, one.id, outbox.is_waiting())


def is_recent(one: Import, now: datetime) -> bool:
    """Tell whether it was written within a day."""
    return datetime.fromisoformat(one.params["began_at"]) > now - UNDOABLE_FOR


def has_left(s: Session, import_id: str) -> bool:
    """Tell whether a message to anybody who came of the import has left, or is just leaving."""
    return _letters(
        s, import_id, (col(OutboxMessage.state) != MailState.CANCELLED.value) & ~outbox.is_waiting()
    )


def _letters(s: Session, import_id: str, which: ColumnElement[bool]) -> bool:
    letters = select(col(OutboxMessage.id)).where(col(OutboxMessage.subject_id).in_(_invitations(import_id)))
    return s.execute(letters.where(which).limit(1)).first() is not None


def hold_mail(s: Session, import_id: str, now: datetime) -> int:
    """Take back every message of the import that waits; how many that was.

    Asked before whether one has left: from here on no worker begins with one.
    """
    return outbox.cancel_all(s, _invitations(import_id), now=now)


def give_up(s: Session, one: Import, now: datetime) -> ImportState:
    """Let the mail of all who are still here go after all; the state in which the import stays."""
    _let_go(s, one, _written(one.id), now)
    return ImportState.STOPPED if one.counts.get(Verdict.NEW.value) else ImportState.FINISHED


def _let_go(s: Session, one: Import, user_ids: Select[str | None] | list[str], now: datetime) -> None:
    """Put back what was held of messages to some people, unless something else ended their invitation meanwhile."""
    held = (
        select(col(OutboxMessage.id))
        .join(Invitation, col(Invitation.id) == col(OutboxMessage.subject_id))
        .join(User, col(User.id) == col(Invitation.user_id))
        .where(
            col(OutboxMessage.next_at) == datetime.fromisoformat(one.params["began_at"]),
            col(OutboxMessage.version) == col(Invitation.version),
            col(Invitation.by_card).is_(False),
            *_LIVE,
            col(User.status) == UserStatus.INVITED.value,
            col(User.id).in_(user_ids),
        )
    )
    outbox.put_back(s, held, now=now)


def _written(import_id: str) -> Select[str | None]:
    return select(col(ImportRow.user_id)).where(
        col(ImportRow.import_id) == import_id, col(ImportRow.verdict) == Verdict.WRITTEN.value
    )


def _invitations(import_id: str) -> Select[str]:
    return select(col(Invitation.id)).where(col(Invitation.user_id).in_(_written(import_id)))


def take_back(s: Session, actor: Actor, one: Import, size: int, now: datetime) -> bool:
    """Delete some of the people who are as the import made them; False when none is left."""
    lines = repository.users_of(s, one.id, size)
    if not lines:
        return False
    gone = _untouched(s, one, list(lines))
    kept = [user_id for user_id in lines if user_id not in gone]
    _delete(s, list(gone), now)
    _let_go(s, one, kept, now)
    entries = [
        Entry(AuditTag.USER_DELETED, Target("user", *who), {"import_id": one.id}) for who in gone.items()
    ]
    record_all(s, now, actor, entries)
    repository.mark(s, one.id, [lines[user_id] for user_id in gone], Verdict.TAKEN_BACK)
    repository.mark(s, one.id, [lines[user_id] for user_id in kept], Verdict.TOUCHED)
    _count(one, len(gone), len(kept))
    return True


def _untouched(s: Session, one: Import, user_ids: list[str]) -> dict[str, str]:
    """Hold people, also those who are kept; name those who are as the import made them."""
    wanted = select(col(User.id), col(User.full_name), col(User.version), col(User.status)).where(
        col(User.workspace_id) == one.workspace_id, col(User.id).in_(user_ids)
    )
    found = s.execute(wanted.with_for_update()).all()
    return {who: name for who, name, version, status in found if version == 1 and status in _UNTOUCHED}


def _delete(s: Session, user_ids: list[str], now: datetime) -> None:
    invitations = select(col(Invitation.id)).where(col(Invitation.user_id).in_(user_ids))
    outbox.cancel_all(s, invitations, now=now)  # what somebody sent anew since the rest was held
    theirs = update(Invitation).where(col(Invitation.user_id).in_(user_ids), *_LIVE)
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
