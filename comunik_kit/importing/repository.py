"""Every query on imports and their lines; each takes the workspace, or an import that was found by it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlmodel import Session, col

from comunik_kit.importing.judging import Judged
from comunik_kit.importing.limits import Line
from comunik_kit.importing.tables import Import, ImportRow, ImportState
from comunik_kit.importing.verdicts import GOOD, Verdict
from comunik_kit.kernel.table import insert

AT_WORK = (ImportState.JUDGING.value, ImportState.WRITING.value, ImportState.UNDOING.value)
_FRUITLESS = (ImportState.READING.value, ImportState.READ.value, ImportState.JUDGED.value)


def by_id(s: Session, workspace_id: str, import_id: str, *, hold: bool = False) -> Import | None:
    """Find an import of the workspace; held, nobody else changes it before the transaction ends."""
    wanted = select(Import).where(col(Import.workspace_id) == workspace_id, col(Import.id) == import_id)
    return s.execute(wanted.with_for_update() if hold else wanted).scalar_one_or_none()


def newest(s: Session, workspace_id: str, limit: int) -> Sequence[Import]:
    """List the newest imports."""
    wanted = select(Import).where(
        col(Import.workspace_id) == workspace_id, col(Import.state) != ImportState.READING.value
    )
    return s.execute(wanted.order_by(col(Import.id).desc()).limit(limit)).scalars().all()


def written_before(s: Session, one: Import) -> datetime | None:
    """Tell when the same list was last written; None for never."""
    wanted = select(func.max(col(Import.finished_at))).where(
        col(Import.workspace_id) == one.workspace_id,
        col(Import.digest) == one.digest,
        col(Import.id) != one.id,
        col(Import.state) == ImportState.FINISHED.value,
    )
    return s.execute(wanted).scalar_one()


def claim(s: Session, import_id: str, mark: str, until: datetime, now: datetime) -> Import | None:
    """Take an import that waits for somebody to work on it; None when another holds it."""
    free = or_(col(Import.lease_until).is_(None), col(Import.lease_until) <= now)
    taken = update(Import).where(col(Import.id) == import_id, col(Import.state).in_(AT_WORK), free)
    changed = s.execute(taken.values(lease_by=mark, lease_until=until))
    return s.get(Import, import_id) if getattr(changed, "rowcount", 0) == 1 else None


def held(s: Session, import_id: str, mark: str, state: ImportState) -> Import | None:
    """Find the import again as whoever works on it, until the transaction ends; None when it was stopped or taken."""
    wanted = select(Import).where(
        col(Import.id) == import_id, col(Import.lease_by) == mark, col(Import.state) == state.value
    )
    return s.execute(wanted.with_for_update()).scalar_one_or_none()


def waiting(s: Session, now: datetime) -> Sequence[str]:
    """List the imports that somebody should work on, and nobody does."""
    free = or_(col(Import.lease_until).is_(None), col(Import.lease_until) <= now)
    return s.execute(select(col(Import.id)).where(col(Import.state).in_(AT_WORK), free)).scalars().all()


def add_lines(s: Session, import_id: str, lines: Iterable[Line]) -> None:
    """Keep lines as they stood in the file."""
    rows = [
        ImportRow.row(import_id=import_id, line=line.number, cells={"text": line.cells}, verdict="")
        for line in lines
    ]
    insert(s, ImportRow, rows)


def lines_after(s: Session, import_id: str, line: int, size: int) -> list[Line]:
    """Read the lines that follow one."""
    wanted = select(col(ImportRow.line), col(ImportRow.cells)).where(
        col(ImportRow.import_id) == import_id, col(ImportRow.line) > line
    )
    return [
        Line(n, cells.get("text", []))
        for n, cells in s.execute(wanted.order_by(col(ImportRow.line)).limit(size))
    ]


def lines_of(s: Session, import_id: str, verdict: Verdict, size: int) -> list[Line]:
    """Read the first lines of a verdict."""
    wanted = select(col(ImportRow.line), col(ImportRow.cells)).where(
        col(ImportRow.import_id) == import_id, col(ImportRow.verdict) == verdict.value
    )
    return [
        Line(n, cells.get("text", []))
        for n, cells in s.execute(wanted.order_by(col(ImportRow.line)).limit(size))
    ]


def users_of(s: Session, import_id: str, size: int) -> dict[str, int]:
    """List the people who came of an import and were not taken back, each with their line."""
    wanted = select(col(ImportRow.user_id), col(ImportRow.line)).where(
        col(ImportRow.import_id) == import_id, col(ImportRow.verdict) == Verdict.WRITTEN.value
    )
    return dict(s.execute(wanted.order_by(col(ImportRow.line)).limit(size)).all())


def page(s: Session, import_id: str, verdict: str, after: int, size: int) -> Sequence[ImportRow]:
    """Read a page of lines with what is said of them."""
    wanted = select(ImportRow).where(col(ImportRow.import_id) == import_id, col(ImportRow.line) > after)
    if verdict:
        wanted = wanted.where(col(ImportRow.verdict) == verdict)
    return s.execute(wanted.order_by(col(ImportRow.line)).limit(size)).scalars().all()


def troubled(s: Session, import_id: str, after: int, size: int) -> Sequence[ImportRow]:
    """Read the lines that became nobody, in their order."""
    good = sorted(verdict.value for verdict in GOOD)
    wanted = select(ImportRow).where(
        col(ImportRow.import_id) == import_id,
        col(ImportRow.line) > after,
        col(ImportRow.verdict).not_in([*good, ""]),
    )
    return s.execute(wanted.order_by(col(ImportRow.line)).limit(size)).scalars().all()


def note(s: Session, import_id: str, judged: Iterable[Judged], user_ids: dict[int, str]) -> None:
    """Write the verdicts on lines, and who came of them."""
    rows: list[dict[str, Any]] = [
        {
            "b_import": import_id,
            "b_line": each.line,
            "email_key": each.email_key,
            "verdict": each.verdict.value,
            "detail": each.detail,
            "proposal": each.proposal,
            "user_id": user_ids.get(each.line),
        }
        for each in judged
    ]
    if rows:
        s.connection().execute(_NOTE, rows)


def mark(s: Session, import_id: str, lines: Iterable[int], verdict: Verdict) -> None:
    """Say something else of lines."""
    some = update(ImportRow).where(
        col(ImportRow.import_id) == import_id, col(ImportRow.line).in_(list(lines))
    )
    s.execute(some.values(verdict=verdict.value))


def drop(s: Session, import_id: str) -> None:
    """Forget an import with its lines."""
    s.execute(delete(ImportRow).where(col(ImportRow.import_id) == import_id))
    s.execute(delete(Import).where(col(Import.id) == import_id))


def left_lying(s: Session, workspace_id: str, user_id: str) -> list[str]:
    """List what somebody has sent and not had written."""
    lying = (ImportState.READ.value, ImportState.JUDGED.value)
    wanted = select(col(Import.id)).where(
        col(Import.workspace_id) == workspace_id,
        col(Import.started_by) == user_id,
        col(Import.state).in_(lying),
    )
    return list(s.execute(wanted).scalars())


def outdated(s: Session, abandoned: datetime, over: datetime, limit: int) -> list[str]:
    """List imports whose lines nobody needs any more: begun and left, or over for long."""
    left = col(Import.state).in_(_FRUITLESS) & (col(Import.created_at) < abandoned)
    done = col(Import.state).not_in(AT_WORK) & (col(Import.created_at) < over)
    return list(s.execute(select(col(Import.id)).where(or_(left, done)).limit(limit)).scalars())


# Built once: putting a statement together costs more than the database takes to answer it.
_NOTE = (
    update(ImportRow.__table__)  # pyright: ignore[reportAttributeAccessIssue]  - SQLModel sets it on tables
    .where(col(ImportRow.import_id) == bindparam("b_import"), col(ImportRow.line) == bindparam("b_line"))
    .values({name: bindparam(name) for name in ("email_key", "verdict", "detail", "proposal", "user_id")})
)
