"""Deleted people who can still come back: a list of its own, for they are in no search and no filter."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlmodel import Session, col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.listing import PAGE_SIZES, decode_cursor, encode_cursor, is_storable
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.tables import Role
from comunik_kit.users import names, pages
from comunik_kit.users.lifecycle import days_left
from comunik_kit.users.rules import allowed
from comunik_kit.users.tables import User, UserStatus

SIZE = PAGE_SIZES[0]


@dataclass(frozen=True, slots=True)
class DeletedRow:
    """Somebody who was deleted; `days_left` are those in which they can be restored."""

    id: str
    full_name: str
    email: str
    initials: str
    photo_url: str
    role_key: str
    role_name: str
    deleted_at: str
    days_left: int
    may_restore: bool


@dataclass(frozen=True, slots=True)
class DeletedPage:
    """A keyset page by name; `after` is the place of the next one, empty on the last."""

    rows: list[DeletedRow] = field(default_factory=list)
    after: str = ""
    is_first: bool = True


class DeletedPeople:
    """Reads; `Endings.restore` brings back."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the database and the clock."""
        self._db, self._clock = db, clock

    def page(self, actor: Actor, *, after: str = "") -> DeletedPage:
        """Read those of the workspace by name, from a place on; the beginning when there is nobody by now.

        A forged place is the beginning (ACL-09).
        """
        actor.require(Permission.USERS_DELETE)
        place, beginning = _place(after), _place("")
        with self._db.read() as s:
            found = _rows(s, actor.workspace_id, place)
            if not found and place != beginning:
                place, found = beginning, _rows(s, actor.workspace_id, beginning)
        rows = [_row(actor, user, role, self._clock.now()) for user, role in found[:SIZE]]
        last = found[SIZE - 1][0] if len(found) > SIZE else None
        following = encode_cursor(last.sort_name, last.id) if last else ""
        return DeletedPage(rows, following, is_first=place == beginning)


def _place(cursor: str) -> tuple[str, str]:
    values = decode_cursor(cursor, 2) if cursor.isascii() and cursor else None
    sound = values and all(isinstance(value, str) and is_storable(value) for value in values)
    return (str(values[0]), str(values[1])) if values and sound else ("", "")


def _rows(s: Session, workspace_id: str, place: tuple[str, str]) -> list[tuple[User, Role]]:
    """Read along the index of status and name; who was anonymised has none, and stands before them all."""
    here = tuple_(col(User.sort_name), col(User.id))
    query = (
        select(User, Role)
        .join(Role, col(Role.id) == col(User.role_id))
        .where(col(User.workspace_id) == workspace_id, col(User.status) == UserStatus.DELETED.value)
        .where(col(User.sort_name) > "", here > place)
        .order_by(col(User.sort_name), col(User.id))
    )
    return [(row[0], row[1]) for row in s.execute(query.limit(SIZE + 1))]


def _row(actor: Actor, user: User, role: Role, now: datetime) -> DeletedRow:
    left = days_left(user, now)
    may = allowed(actor, user_id=user.id, rank=role.rank, status=user.status, permissions=role.permissions)
    return DeletedRow(
        id=user.id,
        full_name=user.full_name,
        email=user.email,
        initials=names.initials(user.full_name),
        photo_url=pages.photo_url(user.photo_id),
        role_key=role.key,
        role_name=role.name,
        deleted_at=pages.moment(user.deleted_at),
        days_left=left,
        may_restore=may.restore and left > 0,
    )
