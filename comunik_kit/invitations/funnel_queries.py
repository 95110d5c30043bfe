"""The funnel's figures, in SQL: how many invitations took each step, and the median time between two steps.

Each invitation is one history: the first moment at which one of its messages left, arrived and was opened. An opening
is an arrival too, whatever the carrier forgot to say. A median is the middle of a sorted list whose length is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    Row,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlmodel import Session, col

from comunik_kit.invitations.archive_conditions import Wanted, in_department, in_span, is_theirs
from comunik_kit.invitations.issuing import PURPOSE
from comunik_kit.invitations.tables import Invitation
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.users.tables import Department, User

# The carriers that say what became of a message after they took it.
FOLLOWING = ("resend",)
MOVES = {
    "sent": ("created", "sent"),
    "delivered": ("sent", "delivered"),
    "opened": ("delivered", "opened"),
    "accepted": ("opened", "accepted"),
    "answered": ("sent", "accepted"),
    "whole": ("created", "accepted"),
}
"""From which step to which: the names of the medians."""
Medians = Mapping[tuple[str | None, str], float]
"""Seconds by department (None for everybody, empty for nobody's) and by name of the move."""
_DAY = 86_400.0
_EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Middle:
    """A median that is asked for: of which department (as in `Medians`), which move, and how many made it."""

    department: str | None
    move: str
    of_how_many: int


def counts(s: Session, wanted: Wanted) -> Sequence[Row[Any]]:
    """Count by department how many took each step, and how many took two that need not follow each other."""
    each = _histories(wanted).c
    followed, accepted = each.followed == 1, each.accepted.is_not(None)
    query = select(
        each.department,
        func.count().label("created"),
        func.count(each.sent).label("sent"),
        func.sum(each.followed).label("followed"),
        func.count(each.delivered).label("delivered"),
        func.count(each.opened).label("opened"),
        func.count(each.accepted).label("accepted"),
        _number(and_(accepted, each.opened.is_not(None))).label("accepted_opened"),
        _number(and_(accepted, each.sent.is_not(None))).label("accepted_sent"),
        _number(and_(accepted, followed)).label("accepted_followed"),
    )
    return s.execute(query.group_by(each.department)).all()


def medians(s: Session, wanted: Wanted, asked: Iterable[Middle]) -> Medians:
    """Tell the median seconds of moves; one statement writes the histories down and sorts each move."""
    histories = _histories(wanted)
    middles = [_middle(s, histories, number, each) for number, each in enumerate(asked) if each.of_how_many]
    if not middles:
        return {}
    return {
        (None if row[0] == _EVERYBODY else row[0], row[1]): float(row[2])
        for row in s.execute(union_all(*middles))
    }


def names(s: Session, workspace_id: str, ids: Sequence[str]) -> dict[str, str]:
    """Name departments of the workspace."""
    query = select(col(Department.id), col(Department.name))
    found = s.execute(query.where(col(Department.workspace_id) == workspace_id, col(Department.id).in_(ids)))
    return {row[0]: row[1] for row in found}


def _histories(wanted: Wanted) -> CTE:
    """Give a row for each invitation: its department, and the first moment of each step."""
    raw = _moments(wanted)
    opened = _earlier(raw.c.opened, raw.c.clicked)
    delivered = _earlier(raw.c.delivered, opened)
    followed = and_(raw.c.sent.is_not(None), (raw.c.follows == 1) | delivered.is_not(None))
    return select(
        raw.c.department,
        raw.c.created,
        raw.c.sent,
        delivered.label("delivered"),
        opened.label("opened"),
        raw.c.accepted,
        case((followed, 1), else_=0).label("followed"),
    ).cte("histories")


def _moments(wanted: Wanted) -> CTE:
    left = and_(
        col(OutboxMessage.subject_id) == col(Invitation.id),
        col(OutboxMessage.purpose) == PURPOSE,
        col(OutboxMessage.sent_at).is_not(None),
    )
    asked = [is_theirs(wanted), *in_span(wanted.span)]
    if wanted.department:
        asked.append(in_department(wanted.department))
    if wanted.inviter:
        asked.append(col(Invitation.invited_by) == wanted.inviter)
    return (
        select(
            col(User.department_id).label("department"),
            col(Invitation.created_at).label("created"),
            case((col(Invitation.revoked_at).is_(None), col(Invitation.accepted_at))).label("accepted"),
            func.min(col(OutboxMessage.sent_at)).label("sent"),
            func.min(col(OutboxMessage.delivered_at)).label("delivered"),
            func.min(col(OutboxMessage.opened_at)).label("opened"),
            func.min(col(OutboxMessage.clicked_at)).label("clicked"),
            func.max(case((col(OutboxMessage.channel).in_(FOLLOWING), 1), else_=0)).label("follows"),
        )
        .join(User, col(User.id) == col(Invitation.user_id))
        .outerjoin(OutboxMessage, left)
        .where(*asked)
        .group_by(col(Invitation.id), col(User.department_id))
        .cte("moments")
    )


def _middle(s: Session, histories: CTE, number: int, asked: Middle) -> Select[str, str, Any]:
    """Select the one in the middle, or the mean of the two that are."""
    start, end = (histories.c[name] for name in MOVES[asked.move])
    both: list[ColumnElement[bool]] = [start.is_not(None), end.is_not(None)]
    if asked.department is not None:
        here = histories.c.department
        both.append(here == asked.department if asked.department else here.is_(None))
    seconds = _seconds(s, start, end).label("seconds")
    pair = select(seconds).where(*both).order_by(seconds)
    found = (
        pair.limit(2 - asked.of_how_many % 2)
        .offset((asked.of_how_many - 1) // 2)
        .subquery(f"middle_{number}")
    )
    named = literal(_EVERYBODY if asked.department is None else asked.department), literal(asked.move)
    return select(*named, func.avg(found.c.seconds))


def _seconds(s: Session, start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[float]:
    """Say how long a move took; no time at all where two clocks disagree about what came first."""
    if s.get_bind().dialect.name == "sqlite":
        passed: ColumnElement[Any] = (func.julianday(end) - func.julianday(start)) * _DAY
    else:
        passed = func.extract("epoch", end - start)
    return case((end <= start, 0.0), else_=cast(passed, Float))


def _earlier(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """Choose the earlier of two moments of which either may be missing: the databases' own `least` disagree on that."""
    return case((one.is_(None), other), (other < one, other), else_=one)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
