"""Taking the journal out: what a filter shows, as a stream that never holds more than one chunk of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from comunik_kit.access import devices
from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.tags import AuditTag
from comunik_kit.audit.telling import told
from comunik_kit.journal import repository
from comunik_kit.journal.filter import JournalFilter
from comunik_kit.journal.service import chunks, details_of, place_of, wanted_by, zone_of
from comunik_kit.kernel import csv_cells, xlsx_cells
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.csv_cells import Cell
from comunik_kit.kernel.db import Database
from comunik_kit.locale import language_or_default, say
from comunik_kit.roles.permissions import Permission

COLUMNS: Final = ("at", "said", "act", "who", "about", "ip", "device", "details", "seq", "seal")


@dataclass(frozen=True, slots=True)
class JournalSheet:
    """An export in one language: how many entries there were when it began; they are read as they are asked for."""

    total: int
    chunks: Iterator[Sequence[AuditEntry]]
    zone: ZoneInfo
    day: date
    language: str

    def name(self, ending: str) -> str:
        """Give the file a name with the day."""
        return f"{say(self.language, 'audit.file')}-{self.day.isoformat()}.{ending}"

    def csv(self) -> Iterator[bytes]:
        """Write it piece by piece (INP-03: no cell is a formula)."""
        return csv_cells.table(self._head(), self._rows(), separator=csv_cells.separator_of(self.language))

    def xlsx(self, path: Path) -> int:
        """Write it to a file that appears when it is whole."""
        return xlsx_cells.write(path, self._head(), self._rows())

    def _head(self) -> list[str]:
        words = {name: say(self.language, f"audit.column.{name}") for name in COLUMNS}
        return [f"{said} ({self.zone.key})" if name == "at" else said for name, said in words.items()]

    def _rows(self) -> Iterator[list[list[Cell]]]:
        return ([self._cells(entry) for entry in chunk] for chunk in self.chunks)

    def _cells(self, entry: AuditEntry) -> list[Cell]:
        return [
            entry.at.astimezone(self.zone).replace(microsecond=0),
            told(entry).spoken(self.language),
            say(self.language, f"journal.act.{entry.tag}"),
            entry.actor_name,
            entry.target_name,
            entry.ip,
            devices.name_of(entry.user_agent),
            details_of(entry),
            entry.seq or "",
            entry.seal,
        ]


class JournalExports:
    """Reads the journal for a file; changes nothing but the journal."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock

    def begin(self, actor: Actor, asked: JournalFilter, *, language: str) -> JournalSheet:
        """Begin an export, and write down that it was asked for, of what, and of how many.

        Raises `ProofNeeded` (SES-08).
        """
        actor.require(Permission.AUDIT_READ)
        actor.require_recent()
        now = self._clock.now()
        with self._db.write() as s:
            wanted, zone = wanted_by(s, actor.workspace_id, asked, now), zone_of(s, actor.workspace_id)
            newest, total = repository.older(s, wanted, None, 1), repository.count(s, wanted)
            details = {"filter": asked.query(), "count": total}
            target = Target("workspace", actor.workspace_id)
            record(s, now, actor, AuditTag.JOURNAL_EXPORTED, target, details=details)
        found = chunks(self._db, wanted, place_of(newest[0])) if newest else iter(())
        return JournalSheet(total, found, zone, _today(now, zone), language_or_default(language))


def _today(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()
