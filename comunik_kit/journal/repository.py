"""Every query of the journal as it is read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select, union
from sqlmodel import Session, col

from comunik_kit.audit.tables import AuditChain, AuditEntry
from comunik_kit.kernel.periods import ANY_TIME, Span
from comunik_kit.users.finding import has_words
from comunik_kit.users.names import as_typed, search_words
from comunik_kit.users.tables import User

_at, _id = col(AuditEntry.at), col(AuditEntry.id)
_SEARCHED = (col(AuditEntry.target_name), col(AuditEntry.actor_name), col(AuditEntry.ip))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, in the words of the table."""

    workspace_id: str
    search: str = ""
    person: str = ""
    acts: Sequence[str] = ()
    span: Span = field(default=ANY_TIME)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the journal."""

    at: datetime
    id: str


def older(
    s: Session, wanted: Wanted, after: Place | None, limit: int, *, inclusive: bool = False
) -> Sequence[AuditEntry]:
    """Read entries older than a place, or from the newest on."""
    query = _entries(wanted)
    if after:
        same = _id <= after.id if inclusive else _id < after.id
        query = query.where(_at <= after.at, or_(_at < after.at, and_(_at == after.at, same)))
    return s.execute(query.order_by(_at.desc(), _id.desc()).limit(limit)).scalars().all()


def newer(s: Session, wanted: Wanted, before: Place, limit: int) -> Sequence[AuditEntry]:
    """Read entries newer than a place, the nearest first."""
    query = _entries(wanted).where(
        _at >= before.at, or_(_at > before.at, and_(_at == before.at, _id > before.id))
    )
    return s.execute(query.order_by(_at, _id).limit(limit)).scalars().all()


def count(s: Session, wanted: Wanted) -> int:
    """Count what is asked for."""
    return s.execute(select(func.count()).select_from(_entries(wanted).subquery())).scalar_one()


def with_records(s: Session, workspace_id: str, ids: Collection[str]) -> dict[str, str]:
    """Name those among the ids who have a record to open."""
    here = select(col(User.id), col(User.full_name)).where(col(User.workspace_id) == workspace_id)
    return dict(s.execute(here.where(col(User.id).in_(ids), col(User.deleted_at).is_(None))).all())


def person(s: Session, workspace_id: str, user_id: str) -> Row[Any] | None:
    """Find somebody of the workspace, also who is gone."""
    return s.execute(_people(workspace_id).where(col(User.id) == user_id)).first()


def people(s: Session, workspace_id: str, text: str, limit: int) -> Sequence[Row[Any]]:
    """Find people by name or address."""
    query = _people(workspace_id).where(has_words(search_words(text), as_typed(text)))
    return s.execute(query.order_by(col(User.sort_name), col(User.id)).limit(limit)).all()


def chain(s: Session, workspace_id: str) -> AuditChain | None:
    """Look at how far the workspace's chain is."""
    return s.get(AuditChain, workspace_id)


def _people(workspace_id: str) -> Select[str, str, str]:
    shown = select(col(User.id), col(User.full_name), col(User.email))
    return shown.where(col(User.workspace_id) == workspace_id)


def _entries(wanted: Wanted) -> Select[AuditEntry]:
    here = col(AuditEntry.workspace_id) == wanted.workspace_id
    query = select(AuditEntry).where(here)
    if wanted.person:
        # Each side walks an index of its own.
        sides = (col(AuditEntry.actor_id), col(AuditEntry.target_id))
        ids = union(*(select(_id).where(here, side == wanted.person) for side in sides))
        query = query.where(_id.in_(ids))
    if wanted.acts:
        query = query.where(col(AuditEntry.tag).in_(wanted.acts))
    if wanted.span.start:
        query = query.where(wanted.span.start <= _at)
    if wanted.span.end:
        query = query.where(wanted.span.end > _at)
    if wanted.search:
        query = query.where(or_(*(each.icontains(wanted.search, autoescape=True) for each in _SEARCHED)))
    return query
