"""The queries of a module's page: keyset pages, newest first, and capped counts, whatever is asked for.

A page without words to search walks an index until it is full. With words it looks through the newest
`MOST_SEARCHED` of what the other filters leave, and says so when there is more; counts look at `MOST_COUNTED`.
What somebody sees by owning it and what by their team are walked apart: each is a stretch of an index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, tuple_, union_all
from sqlmodel import Session, col

from comunik_kit.modules.asking import ME, NOBODY, TEAM, ItemFilter, Stretch
from comunik_kit.modules.definition import Module
from comunik_kit.modules.repository import Reach
from comunik_kit.modules.tables import Activity, ActivityTag
from comunik_kit.users.tables import Department, User

MOST_COUNTED = 10_000
MOST_SEARCHED = 30_000

Place = tuple[datetime, str]
"""Where a row stands in the list: when it happened, and its id."""
Condition = ColumnElement[bool]
_WALK = (col(Activity.occurred_at), col(Activity.id))
_SHOWN: tuple[Any, ...] = (
    *_WALK,
    col(Activity.kind),
    col(Activity.title),
    col(Activity.customer),
    col(Activity.status),
    col(Activity.owner_id),
    col(Activity.department_id),
    col(Activity.details),
    col(Activity.version),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, by whom, of which module, and when it happened."""

    reach: Reach
    module: Module
    asked: ItemFilter
    stretch: Stretch


def page(
    s: Session, wanted: Wanted, limit: int, *, before: Place | None = None, after: Place | None = None
) -> Sequence[Row[Any]]:
    """Read up to so many rows with the names they point to: older than `after`, or newer than `before`.

    Those newer than `before` come oldest first.
    """
    branches = [_branch(wanted, each, limit, before, after) for each in _whose(wanted)]
    found = union_all(*branches).subquery()
    rows = (
        select(
            found,
            func.coalesce(col(User.full_name), "").label("owner"),
            func.coalesce(col(Department.name), "").label("department"),
        )
        .outerjoin(User, col(User.id) == found.c.owner_id)
        .outerjoin(Department, col(Department.id) == found.c.department_id)
    )
    return s.execute(rows.order_by(*_order(found.c, up=before is not None)).limit(limit)).all()


