"""Every query on what people were told; each takes the workspace and the person."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlmodel import Session, col

from comunik_kit.notices.tables import Notification, NotificationChoice
from comunik_kit.users.tables import User, UserStatus

MOST_COUNTED = 100
_MOST_NAMED = 50


def unread(s: Session, workspace_id: str, user_id: str) -> int:
    """Count what somebody has not read, up to a hundred."""
    some = select(col(Notification.id)).where(*_unread(workspace_id, user_id)).limit(MOST_COUNTED)
    return s.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def page(
    s: Session, workspace_id: str, user_id: str, limit: int, *, before: str = "", after: str = ""
) -> Sequence[Row[Notification, str]]:
    """Read some, with the names of who acted, newest first; oldest first those that are newer than `before`."""
    key = col(Notification.id)
    wanted = (
        select(Notification, col(User.full_name))
        .join(User, col(User.id) == col(Notification.actor_id))
        .where(*_of(workspace_id, user_id))
    )
    if before:
        wanted = wanted.where(key > before).order_by(key.asc())
    else:
        wanted = (wanted.where(key < after) if after else wanted).order_by(key.desc())
    return s.execute(wanted.limit(limit)).all()


def mark(s: Session, workspace_id: str, user_id: str, now: datetime, *, subject_id: str = "") -> int:
    """Mark as read all, or all that is about something; how many that was."""
    wanted = [*_unread(workspace_id, user_id)]
    if subject_id:
        wanted.append(col(Notification.subject_id) == subject_id)
    return _changed(s.execute(update(Notification).where(*wanted).values(read_at=now)))


def has_unread(s: Session, workspace_id: str, user_id: str, *, subject_id: str) -> bool:
    """Tell whether there is anything to be read about something."""
    about = col(Notification.subject_id) == subject_id
    wanted = select(col(Notification.id)).where(*_unread(workspace_id, user_id), about)
    return s.execute(wanted.limit(1)).first() is not None


def one(s: Session, workspace_id: str, user_id: str, notice_id: str) -> Notification | None:
    """Find one of somebody's own; None for anybody else's (ACL-03)."""
    wanted = select(Notification).where(*_of(workspace_id, user_id), col(Notification.id) == notice_id)
    return s.execute(wanted).scalar()


def choice(s: Session, workspace_id: str, user_id: str) -> NotificationChoice | None:
    """Find how somebody wants to be told; None for whoever left it as it is."""
    wanted = select(NotificationChoice).where(
        col(NotificationChoice.workspace_id) == workspace_id, col(NotificationChoice.user_id) == user_id
    )
    return s.execute(wanted).scalar()


def named(s: Session, workspace_id: str, names: Collection[str]) -> dict[str, list[str]]:
    """Find who can sign in by their folded names: ids by name."""
    found: dict[str, list[str]] = {}
    if names:
        wanted = select(col(User.sort_name), col(User.id)).where(
            *_active(workspace_id), col(User.sort_name).in_(names)
        )
        for name, user_id in s.execute(wanted.limit(_MOST_NAMED)):
            found.setdefault(name, []).append(user_id)
    return found


def addressed(s: Session, workspace_id: str, keys: Collection[str]) -> dict[str, str]:
    """Find who can sign in by their addresses: ids by the address's key."""
    if not keys:
        return {}
    wanted = select(col(User.email_key), col(User.id)).where(
        *_active(workspace_id), col(User.deleted_at).is_(None), col(User.email_key).in_(keys)
    )
    return {key: user_id for key, user_id in s.execute(wanted)}  # noqa: C416  - dict() loses the types


def sweep(s: Session, before: datetime, limit: int) -> int:
    """Delete the oldest of every workspace; how many that was."""
    old = select(col(Notification.id)).where(col(Notification.at) < before).limit(limit)
    return _changed(s.execute(delete(Notification).where(col(Notification.id).in_(old))))


def _of(workspace_id: str, user_id: str) -> tuple[ColumnElement[bool], ...]:
    return col(Notification.workspace_id) == workspace_id, col(Notification.user_id) == user_id


def _unread(workspace_id: str, user_id: str) -> tuple[ColumnElement[bool], ...]:
    return *_of(workspace_id, user_id), col(Notification.read_at).is_(None)


def _active(workspace_id: str) -> tuple[ColumnElement[bool], ...]:
    return col(User.workspace_id) == workspace_id, col(User.status) == UserStatus.ACTIVE.value


def _changed(result: object) -> int:
    return int(getattr(result, "rowcount", 0))
