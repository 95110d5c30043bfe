"""Lines on their way back to who sent them: as they stood, with the reason beside; and the empty table to fill."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comunik_kit.importing.tables import Import, ImportRow
from comunik_kit.importing.verdicts import Verdict
from comunik_kit.kernel.csv_cells import Cell
from comunik_kit.locale import say

TEMPLATE = ("full_name", "email", "phone", "role", "department", "company", "tier", "language")


@dataclass(frozen=True, slots=True)
class Table:
    """A table on its way out, piece by piece."""

    head: Sequence[str]
    chunks: Iterator[list[list[Cell]]]


def head(one: Import, language: str) -> list[str]:
    """Name the columns as the file did; those without a name by what they are taken for."""
    width = _width(one)
    heads = [*one.params["heads"], *[""] * width][:width]
    fields = {place: field for field, place in one.params["places"].items()}
    named = [
        name or (say(language, f"import.column.{fields[place]}") if place in fields else "")
        for place, name in enumerate(heads)
    ]
    return [*named, say(language, "import.column.line"), say(language, "import.column.reason")]


def cells(one: Import, row: ImportRow, language: str) -> list[Cell]:
    """Give a line as it stood, its number and the reason."""
    width = _width(one)
    text = [*row.cells.get("text", []), *[""] * width][:width]
    return [*text, row.line, reason(language, row.verdict, row.detail, row.proposal)]


def _width(one: Import) -> int:
    """Count the cells of the longest line: one that is longer than those above it comes back whole as well."""
    return max(len(one.params["heads"]), one.params.get("width", 0))


def reason(language: str, verdict: str, detail: str, proposal: str) -> str:
    """Say in a sentence what is said of a line."""
    if verdict == Verdict.MALFORMED.value and detail:
        return say(language, f"import.wrong.{detail}")
    return say(language, f"import.reason.{verdict}", detail=detail, proposal=proposal)


def template(language: str) -> list[str]:
    """Name the columns of the table to fill."""
    return [say(language, f"import.column.{field}") for field in TEMPLATE]
