"""The queries of the archive: keyset pages, newest first, and capped counts, whatever is asked for.

A filter of which few invitations are (10,000 at most) is answered at once from its own index; filters that are all
common are answered by walking from the newest on, because a page of them is met soon. Ids begin with the moment they
were made, so that a period is a stretch of the walk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from comunik_kit.invitations.archive_conditions import (
    Wanted,
    in_span,
    is_theirs,
    is_theirs_too,
    parts,
)
from comunik_kit.invitations.issuing import PURPOSE
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.periods import ANY_TIME
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.users.tables import Department, User

MOST_COUNTED = 10_000
MOST_CHOICES = 100
_Inviter = aliased(User, name="inviter")

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
class Answer:
    """How a filter is answered: by all of its few ids, newest first, or by a condition to walk with."""

    condition: ColumnElement[bool]
    few: Sequence[str] | None = None


def answer(s: Session, wanted: Wanted) -> Answer:
    """Decide how to find what is wanted: by the index that has the fewest of it, or by walking."""
    asked = list(parts(s, wanted))
    sizes = [_size(s, each.ids) for each in asked]
    smallest = min(sizes, default=MOST_COUNTED + 1)
    stretch = list(in_span(wanted.span))
    if smallest > MOST_COUNTED or _is_stretch_shorter(s, wanted, smallest):
        return Answer(and_(is_theirs(wanted), *stretch, *(each.condition for each in asked)))
    narrow = asked[sizes.index(smallest)]
    others = [each.condition for each in asked if each is not narrow or each.loose]
    found = and_(is_theirs_too(wanted), col(Invitation.id).in_(narrow.ids), *stretch, *others)
    ids = s.execute(select(col(Invitation.id)).where(found).order_by(col(Invitation.id).desc())).scalars()
    return Answer(found, list(ids))


def total(s: Session, found: Answer) -> int:
    """Count the invitations, at most one more than `MOST_COUNTED`."""
    if found.few is not None:
        return len(found.few)
    return _size(s, select(col(Invitation.id)).where(found.condition))


def page_ids(s: Session, found: Answer, *, before: str, after: str, limit: int) -> Sequence[str]:
    """List up to so many ids, in the order of the walk: down from `after`, or up from `before`."""
    if found.few is not None:
        return _among(found.few, before, after, limit)
    query = select(col(Invitation.id)).where(found.condition).limit(limit)
    if before:
        up = query.where(col(Invitation.id) > before).order_by(col(Invitation.id))
        return s.execute(up).scalars().all()
    if after:
        query = query.where(col(Invitation.id) < after)
    return s.execute(query.order_by(col(Invitation.id).desc())).scalars().all()


def _among(few: Sequence[str], before: str, after: str, limit: int) -> Sequence[str]:
    if before:
        newer = [each for each in few if each > before]
        return newer[::-1][:limit]
    return [each for each in few if not after or each < after][:limit]


def rows(s: Session, wanted: Wanted, ids: Sequence[str]) -> Sequence[Found]:
    """Read invitations with what their ids point to, newest first; who is gone is named as well."""
    query = (
        select(Invitation, User, col(_Inviter.full_name), col(Department.name))
        .join(User, col(User.id) == col(Invitation.user_id))
        .join(_Inviter, col(_Inviter.id) == col(Invitation.invited_by))
        .outerjoin(Department, col(Department.id) == col(User.department_id))
        .where(is_theirs_too(wanted), col(Invitation.id).in_(ids))
    )
    return s.execute(query.order_by(col(Invitation.id).desc())).all()


def messages(s: Session, workspace_id: str, ids: Sequence[str]) -> Sequence[Message]:
    """Read how the messages that carried these invitations stand, the last one of each last."""
    query = select(*_OF_MESSAGE).where(
        col(OutboxMessage.subject_id).in_(ids),
        col(OutboxMessage.purpose) == PURPOSE,
        col(OutboxMessage.workspace_id).concat("") == workspace_id,
    )
    return s.execute(query.order_by(col(OutboxMessage.version), col(OutboxMessage.id))).all()


def departments(s: Session, workspace_id: str) -> Sequence[Row[str, str]]:
    """List the first departments by name: ids and names."""
    query = _departments(workspace_id).order_by(col(Department.name_key))
    return s.execute(query.limit(MOST_CHOICES)).all()


def department(s: Session, workspace_id: str, department_id: str) -> Row[str, str] | None:
    """Find a department of the workspace: id and name."""
    return s.execute(_departments(workspace_id).where(col(Department.id) == department_id)).first()


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


def _departments(workspace_id: str) -> Select[str, str]:
    names = select(col(Department.id), col(Department.name))
    return names.where(col(Department.workspace_id) == workspace_id)


def _size(s: Session, ids: Select[str]) -> int:
    few = ids.limit(MOST_COUNTED + 1).subquery()
    return s.execute(select(func.count()).select_from(few)).scalar_one()


def _is_stretch_shorter(s: Session, wanted: Wanted, size: int) -> bool:
    if wanted.span == ANY_TIME:
        return False
    stretch = select(col(Invitation.id)).where(is_theirs(wanted), *in_span(wanted.span))
    return _size(s, stretch) <= size
