"""Tables for a spreadsheet (INP-03): what people typed stays text, and never becomes a formula.

A cell that a spreadsheet might compute gets an apostrophe in front, and so does one that begins with an apostrophe:
whoever takes one apostrophe away (`plain`) has every value back as it was. Every cell is quoted, so that a file opened
with the wrong separator falls apart into no formula either.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

BYTE_ORDER_MARK = "\ufeff"
"""Without it some spreadsheets take UTF-8 for something else."""
MARK = "'"
# As ASCII has them, and full-width as East Asian keyboards do, which some spreadsheets compute as well.
_DANGEROUS = frozenset("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20|%")
_MARKED = _DANGEROUS | {MARK}
_SEPARATORS = {"fr": ";"}

Cell = str | int | datetime
"""A moment is written by the clock of its own time zone, as spreadsheets read it."""


def separator_of(language: str) -> str:
    """Give what spreadsheets of a language expect between cells."""
    return _SEPARATORS.get(language, ",")


def safe(cell: Cell) -> str:
    """Give a cell as text that nothing computes."""
    text = f"{cell:%Y-%m-%d %H:%M:%S}" if isinstance(cell, datetime) else str(cell)
    bare = text.lstrip(" \u00a0\u3000\ufeff")
    return MARK + text if bare[:1] in _MARKED and bare else text


def plain(text: str) -> str:
    """Give back what `safe` was given."""
    return text.removeprefix(MARK)


def table(
    head: Sequence[Cell], chunks: Iterable[Iterable[Sequence[Cell]]], *, separator: str
) -> Iterator[bytes]:
    """Write a table piece by piece: never more than one chunk of rows is in memory."""
    yield BYTE_ORDER_MARK.encode() + _written([head], separator)
    for rows in chunks:
        yield _written(rows, separator)


def _written(rows: Iterable[Sequence[Cell]], separator: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
