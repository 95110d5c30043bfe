"""Queries on keys and on answers; each takes the workspace, or the key that belongs to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from comunik_kit.integrations.inputs import Once
from comunik_kit.integrations.tables import ApiAnswer, ApiKey
from comunik_kit.users.tables import User


@dataclass(frozen=True, slots=True)
class FoundKey:
    """What the door needs to know of a key."""

    id: str
    workspace_id: str
    digest: str | None
    scopes: list[str]
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


# Built once: putting a statement together costs more than the database takes to answer it.
_WITH_HANDLE = select(
    col(ApiKey.id),
    col(ApiKey.workspace_id),
    col(ApiKey.digest),
    col(ApiKey.scopes),
    col(ApiKey.expires_at),
    col(ApiKey.last_used_at),
    col(ApiKey.revoked_at),
).where(col(ApiKey.handle) == bindparam("handle"))


def with_handle(connection: Any, handle: str) -> FoundKey | None:
    """Find a key by the part of it that is no secret; it says itself which workspace it is of."""
    found = connection.execute(_WITH_HANDLE, {"handle": handle}).first()
    return FoundKey(*found) if found else None


def key(s: Session, workspace_id: str, key_id: str) -> ApiKey | None:
    """Find a key of this workspace; None for an unknown or foreign id."""
    wanted = select(ApiKey).where(col(ApiKey.workspace_id) == workspace_id, col(ApiKey.id) == key_id)
    return s.execute(wanted).scalar_one_or_none()


def keys(s: Session, workspace_id: str) -> Sequence[tuple[ApiKey, str]]:
    """List the keys of a workspace with the name of who made each, newest first."""
    name = func.coalesce(col(User.full_name), "")
    wanted = select(ApiKey, name).outerjoin(User, col(User.id) == col(ApiKey.created_by))
    newest = wanted.where(col(ApiKey.workspace_id) == workspace_id).order_by(col(ApiKey.id).desc())
    return [(row, maker) for row, maker in s.execute(newest)]


def working(s: Session, workspace_id: str, now: datetime) -> int:
    """Count the keys that are neither revoked nor over."""
    lives = or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > now)
    here = col(ApiKey.workspace_id) == workspace_id, col(ApiKey.revoked_at).is_(None)
    return s.execute(select(func.count()).select_from(ApiKey).where(*here, lives)).scalar_one()


def give_secret(s: Session, workspace_id: str, key_id: str, digest: str) -> bool:
    """Keep a secret's digest; False when the key has one already, whoever was faster."""
    unseen = col(ApiKey.digest).is_(None), col(ApiKey.revoked_at).is_(None)
    here = col(ApiKey.workspace_id) == workspace_id, col(ApiKey.id) == key_id
    given = update(ApiKey).where(*here, *unseen).values(digest=digest).returning(col(ApiKey.id))
    return s.connection().execute(given).first() is not None


def touch(s: Session, key_id: str, now: datetime, before: datetime) -> None:
    """Note that a key was used, unless it was noted after `before`."""
    old = or_(col(ApiKey.last_used_at).is_(None), col(ApiKey.last_used_at) <= before)
    s.execute(update(ApiKey).where(col(ApiKey.id) == key_id, old).values(last_used_at=now))


def hold(s: Session, key_id: str, once: Once, now: datetime) -> bool:
    """Take an idempotency key; False when a request has it. Waits for one that is being answered right now."""
    insert = sqlite.insert if s.connection().dialect.name == "sqlite" else postgresql.insert
    row = ApiAnswer.row(
        key_id=key_id, name=once.name, body_digest=once.body_digest, status=0, body="", created_at=now
    )
    taken = insert(ApiAnswer).values(**row).on_conflict_do_nothing().returning(col(ApiAnswer.key_id))
    return s.connection().execute(taken).first() is not None


def answer(s: Session, key_id: str, name: str) -> ApiAnswer | None:
    """Find what was answered."""
    wanted = select(ApiAnswer).where(col(ApiAnswer.key_id) == key_id, col(ApiAnswer.name) == name)
    return s.execute(wanted).scalar_one_or_none()


def keep(s: Session, key_id: str, name: str, status: int, body: str) -> None:
    """Keep an answer under the key that it holds."""
    mine = col(ApiAnswer.key_id) == key_id, col(ApiAnswer.name) == name
    s.execute(update(ApiAnswer).where(*mine).values(status=status, body=body))


def let_go(s: Session, key_id: str, name: str) -> None:
    """Give an idempotency key back: nothing came of the request."""
    s.execute(delete(ApiAnswer).where(col(ApiAnswer.key_id) == key_id, col(ApiAnswer.name) == name))


def forget(s: Session, key_id: str, before: datetime) -> None:
    """Drop what was answered before."""
    s.execute(delete(ApiAnswer).where(col(ApiAnswer.key_id) == key_id, col(ApiAnswer.created_at) < before))
