"""What the archive is asked for, one thing at a time: as a condition, and as the index that has the answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union_all
from sqlmodel import Session, col

from comunik_kit.invitations import archive_delivery as delivery
from comunik_kit.invitations.archive_filter import NOBODY
from comunik_kit.invitations.issuing import PURPOSE
from comunik_kit.invitations.rules import InvitationState
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.periods import ANY_TIME, Span
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.users.finding import has_words, holds, ids_by_words
from comunik_kit.users.tables import User

_IDS = select(col(Invitation.id))
_LIVE = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter as the database is asked: moments instead of days, words instead of a search."""

    workspace_id: str
    now: datetime
    span: Span = ANY_TIME
    words: Sequence[str] = ()
    typed: str = ""
    state: str = ""
    deliveries: frozenset[str] = frozenset()
    without_message: bool = False
    department: str = ""
    inviter: str = ""
    waits_for_domain: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked for. `ids` come from an index of it: just those, or with some more (`loose`)."""

    condition: ColumnElement[bool]
    ids: Select[str]
    loose: bool = False


def parts(s: Session, wanted: Wanted) -> Iterator[Part]:
    """Give each thing that is asked for, but for the period, which is a stretch of the walk."""
    if wanted.words:
        yield _by_words(s, wanted)
    if wanted.deliveries:
        last = delivery.word_of_last(wanted.now, waits_for_domain=wanted.waits_for_domain)
        found = delivery.subjects(wanted.workspace_id, wanted.deliveries)
        yield Part(last.in_(wanted.deliveries), found, loose=True)
    if wanted.without_message:
        yield Part(~_any_message(), _IDS.where(is_theirs(wanted), ~_any_message()))
    if wanted.department:
        yield _by_department(wanted)
    if wanted.inviter:
        theirs = col(Invitation.invited_by) == wanted.inviter
        yield Part(theirs, _IDS.where(is_theirs(wanted), theirs))
    if wanted.state:
        in_state = _in_state(wanted.state, wanted.now)
        yield Part(in_state, _IDS.where(is_theirs(wanted), in_state))


def is_theirs(wanted: Wanted) -> ColumnElement[bool]:
    """Say that an invitation is of the workspace, to be walked by its index."""
    return col(Invitation.workspace_id) == wanted.workspace_id


def is_theirs_too(wanted: Wanted) -> ColumnElement[bool]:
    """Say the same of invitations found otherwise.

    The concatenation keeps SQLite, which has no statistics, from walking the whole workspace for a few ids.
    """
    return col(Invitation.workspace_id).concat("") == wanted.workspace_id


def first_id(moment: datetime) -> str:
    """Give what every id made at a moment or later is not below: ids begin with their time."""
    return f"{int(moment.timestamp() * 1000):012x}"


def in_span(span: Span) -> Iterator[ColumnElement[bool]]:
    """Say that an invitation was created within a span."""
    if span.start:
        yield col(Invitation.id) >= first_id(span.start)
    if span.end:
        yield col(Invitation.id) < first_id(span.end)


def in_department(department: str) -> ColumnElement[bool]:
    """Say that a person is of a department, or of none."""
    return (
        col(User.department_id).is_(None) if department == NOBODY else col(User.department_id) == department
    )


def _by_words(s: Session, wanted: Wanted) -> Part:
    own, asked = _own_address(wanted), (wanted.words, wanted.typed)
    person = and_(col(User.id) == col(Invitation.user_id), has_words(*asked))
    people = _IDS.where(col(Invitation.user_id).in_(ids_by_words(s, wanted.workspace_id, *asked)))
    found = union_all(people, _IDS.where(is_theirs(wanted), own)).subquery()
    return Part(or_(exists().where(person), own), select(found.c.id))


def _by_department(wanted: Wanted) -> Part:
    person, inside = col(User.id) == col(Invitation.user_id), in_department(wanted.department)
    theirs = col(User.workspace_id) == wanted.workspace_id
    return Part(exists().where(person, inside), _IDS.join(User, person).where(theirs, inside))


def _own_address(wanted: Wanted) -> ColumnElement[bool]:
    """Say that every word is in the address that was invited, whatever the person's address has become."""
    return holds(func.lower(col(Invitation.email)), wanted.words, wanted.typed)


def _any_message() -> ColumnElement[bool]:
    return exists().where(
        col(OutboxMessage.subject_id) == col(Invitation.id), col(OutboxMessage.purpose) == PURPOSE
    )


def _in_state(state: str, now: datetime) -> ColumnElement[bool]:
    """Say what `rules.state_of` says."""
    match state:
        case InvitationState.REVOKED:
            return col(Invitation.revoked_at).is_not(None)
        case InvitationState.ACCEPTED:
            return and_(col(Invitation.accepted_at).is_not(None), col(Invitation.revoked_at).is_(None))
        case InvitationState.EXPIRED:
            return and_(*_LIVE, col(Invitation.expires_at) <= now)
        case _:
            return and_(*_LIVE, col(Invitation.expires_at) > now)
