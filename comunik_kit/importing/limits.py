"""How much an import may be. Whoever asks for more is refused before it is in memory (INP-07)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comunik_kit.importing.errors import LineTooLong, TooManyColumns, TooManyRows
from comunik_kit.kernel.csv_cells import MARK, plain, safe

FILE_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 100
LONGEST_LINE = 64 * 1024
LONGEST_CELL = 500
MOST_CHARACTERS = 50_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty; `number` counts as the person sees it in their file, from 1."""

    number: int
    cells: list[str]


def bounded(lines: Iterable[tuple[int, list[str]]]) -> Iterator[Line]:
    """Let lines through as long as there are not too many; empty ones are left out, long cells are cut."""
    rows = characters = 0
    for number, cells in lines:
        kept = [_trimmed(cell) for cell in cells]
        while kept and not kept[-1]:
            kept.pop()
        if not kept:
            continue
        rows, characters = rows + 1, characters + sum(map(len, kept))
        if len(kept) > MOST_COLUMNS:
            raise TooManyColumns(max=MOST_COLUMNS)
        if rows > MOST_ROWS + 1:  # one of them names the columns
            raise TooManyRows(max=MOST_ROWS)
        if characters > MOST_CHARACTERS:
            raise LineTooLong(line=number)
        yield Line(number, kept)


def _trimmed(cell: str) -> str:
    text = " ".join(cell[: LONGEST_CELL * 2].split())[:LONGEST_CELL]
    # What our own files keep from being computed; anybody else's apostrophe stays.
    return plain(text) if text.startswith(MARK) and safe(plain(text)) == text else text
