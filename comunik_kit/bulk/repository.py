"""Every query on acts on many; each takes the workspace, but for those of the engine, which works for all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, func, literal, or_, select, update
from sqlalchemy import insert as sa_insert
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from comunik_kit.bulk.tables import BulkItem, BulkJob, ItemState, JobState
from comunik_kit.kernel.table import Row
from comunik_kit.users import filters
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.tables import User

_WORKS = col(BulkJob.state) == JobState.RUNNING.value
_ITEM = ("job_id", "position", "user_id", "state", "code", "before")
_ONCE_ASKED = 50

Back = aliased(BulkJob, name="back")


@dataclass(frozen=True, slots=True)
class Found:
    """A job, who started it, whether it changed anybody, and the job that takes it back, if any."""

    job: BulkJob
    starter: str
    has_changed: bool
    back: BulkJob | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A person of a job, by the name they have now, and why nothing was done."""

    position: int
    user_id: str
    full_name: str
    code: str


def meant(workspace_id: str, ids: Sequence[str], matching: UserFilter | None, now: datetime) -> list[Any]:
    """Say who is meant: everybody of a filter, or those of these ids who are of the workspace (ACL-03)."""
    if matching is not None:
        return filters.conditions(workspace_id, matching, now)
    theirs = col(User.workspace_id) == workspace_id
    return [theirs, col(User.id).in_(ids), col(User.anonymised_at).is_(None)]


