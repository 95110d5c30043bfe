"""Pictures that no record names any more: found, and their rows deleted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select
from sqlmodel import Session, col

from comunik_kit.users.tables import Photo, User


def unused(s: Session, before: datetime, limit: int) -> Sequence[Photo]:
    """List pictures of any workspace that came before a moment and that no record names, a deleted person's included.

    A join, not NOT IN: SQLite makes itself an index of the few records that name one, PostgreSQL a table of hashes.
    """
    named = and_(col(User.photo_id) == col(Photo.id), col(User.photo_id).is_not(None))
    wanted = (
        select(Photo).outerjoin(User, named).where(col(User.id).is_(None), col(Photo.created_at) < before)
    )
    return s.execute(wanted.limit(limit)).scalars().all()


def drop_unused(s: Session, workspace_id: str, which: ColumnElement[bool]) -> list[str]:
    """Delete the rows of those of a workspace's pictures that no record names; their ids.

    Only true under the workspace's lock, which every writer of people holds.
    """
    meant = (col(Photo.workspace_id) == workspace_id, which)
    used = select(col(User.photo_id)).where(col(User.photo_id).in_(select(col(Photo.id)).where(*meant)))
    ids = list(s.execute(select(col(Photo.id)).where(*meant, col(Photo.id).not_in(used))).scalars())
    s.execute(delete(Photo).where(col(Photo.id).in_(ids)))
    return ids
