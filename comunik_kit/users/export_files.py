"""People as a spreadsheet: the same columns in a CSV and in an XLSX file, in the reader's words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from comunik_kit.kernel import csv_cells, xlsx_cells
from comunik_kit.kernel.csv_cells import Cell
from comunik_kit.locale import language_or_default, say
from comunik_kit.users.exporting import Export, ExportedPerson

COLUMNS = (
    "full_name",
    "email",
    "phone",
    "role",
    "department",
    "company",
    "tier",
    "language",
    "status",
    "created",
    "invited",
    "active",
    "seen",
)
_MOMENTS = frozenset({"created", "invited", "active", "seen"})
FORMATS = {"csv": "text/csv; charset=utf-8", "xlsx": xlsx_cells.MEDIA_TYPE}

Watch = Callable[[int], object]
"""Is told how many rows are written so far."""


def unwatched(_written: int) -> None:
    """Be told, and do nothing."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An export in one language."""

    export: Export
    language: str

    def name(self, ending: str) -> str:
        """Give the file a name with the day."""
        return f"{say(self.language, 'export.file')}-{self.export.day.isoformat()}.{ending}"

    def head(self) -> list[str]:
        """Name the columns; those of moments say in which time zone."""
        words = {name: _word(self.language, f"export.column.{name}") for name in COLUMNS}
        zone = self.export.zone.key
        return [f"{said} ({zone})" if name in _MOMENTS else said for name, said in words.items()]

    def csv(self) -> Iterator[bytes]:
        """Write it piece by piece."""
        language = language_or_default(self.language)
        return csv_cells.table(self.head(), self._rows(), separator=csv_cells.separator_of(language))

    def xlsx(self, path: Path, watch: Watch = unwatched) -> int:
        """Write it to a file that appears when it is whole; `watch` may raise in order to end it."""
        return xlsx_cells.write(path, self.head(), self._watched(watch))

    def _watched(self, watch: Watch) -> Iterator[list[list[Cell]]]:
        written = 0
        watch(written)
        for rows in self._rows():
            yield rows
            written += len(rows)
            watch(written)

    def _rows(self) -> Iterator[list[list[Cell]]]:
        return ([self._cells(person) for person in chunk] for chunk in self.export.chunks)

    def _cells(self, person: ExportedPerson) -> list[Cell]:
        return [
            person.full_name,
            person.email,
            person.phone,
            role_words(self.language, person),
            person.department,
            person.company,
            person.tier,
            person.language,
            _word(self.language, f"users.status.{person.status}"),
            self._local(person.created_at),
            self._local(person.invited_at),
            self._local(person.activated_at),
            self._local(person.last_seen_at),
        ]

    def _local(self, moment: datetime | None) -> Cell:
        return moment.astimezone(self.export.zone).replace(microsecond=0) if moment else ""


def role_words(language: str, person: ExportedPerson) -> str:
    """Name a person's role: one that every workspace has in the reader's language, another as it is called."""
    return _word(language, f"roles.name.{person.role_key}") if person.role_key else person.role_name


@cache
def _word(language: str, key: str) -> str:
    return say(language, key)
