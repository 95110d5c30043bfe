"""A module's activity as a spreadsheet: the same columns in a CSV and in an XLSX file, in the reader's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comunik_kit.kernel import csv_cells, xlsx_cells
from comunik_kit.kernel.csv_cells import Cell
from comunik_kit.locale import language_or_default, say
from comunik_kit.modules import telling
from comunik_kit.modules.exporting import ItemExport
from comunik_kit.modules.item_views import Line

FORMATS = {"csv": "text/csv; charset=utf-8", "xlsx": xlsx_cells.MEDIA_TYPE}
_COLUMNS = ("when", "kind", "what", "customer", "status", "owner", "department", "tags")


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """An export in one language."""

    export: ItemExport
    language: str

    def name(self, ending: str) -> str:
        """Give the file a name with the module and the day."""
        return f"{self.export.module.key}-{self.export.day.isoformat()}.{ending}"

    def head(self) -> list[str]:
        """Name the columns; that of moments says in which time zone."""
        words = [say(self.language, f"modules.column.{name}") for name in _COLUMNS]
        words[0] = f"{words[0]} ({self.export.zone.key})"
        return [
            *words,
            *(say(self.language, f"modules.detail.{name}") for name in self.export.module.details),
        ]

    def csv(self) -> Iterator[bytes]:
        """Write it piece by piece."""
        language = language_or_default(self.language)
        return csv_cells.table(self.head(), self._rows(), separator=csv_cells.separator_of(language))

    def xlsx(self, path: Path) -> int:
        """Write it to a file that appears when it is whole."""
        return xlsx_cells.write(path, self.head(), self._rows())

    def _rows(self) -> Iterator[list[list[Cell]]]:
        return ([self._cells(row, line) for row, line in chunk] for chunk in self.export.chunks)

    def _cells(self, row: Any, line: Line) -> list[Cell]:
        key = self.export.module.key
        return [
            row.occurred_at.astimezone(self.export.zone).replace(microsecond=0),
            say(self.language, f"modules.kind.{key}.{line.kind}") if line.kind else "",
            line.title,
            line.customer,
            say(self.language, f"modules.status.{key}.{line.status}") if line.status else "",
            line.owner,
            line.department,
            ", ".join(line.tags),
            *(self._detail(name, line) for name in self.export.module.details),
        ]

    def _detail(self, name: str, line: Line) -> str:
        shape, value = telling.shape_of(self.export.module.details[name]), line.told[name]
        return say(self.language, f"modules.choice.{name}.{value}") if shape == "choice" and value else value
