"""The first sheet of an .xlsx file, row by row."""

import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any, BinaryIO

from comunik_kit.importing import archives
from comunik_kit.importing.errors import TooManyRows, UnreadableSpreadsheet
from comunik_kit.importing.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from comunik_kit.kernel.errors import KitError

_LAST_ROW = MOST_ROWS * 2  # a row may say it is the billionth, and would be led up to by as many empty ones


def rows(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of the first sheet, each with its number; raises `UnreadableSpreadsheet`, `TooManyRows`."""
    archives.check(file)
    file.seek(0)
    try:
        for number, values in enumerate(_values(file), start=1):
            _check_number(number)
            if values:
                yield number, _texts(values)
    except (KitError, GeneratorExit):
        raise
    except Exception as error:  # a broken spreadsheet breaks its reader in any way
        raise UnreadableSpreadsheet from error


def _check_number(number: int) -> None:
    if number > _LAST_ROW:
        raise TooManyRows(max=MOST_ROWS)


def _values(file: BinaryIO) -> Iterator[Iterable[Any]]:
    # Loaded here alone: half a second and 20 MB, for those who import a spreadsheet.
    from openpyxl import load_workbook  # noqa: PLC0415

    warnings.filterwarnings(
        "ignore", category=UserWarning, module="openpyxl"
    )  # about styles that nobody asks for
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not to be believed
        yield from islice(sheet.iter_rows(values_only=True), _LAST_ROW + 1)
    finally:
        book.close()


def _texts(values: Iterable[Any]) -> list[str]:
    """Write the cells as people read them; one column more than may be is enough to refuse the rest."""
    texts = [_text(value) for value, _ in zip(values, range(MOST_COLUMNS), strict=False)]
    more = any(value is not None for value in list(values)[MOST_COLUMNS:])
    return [*texts, "…"] if more else texts


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a telephone number that the spreadsheet took for an amount
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)[: LONGEST_CELL * 2]
