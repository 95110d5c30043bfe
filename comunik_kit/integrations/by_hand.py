"""Activity that a person hands in: one command's rows, or a file's, line by line."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.importing import reading
from comunik_kit.importing.limits import Line
from comunik_kit.integrations.files import Verdicts, objects
from comunik_kit.integrations.views import FileView, RefusedCell
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.modules import intake
from comunik_kit.modules.inputs import MOST_ROWS
from comunik_kit.modules.intake import Outcome, Taken
from comunik_kit.roles.permissions import Permission

COMMAND, FILE = "console", "file"
MOST_REFUSALS = 200


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that was not taken: where it stands, and what is wrong with each field."""

    line: int
    errors: dict[str, KitError]


@dataclass(slots=True)
class FileVerdict:
    """What came of a file; of the refused lines the first `MOST_REFUSALS` are told."""

    created: int = 0
    duplicates: int = 0
    refused: int = 0
    lines: list[RefusedLine] = field(default_factory=list)


class ActivityByHand:
    """For who may manage the API; each batch is a transaction and an entry of the journal."""

    def __init__(self, *, db: Database, clock: Clock, announce: Announce = announce_to_nobody) -> None:
        """Take the tools."""
        self._db, self._clock, self._announce = db, clock, announce
        self._verdicts = Verdicts()

    def receive(self, actor: Actor, *, file: BinaryIO, name: str) -> str:
        """Do what `bring_in` does, and give the name under which `verdict` hands over what came of it."""
        return self._verdicts.put(actor, _view(self.bring_in(actor, file=file), name))

    def verdict(self, actor: Actor, *, name: str) -> FileView:
        """Tell what came of a file, once and to who sent it; raises `NotFound`."""
        actor.require(Permission.API_MANAGE)
        return self._verdicts.take(actor, name)

    def post(self, actor: Actor, *, rows: Sequence[object], source: str = COMMAND) -> list[Outcome]:
        """Write the good rows, at most `MOST_ROWS`, and tell what came of each."""
        actor.require(Permission.API_MANAGE)
        now = self._clock.now()
        parsed = intake.read(rows[:MOST_ROWS], now)
        with self._db.write() as s:
            outcomes = intake.write(s, actor.workspace_id, parsed, now, source=source)
            created = sum(each.taken is Taken.CREATED for each in outcomes)
            if created:
                told = {"source": source, "created": created, "rows": len(outcomes)}
                target = Target("workspace", actor.workspace_id)
                record(s, now, actor, AuditTag.ACTIVITY_HANDED_IN, target, details=told)
        if created:
            self._announce(actor.workspace_id, Topic.ACTIVITY)
        return outcomes

    def bring_in(self, actor: Actor, *, file: BinaryIO) -> FileVerdict:
        """Write the good lines of a CSV or XLSX file that can seek, whose first line names the columns.

        Raises what `importing.reading` does for a file as a whole, `NoSuchColumn` and `ColumnMissing`; of a file that
        is refused nothing is written, at whatever line that shows.
        """
        actor.require(Permission.API_MANAGE)
        _read_through(file)
        verdict = FileVerdict()
        with reading.opened(file) as sheet:
            for lines in _batches(sheet.lines):
                outcomes = self.post(actor, rows=[said for _, said in lines], source=FILE)
                _count(verdict, [number for number, _ in lines], outcomes)
        return verdict


def _read_through(file: BinaryIO) -> None:
    """Raise here what any line would: batches that are written by then would come in twice with the mended file."""
    with reading.opened(file) as sheet:
        deque(objects(sheet.lines), maxlen=0)


def _batches(lines: Iterator[Line]) -> Iterator[list[tuple[int, object]]]:
    batch: list[tuple[int, object]] = []
    for each in objects(lines):
        batch.append(each)
        if len(batch) == MOST_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _count(verdict: FileVerdict, numbers: Sequence[int], outcomes: Sequence[Outcome]) -> None:
    for number, outcome in zip(numbers, outcomes, strict=True):
        verdict.created += outcome.taken is Taken.CREATED
        verdict.duplicates += outcome.taken is Taken.DUPLICATE
        verdict.refused += outcome.taken is Taken.REFUSED
        if outcome.taken is Taken.REFUSED and len(verdict.lines) < MOST_REFUSALS:
            verdict.lines.append(RefusedLine(number, dict(outcome.errors)))


def _view(found: FileVerdict, name: str) -> FileView:
    cells = [
        RefusedCell(each.line, field, error.code, {key: str(value) for key, value in error.params.items()})
        for each in found.lines
        for field, error in sorted(each.errors.items())
    ]
    return FileView(name[:120], found.created, found.duplicates, found.refused, cells[:MOST_REFUSALS])