def _branch(
    wanted: Wanted, whose: Sequence[Condition], limit: int, before: Place | None, after: Place | None
) -> Select[Any]:
    words = wanted.asked.words()
    conditions = [*whose, *_narrowed(wanted), *_with_status(wanted, Activity.status)]
    if not words:
        place = _at(_WALK, before, after)
        chosen = select(*_SHOWN).where(*conditions, *place)
        ordered = chosen.order_by(*_order(Activity, up=before is not None)).limit(limit)
        return select(ordered.subquery())
    newest = select(*_SHOWN, col(Activity.search_text)).where(*whose, *_narrowed(wanted))
    looked = newest.order_by(*_order(Activity)).limit(MOST_SEARCHED).subquery()
    met = [*_has_words(looked.c.search_text, words), *_with_status(wanted, looked.c.status)]
    place = _at((looked.c.occurred_at, looked.c.id), before, after)
    columns = [looked.c[each.name] for each in _SHOWN]
    chosen = select(*columns).where(*met, *place)
    return select(chosen.order_by(*_order(looked.c, up=before is not None)).limit(limit).subquery())


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are of each status; `capped` when there may be more than were looked at."""

    by_status: dict[str, int]
    capped: bool


def counts(s: Session, wanted: Wanted) -> Counted:
    """Count by status what the other filters leave, among the newest of them."""
    words = wanted.asked.words()
    most = MOST_SEARCHED if words else MOST_COUNTED
    columns = [col(Activity.status), *([col(Activity.search_text)] if words else [])]
    branches = []
    for whose in _whose(wanted):
        newest = select(*columns).where(*whose, *_narrowed(wanted)).order_by(*_order(Activity)).limit(most)
        branches.append(select(newest.subquery()))
    looked = union_all(*branches).subquery()
    met = func.sum(case((and_(*_has_words(looked.c.search_text, words)), 1), else_=0)) if words else None
    query = select(looked.c.status, func.count().label("looked"), func.count() if met is None else met)
    rows = s.execute(query.group_by(looked.c.status)).all()
    found = {status: int(count) for status, _, count in rows if count}
    return Counted(found, capped=sum(row.looked for row in rows) >= most)


def _whose(wanted: Wanted) -> list[list[Condition]]:
    """Say whose activity is meant, as one condition or as two that have nothing in common."""
    reach = wanted.reach
    narrow = wanted.asked.owner not in {"", NOBODY} or bool(wanted.asked.department)
    here = col(Activity.workspace_id)
    # Not the bare column where another index is shorter: SQLite would walk the whole workspace instead.
    theirs = (here.concat("") if narrow or not reach.everybody else here) == reach.workspace_id
    if reach.everybody:
        return [[theirs]]
    own = col(Activity.owner_id) == reach.owner_id
    if reach.department_id is None:
        return [[theirs, own]]
    team = [col(Activity.department_id) == reach.department_id, _is_not(reach.owner_id)]
    return [[theirs, own], [theirs, *team]]


def reachable(reach: Reach) -> Condition:
    """Say whose activity is meant, for a row that is found by its id."""
    here = col(Activity.workspace_id) == reach.workspace_id
    if reach.everybody:
        return here
    own = col(Activity.owner_id) == reach.owner_id
    if reach.department_id is None:
        return here & own
    return here & (own | (col(Activity.department_id) == reach.department_id))


def _is_not(owner_id: str) -> Condition:
    return or_(col(Activity.owner_id).is_(None), col(Activity.owner_id) != owner_id)


def _narrowed(wanted: Wanted) -> list[Condition]:
    """Say everything that is asked for but the status and the words."""
    asked, stretch = wanted.asked, wanted.stretch
    found = [col(Activity.module) == wanted.module.key]
    if stretch.start:
        found.append(col(Activity.occurred_at) >= stretch.start)
    if stretch.end:
        found.append(col(Activity.occurred_at) <= stretch.end)
    if asked.kind:
        found.append(col(Activity.kind) == asked.kind)
    if asked.owner:
        found.append(_owned(wanted.reach, asked.owner))
    if asked.department:
        found.append(col(Activity.department_id) == asked.department)
    if asked.tag:
        found.append(col(Activity.id).in_(_tagged(wanted)))
    return found


def _owned(reach: Reach, owner: str) -> Condition:
    if owner == NOBODY:
        return col(Activity.owner_id).is_(None)
    if owner == TEAM:
        return col(Activity.department_id) == (reach.department_id or "")
    return col(Activity.owner_id) == (reach.owner_id if owner == ME else owner)


def _tagged(wanted: Wanted) -> Select[str]:
    return select(col(ActivityTag.activity_id)).where(
        col(ActivityTag.workspace_id) == wanted.reach.workspace_id,
        col(ActivityTag.module) == wanted.module.key,
        col(ActivityTag.key) == wanted.asked.tag,
    )


def _with_status(wanted: Wanted, column: Any) -> list[Condition]:
    return [column == wanted.asked.status] if wanted.asked.status else []


def _has_words(column: Any, words: Sequence[str]) -> list[Condition]:
    return [column.contains(word, autoescape=True) for word in words]


def _at(walk: Sequence[Any], before: Place | None, after: Place | None) -> list[Condition]:
    """Go on from a place. The first half alone tells SQLite where in the index to begin."""
    if before is not None:
        return [walk[0] >= before[0], tuple_(*walk) > tuple_(*before)]
    if after is not None:
        return [walk[0] <= after[0], tuple_(*walk) < tuple_(*after)]
    return []


def _order(columns: Any, *, up: bool = False) -> list[Any]:
    walk = (columns.occurred_at, columns.id)
    return [each.asc() if up else each.desc() for each in walk]
