"""The queries of the archive: keyset pages, newest first, and capped counts, whatever is asked for.

A filter of which few invitations are (10,000 at most) is answered from its own index; filters that are all common are
answered by walking from the newest on, because a page of them is met soon. Ids begin with the moment they were made,
so that a period is a stretch of the walk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select, true, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from comunik_kit.invitations import archive_delivery as delivery
from comunik_kit.invitations.archive_filter import ANY_TIME, NOBODY, Span
from comunik_kit.invitations.rules import InvitationState
from comunik_kit.invitations.tables import Invitation
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.users.finding import has_words, ids_by_words
from comunik_kit.users.tables import Department, User

MOST_COUNTED = 10_000
MOST_CHOICES = 100
_Inviter = aliased(User, name="inviter")
_LIVE = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))

Found = Row[Invitation, User, str, str | None]
"""A row of the archive: the invitation, its person, the inviter's name, the department's."""
Message = Row[Any]
"""What a message's standing is made of, by name."""
_OF_MESSAGE = tuple(
    getattr(OutboxMessage, name)
    for name in (
        "subject_id",
        "state",
        "channel",
        "delivery",
        "last_error",
        "scheduled_at",
        "delivered_at",
        "opened_at",
        "clicked_at",
    )
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter as the database is asked: moments instead of days, words instead of a search."""

    workspace_id: str
    now: datetime
    span: Span = ANY_TIME
    words: Sequence[str] = ()
    state: str = ""
    deliveries: frozenset[str] = frozenset()
    without_message: bool = False
    department: str = ""
    inviter: str = ""
    waits_for_domain: bool = False


Answer = ColumnElement[bool]
"""How a filter is answered: the condition on an invitation, with the narrowest index in it."""


def answer(s: Session, wanted: Wanted) -> Answer:
    """Decide how to find what is wanted: by the index that has the fewest of it, or by walking."""
    narrow = list(_by_index(s, wanted))
    sizes = [_size(s, each) for each in narrow]
    smallest = min(sizes, default=MOST_COUNTED + 1)
    if smallest > MOST_COUNTED or _is_stretch_shorter(s, wanted, smallest):
        return and_(_theirs(wanted), _condition(wanted))
    # The concatenation keeps SQLite, which has no statistics, from walking the workspace past the index.
    theirs = col(Invitation.workspace_id).concat("") == wanted.workspace_id
    return and_(theirs, col(Invitation.id).in_(narrow[sizes.index(smallest)]), _condition(wanted))


def total(s: Session, found: Answer) -> int:
    """Count the invitations, at most one more than `MOST_COUNTED`."""
    return _size(s, select(col(Invitation.id)).where(found))


def page_ids(s: Session, found: Answer, *, before: str, after: str, limit: int) -> list[str]:
    """List up to so many ids, in the order of the walk: down from `after`, or up from `before`."""
    query = select(col(Invitation.id)).where(found).limit(limit)
    if before:
        return list(
            s.execute(query.where(col(Invitation.id) > before).order_by(col(Invitation.id))).scalars()
        )
    if after:
        query = query.where(col(Invitation.id) < after)
    return list(s.execute(query.order_by(col(Invitation.id).desc())).scalars())


def rows(s: Session, workspace_id: str, ids: Sequence[str]) -> Sequence[Found]:
    """Read invitations with what their ids point to, newest first; who is gone is named as well."""
    query = (
        select(Invitation, User, col(_Inviter.full_name), col(Department.name))
        .join(User, col(User.id) == col(Invitation.user_id))
        .join(_Inviter, col(_Inviter.id) == col(Invitation.invited_by))
        .outerjoin(Department, col(Department.id) == col(User.department_id))
        .where(col(Invitation.workspace_id).concat("") == workspace_id, col(Invitation.id).in_(ids))
    )
    return s.execute(query.order_by(col(Invitation.id).desc())).all()


def messages(s: Session, workspace_id: str, ids: Sequence[str]) -> Sequence[Message]:
    """Read how the messages that carried these invitations stand, the last one of each last."""
    query = select(*_OF_MESSAGE).where(
        col(OutboxMessage.subject_id).in_(ids),
        delivery.INVITING,
        col(OutboxMessage.workspace_id) == workspace_id,
    )
    return s.execute(query.order_by(col(OutboxMessage.version), col(OutboxMessage.id))).all()


def departments(s: Session, workspace_id: str) -> Sequence[Row[str, str]]:
    """List the first departments by name: ids and names."""
    query = _departments(workspace_id).order_by(col(Department.name_key))
    return s.execute(query.limit(MOST_CHOICES)).all()


def department(s: Session, workspace_id: str, department_id: str) -> Row[str, str] | None:
    """Find a department of the workspace: id and name."""
    return s.execute(_departments(workspace_id).where(col(Department.id) == department_id)).first()


def _departments(workspace_id: str) -> Select[str, str]:
    return select(col(Department.id), col(Department.name)).where(
        col(Department.workspace_id) == workspace_id
    )


def inviter(s: Session, workspace_id: str, user_id: str) -> Row[str, str] | None:
    """Find a person of the workspace who may have invited somebody, gone or not: id and name."""
    query = select(col(User.id), col(User.full_name))
    return s.execute(query.where(col(User.workspace_id) == workspace_id, col(User.id) == user_id)).first()


def inviters(s: Session, workspace_id: str) -> Sequence[Row[str, str]]:
    """List who has ever invited, by name; the index is leapt through from one to the next."""
    first = func.min(col(Invitation.invited_by))
    theirs = col(Invitation.workspace_id) == workspace_id
    leap = select(first.label("id")).where(theirs).cte("leap", recursive=True)
    following = select(first).where(theirs, col(Invitation.invited_by) > leap.c.id).scalar_subquery()
    every = leap.union_all(select(following).where(leap.c.id.is_not(None)))
    query = (
        select(col(User.id), col(User.full_name))
        .where(col(User.id).in_(select(every.c.id).limit(MOST_CHOICES)))
        .order_by(col(User.sort_name))
    )
    return s.execute(query).all()


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


def _size(s: Session, ids: Select[str]) -> int:
    few = ids.limit(MOST_COUNTED + 1).subquery()
    return s.execute(select(func.count()).select_from(few)).scalar_one()


def _is_stretch_shorter(s: Session, wanted: Wanted, size: int) -> bool:
    if wanted.span == ANY_TIME:
        return False
    return _size(s, select(col(Invitation.id)).where(_theirs(wanted), *in_span(wanted.span))) <= size


def _by_index(s: Session, wanted: Wanted) -> Iterator[Select[str]]:
    """Give, for each thing asked for that has an index, the invitations of that index."""
    ids = select(col(Invitation.id))
    if wanted.words:
        people = ids.where(col(Invitation.user_id).in_(ids_by_words(s, wanted.workspace_id, wanted.words)))
        own = ids.where(_theirs(wanted), _own_address(wanted.words))
        yield select(union_all(people, own).subquery().c.id)
    if wanted.deliveries:
        yield delivery.subjects(wanted.workspace_id, wanted.deliveries)
    if wanted.department:
        theirs = (col(User.workspace_id) == wanted.workspace_id, in_department(wanted.department))
        yield ids.join(User, col(User.id) == col(Invitation.user_id)).where(*theirs)
    if wanted.inviter:
        yield ids.where(_theirs(wanted), col(Invitation.invited_by) == wanted.inviter)
    if wanted.state:
        yield ids.where(_theirs(wanted), _in_state(wanted.state, wanted.now))


def _condition(wanted: Wanted) -> ColumnElement[bool]:
    conditions = [true(), *in_span(wanted.span)]
    if wanted.words:
        person = and_(col(User.id) == col(Invitation.user_id), has_words(wanted.words))
        conditions.append(or_(exists().where(person), _own_address(wanted.words)))
    if wanted.deliveries:
        last = delivery.word_of_last(wanted.now, waits_for_domain=wanted.waits_for_domain)
        conditions.append(last.in_(wanted.deliveries))
    if wanted.without_message:
        conditions.append(~_any_message())
    if wanted.department:
        conditions.append(
            exists().where(col(User.id) == col(Invitation.user_id), in_department(wanted.department))
        )
    if wanted.inviter:
        conditions.append(col(Invitation.invited_by) == wanted.inviter)
    if wanted.state:
        conditions.append(_in_state(wanted.state, wanted.now))
    return and_(*conditions)


def _theirs(wanted: Wanted) -> ColumnElement[bool]:
    return col(Invitation.workspace_id) == wanted.workspace_id


def _own_address(words: Sequence[str]) -> ColumnElement[bool]:
    """Say that every word is in the address that was invited, whatever the person's address has become."""
    return and_(*(func.lower(col(Invitation.email)).contains(word, autoescape=True) for word in words))


def _any_message() -> ColumnElement[bool]:
    return exists().where(col(OutboxMessage.subject_id) == col(Invitation.id), delivery.INVITING)


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