def count_of(s: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    """Count who is meant."""
    return s.execute(select(func.count()).select_from(User).where(*conditions)).scalar_one()


def write_items(s: Session, job_id: str, conditions: Sequence[ColumnElement[bool]]) -> int:
    """Write a job's people down by name in one statement; how many they are."""
    by_name = func.row_number().over(order_by=(col(User.sort_name), col(User.id)))
    people = select(literal(job_id), by_name, col(User.id), *_blank()).where(*conditions)
    return _insert(s, job_id, people)


def write_undo_items(s: Session, job_id: str, undone: str) -> int:
    """Write the people down for whom another job did something, with what taking it back needs."""
    kept = (
        col(BulkItem.position),
        col(BulkItem.user_id),
        literal(ItemState.WAITING.value),
        literal(""),
        col(BulkItem.before),
    )
    return _insert(s, job_id, _changed(undone).with_only_columns(literal(job_id), *kept))


def _blank() -> tuple[Any, ...]:
    return literal(ItemState.WAITING.value), literal(""), literal({}, JSON())


def _insert(s: Session, job_id: str, rows: Any) -> int:
    s.execute(sa_insert(BulkItem).from_select(list(_ITEM), rows))
    counted = select(func.count()).select_from(BulkItem).where(col(BulkItem.job_id) == job_id)
    return s.execute(counted).scalar_one()


def at_work(s: Session) -> list[str]:
    """List the jobs of every workspace that are under way, the oldest first."""
    query = select(col(BulkJob.id)).where(_WORKS).order_by(col(BulkJob.created_at), col(BulkJob.id))
    return list(s.execute(query.limit(_ONCE_ASKED)).scalars())


def hold(s: Session, job_id: str) -> BulkJob | None:
    """Find a job under way and hold it; None when it is over, or another process holds it."""
    query = select(BulkJob).where(col(BulkJob.id) == job_id, _WORKS)
    return s.execute(query.with_for_update(skip_locked=True)).scalar_one_or_none()


def waiting(s: Session, job_id: str, limit: int) -> Sequence[BulkItem]:
    """List whose turn it is, in the order of the job."""
    theirs = (col(BulkItem.job_id) == job_id, col(BulkItem.state) == ItemState.WAITING.value)
    return (
        s.execute(select(BulkItem).where(*theirs).order_by(col(BulkItem.position)).limit(limit))
        .scalars()
        .all()
    )


def note(s: Session, rows: Sequence[Row]) -> None:
    """Write down what became of some people; rows name job and position."""
    if rows:
        s.execute(update(BulkItem), rows)


def note_undone(s: Session, job_id: str, positions: Collection[int]) -> None:
    """Mark people of a job for whom it was taken back."""
    theirs = (col(BulkItem.job_id) == job_id, col(BulkItem.position).in_(positions))
    statement = update(BulkItem).where(*theirs).values(state=ItemState.UNDONE.value)
    s.execute(statement.execution_options(synchronize_session=False))


def by_key(s: Session, request_key: str) -> BulkJob | None:
    """Find the job that the same click made before."""
    return s.execute(select(BulkJob).where(col(BulkJob.request_key) == request_key)).scalar_one_or_none()


def count_at_work(s: Session, workspace_id: str) -> int:
    """Count the jobs of a workspace that are under way."""
    query = select(func.count()).select_from(BulkJob).where(col(BulkJob.workspace_id) == workspace_id, _WORKS)
    return s.execute(query).scalar_one()


def job(s: Session, workspace_id: str, job_id: str, *, held: bool = False) -> BulkJob | None:
    """Find a job of the workspace; held, no step of it is under way. None for an unknown or foreign id."""
    query = select(BulkJob).where(col(BulkJob.workspace_id) == workspace_id, col(BulkJob.id) == job_id)
    return s.execute(query.with_for_update() if held else query).scalar_one_or_none()


def found(s: Session, workspace_id: str, job_id: str) -> Found | None:
    """Find a job of the workspace with all that is shown of it."""
    row = s.execute(_shown(workspace_id).where(col(BulkJob.id) == job_id)).first()
    return _found(row) if row else None


def newest(s: Session, workspace_id: str, *, before: str, limit: int) -> list[Found]:
    """List the jobs of a workspace, the newest first, from a place on."""
    query = _shown(workspace_id).order_by(col(BulkJob.id).desc()).limit(limit)
    return [_found(row) for row in s.execute(query.where(col(BulkJob.id) < before) if before else query)]


def recent(s: Session, workspace_id: str, starter_id: str, since: datetime) -> list[Found]:
    """List the jobs of a workspace that are under way, and a person's own that ended since; the newest first."""
    own = (col(BulkJob.started_by) == starter_id) & (col(BulkJob.finished_at) > since)
    query = _shown(workspace_id).where(or_(_WORKS, own)).order_by(col(BulkJob.id).desc())
    return [_found(row) for row in s.execute(query.limit(_ONCE_ASKED))]


def _shown(workspace_id: str) -> Any:
    return (
        select(BulkJob, col(User.full_name), _changed(col(BulkJob.id)).exists(), Back)
        .join(User, col(User.id) == col(BulkJob.started_by))
        .outerjoin(Back, col(Back.undo_of) == col(BulkJob.id))
        .where(col(BulkJob.workspace_id) == workspace_id)
    )


def _found(row: Any) -> Found:
    return Found(row[0], row[1], bool(row[2]), row[3])


def _changed(job_id: Any) -> Any:
    """Ask for the people whom a job changed and who were not put back."""
    done = (col(BulkItem.job_id) == job_id, col(BulkItem.state) == ItemState.DONE.value)
    return select(BulkItem).where(*done, col(BulkItem.code) == "")


def kept_values(s: Session, job_id: str, name: str) -> set[str]:
    """List what taking a job back would put back under one name, such as `role_id`."""
    value = col(BulkItem.before)[name].as_string()
    found = s.execute(_changed(job_id).with_only_columns(value).distinct()).scalars()
    return {each for each in found if each}


def refused(
    s: Session, workspace_id: str, job_id: str, *, code: str, after: int, limit: int
) -> list[Refused]:
    """List the people for whom nothing could be done, in the order of the job, perhaps for one reason."""
    query = (
        select(col(BulkItem.position), col(BulkItem.user_id), col(User.full_name), col(BulkItem.code))
        .join(User, col(User.id) == col(BulkItem.user_id))
        .where(*_refused(job_id), col(BulkItem.position) > after, col(User.workspace_id) == workspace_id)
        .order_by(col(BulkItem.position))
    )
    return [
        Refused(*row)
        for row in s.execute((query.where(col(BulkItem.code) == code) if code else query).limit(limit))
    ]


def reasons(s: Session, job_id: str) -> Mapping[str, int]:
    """Count the refusals of a job by their reason."""
    query = select(col(BulkItem.code), func.count()).where(*_refused(job_id)).group_by(col(BulkItem.code))
    return {code: int(count) for code, count in s.execute(query)}


def _refused(job_id: str) -> tuple[ColumnElement[bool], ...]:
    return col(BulkItem.job_id) == job_id, col(BulkItem.state) == ItemState.REFUSED.value


def count_unchanged(s: Session, job_id: str) -> int:
    """Count the people for whom there was nothing to do."""
    done = (col(BulkItem.job_id) == job_id, col(BulkItem.state) == ItemState.DONE.value)
    return s.execute(
        select(func.count()).select_from(BulkItem).where(*done, col(BulkItem.code) != "")
    ).scalar_one()
