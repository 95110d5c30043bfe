"""Imports as they are shown."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.importing import judging, repository, undoing
from comunik_kit.importing.columns import FIELDS
from comunik_kit.importing.inputs import LinesQuery, Manner
from comunik_kit.importing.tables import Import, ImportRow, ImportState
from comunik_kit.importing.verdicts import GOOD, Verdict
from comunik_kit.importing.views import (
    Column,
    ImportView,
    LinesPage,
    LineView,
    Recent,
    SeatsMissing,
    VerdictCount,
)
from comunik_kit.kernel.actor import Actor
from comunik_kit.workspaces import repository as workspaces

_SAMPLES = 3
_SAMPLE = 40
_CHANGEABLE = frozenset({ImportState.READ.value, ImportState.JUDGED.value})


def view(s: Session, actor: Actor, one: Import, now: datetime) -> ImportView:
    """Show where an import stands."""
    params, counts = one.params, one.counts
    total, done = _progress(one)
    shown = [VerdictCount(v.value, counts[v.value], v in GOOD) for v in Verdict if counts.get(v.value)]
    return ImportView(
        id=one.id,
        name=one.name,
        state=one.state,
        is_list=params["is_list"],
        total=total,
        done=done,
        seconds_left=_seconds_left(one, total, done, now),
        written=one.written,
        ready=counts.get(Verdict.NEW.value, 0),
        refused=sum(each.count for each in shown if not each.good),
        counts=shown,
        columns=_columns(s, one),
        places={field: str(params["places"].get(field, "")) for field in FIELDS},
        role_id=params["role_id"],
        tier_id=params["tier_id"],
        typos=params["typos"],
        makes_departments=params["departments"],
        brings_back=params["deleted"],
        invites=params.get("invites", True),
        leaves_at=params.get("leaves_at", "") if params.get("invites") else "",
        seen_before_at=_seen_before(s, one),
        may_undo=undoing.may_undo(actor, one) and undoing.is_undoable(s, one, now),
        seats_missing=_seats_missing(s, one),
    )


def _seen_before(s: Session, one: Import) -> str:
    before = repository.written_before(s, one)
    return before.isoformat() if before else ""


def _seats_missing(s: Session, one: Import) -> list[SeatsMissing]:
    """Say what was short when the lines were judged, until they are written."""
    missing = one.params.get("seats_missing", {}) if one.state == ImportState.JUDGED.value else {}
    named = {tier.id: tier.name for tier in workspaces.tiers_of(s, one.workspace_id)} if missing else {}
    return [
        SeatsMissing(named[tier_id], left, wanted, wanted - left)
        for tier_id, (left, wanted) in missing.items()
        if tier_id in named
    ]


def lines(s: Session, one: Import, query: LinesQuery) -> LinesPage:
    """Show some lines."""
    found = repository.page(s, one.id, query.verdict, query.after, query.size + 1)
    rows = [line(one, each) for each in found[: query.size]]
    after = rows[-1].line if len(found) > query.size else 0
    return LinesPage(rows, query.verdict, query.after, after)


def line(one: Import, row: ImportRow) -> LineView:
    """Show a line, read as the import reads it."""
    cells = judging.as_read(row.cells.get("text", []), Manner.of(one.params))
    return LineView(
        row.line, cells["full_name"], cells["email"], row.verdict, row.detail, row.proposal, row.user_id or ""
    )


def recent(one: Import) -> Recent:
    """Show an import in the list of them."""
    return Recent(one.id, one.name, one.state, one.created_at.isoformat(), one.written)


def _progress(one: Import) -> tuple[int, int]:
    if one.state == ImportState.JUDGING.value:
        return one.total, one.judged
    wanted = one.params.get("to_write", 0)
    if one.state == ImportState.WRITING.value:
        return wanted, wanted - one.counts.get(Verdict.NEW.value, 0)
    if one.state == ImportState.UNDOING.value:
        return wanted, wanted - one.written
    return one.total, one.total


def _seconds_left(one: Import, total: int, done: int, now: datetime) -> int:
    """Guess from the pace so far; -1 while there is none."""
    if done <= 0 or total <= done or "began_at" not in one.params:
        return -1
    spent = (now - datetime.fromisoformat(one.params["began_at"])).total_seconds()
    return round(spent * (total - done) / done)


def _columns(s: Session, one: Import) -> list[Column]:
    """Show what stands in the columns, as long as it matters which is which."""
    if one.state not in _CHANGEABLE:
        return []
    first = [each.cells for each in repository.lines_after(s, one.id, 0, _SAMPLES)]
    return [
        Column(
            place, head, ", ".join(cells[place] for cells in first if any(cells[place : place + 1]))[:_SAMPLE]
        )
        for place, head in enumerate(one.params["heads"])
    ]
