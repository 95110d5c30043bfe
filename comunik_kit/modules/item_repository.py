"""Queries on one activity: itself, its tags, what was done to it, and what else there is of whom it is about."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlmodel import Session, col

from comunik_kit.modules.item_queries import reachable
from comunik_kit.modules.repository import Reach
from comunik_kit.modules.tables import Activity, ActivityEvent, ActivityTag
from comunik_kit.users.finding import has_words
from comunik_kit.users.tables import Department, User, UserStatus

MOST_EVENTS = 100
MOST_RELATED = 10


def item(s: Session, reach: Reach, module: str, activity_id: str) -> Activity | None:
    """Find an activity of a module that the reach covers; None for any other (ACL-03)."""
    wanted = select(Activity).where(
        col(Activity.id) == activity_id, col(Activity.module) == module, reachable(reach)
    )
    return s.execute(wanted).scalar()


def change(s: Session, row: Activity, version: int, values: Mapping[str, Any]) -> bool:
    """Change an activity that is still of this version; False when somebody was faster."""
    changed = s.execute(
        update(Activity)
        .where(
            col(Activity.workspace_id) == row.workspace_id,
            col(Activity.id) == row.id,
            col(Activity.version) == version,
        )
        .values(version=version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(getattr(changed, "rowcount", 0))


def tags(s: Session, workspace_id: str, ids: Collection[str]) -> dict[str, list[str]]:
    """Give the tags of some activities, in the order of their words."""
    if not ids:
        return {}
    columns = col(ActivityTag.activity_id), col(ActivityTag.word)
    wanted = select(*columns).where(
        col(ActivityTag.workspace_id) == workspace_id, col(ActivityTag.activity_id).in_(ids)
    )
    found: dict[str, list[str]] = {}
    for activity_id, word in s.execute(wanted.order_by(col(ActivityTag.key))):
        found.setdefault(activity_id, []).append(word)
    return found


def put_tags(s: Session, row: Activity, words: Mapping[str, str]) -> None:
    """Give an activity these tags and no others: words by their folded key."""
    here = col(ActivityTag.workspace_id) == row.workspace_id
    s.execute(delete(ActivityTag).where(here, col(ActivityTag.activity_id) == row.id))
    common = {"activity_id": row.id, "workspace_id": row.workspace_id, "module": row.module}
    s.add_all(ActivityTag(key=key, word=word, **common) for key, word in words.items())


def tags_in_use(s: Session, workspace_id: str, module: str, most: int) -> Sequence[str]:
    """List the tags of a module, one word for each key."""
    wanted = (
        select(col(ActivityTag.key))
        .where(col(ActivityTag.workspace_id) == workspace_id, col(ActivityTag.module) == module)
        .distinct()
    )
    return s.execute(wanted.order_by(col(ActivityTag.key)).limit(most)).scalars().all()


def events(s: Session, row: Activity) -> Sequence[Row[ActivityEvent, str]]:
    """Read the last things that people did to an activity, with their names, newest first."""
    wanted = (
        select(ActivityEvent, col(User.full_name))
        .join(User, col(User.id) == col(ActivityEvent.actor_id))
        .where(col(ActivityEvent.workspace_id) == row.workspace_id, col(ActivityEvent.activity_id) == row.id)
        .order_by(col(ActivityEvent.at).desc(), col(ActivityEvent.id).desc())
    )
    return s.execute(wanted.limit(MOST_EVENTS)).all()


def names(s: Session, workspace_id: str, ids: Collection[str]) -> Mapping[str, str]:
    """Name people of the workspace, gone ones too."""
    wanted = select(col(User.id), col(User.full_name)).where(
        col(User.workspace_id) == workspace_id, col(User.id).in_(ids)
    )
    return {row_id: name for row_id, name in s.execute(wanted)} if ids else {}  # noqa: C416  - dict() loses the types


def department_name(s: Session, workspace_id: str, department_id: str | None) -> str:
    """Name a department; empty for none."""
    wanted = select(col(Department.name)).where(
        col(Department.workspace_id) == workspace_id, col(Department.id) == department_id
    )
    return s.execute(wanted).scalar() or ""


def departments(s: Session, workspace_id: str, most: int) -> Sequence[Row[str, str]]:
    """List the first departments by name."""
    wanted = select(col(Department.id), col(Department.name)).where(
        col(Department.workspace_id) == workspace_id
    )
    return s.execute(wanted.order_by(col(Department.name_key)).limit(most)).all()


def related(s: Session, reach: Reach, row: Activity, modules: Collection[str]) -> Sequence[Activity]:
    """Read what else there is of the same customer or number, in these modules and in reach."""
    if not row.about:
        return []
    wanted = (
        select(Activity)
        .where(
            col(Activity.workspace_id) == reach.workspace_id,
            col(Activity.about) == row.about,
            col(Activity.module).in_(modules),
            reachable(reach),
            col(Activity.id) != row.id,
        )
        .order_by(col(Activity.occurred_at).desc())
    )
    return s.execute(wanted.limit(MOST_RELATED)).scalars().all()


def active_person(s: Session, workspace_id: str, user_id: str) -> User | None:
    """Find somebody of the workspace who can sign in."""
    wanted = select(User).where(*_active(workspace_id), col(User.id) == user_id)
    return s.execute(wanted).scalar()


def active_people(
    s: Session, workspace_id: str, words: Sequence[str], most: int
) -> Sequence[Row[str, str, str | None]]:
    """List those who can sign in, by name, with their departments' names."""
    wanted = (
        select(col(User.id), col(User.full_name), col(Department.name))
        .outerjoin(Department, col(Department.id) == col(User.department_id))
        .where(*_active(workspace_id), has_words(words) if words else col(User.id).is_not(None))
    )
    return s.execute(wanted.order_by(col(User.sort_name), col(User.id)).limit(most)).all()


def _active(workspace_id: str) -> tuple[Any, ...]:
    return col(User.workspace_id) == workspace_id, col(User.status) == UserStatus.ACTIVE.value


def add_event(s: Session, row: Activity, at: datetime, **values: str) -> None:
    """Add to the timeline of an activity."""
    s.add(ActivityEvent(workspace_id=row.workspace_id, activity_id=row.id, at=at, **values))
