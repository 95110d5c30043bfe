"""The first sheet of an .xlsx file, row by row.

Of the archive these parts are opened, and no other: the list of what its parts are, the workbook and where its sheets
are, the styles, the strings that cells refer to, and the first sheet up to the end of its cells. `load_workbook` opens
more even of a workbook that is only read: every sheet up to its size (to its end when it says none), the links and
charts of each, and what follows the cells.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from typing import Any, BinaryIO

from comunik_kit.importing import archives
from comunik_kit.importing.errors import TooManyRows, UnreadableSpreadsheet
from comunik_kit.importing.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from comunik_kit.importing.pieces import pieces
from comunik_kit.kernel.errors import KitError

_LAST_ROW = MOST_ROWS * 2  # a row may say it is the billionth, and any number of them the first
_MOST_STRINGS = 500_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def rows(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of the first sheet, each with its number; raises `UnreadableSpreadsheet`, `TooManyRows`."""
    archives.check(file)
    file.seek(0)
    try:
        last = 0
        for count, (number, cells) in enumerate(_rows(file), start=1):
            _check_number(max(count, number))
            if cells and number > last:
                last = number
                yield number, _texts(cells)
    except (KitError, GeneratorExit):
        raise
    except Exception as error:  # a broken spreadsheet breaks its reader in any way
        raise UnreadableSpreadsheet from error


def _check_number(number: int) -> None:
    if number > _LAST_ROW:
        raise TooManyRows(max=MOST_ROWS)


def _rows(file: BinaryIO) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    # Loaded here alone: half a second and 20 MB, for those who import a spreadsheet.
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415
    from openpyxl.styles.stylesheet import apply_stylesheet  # noqa: PLC0415

    warnings.filterwarnings(
        "ignore", category=UserWarning, module="openpyxl"
    )  # about styles that nobody asks for
    book: Any = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
    with closing(book.archive):
        book.read_manifest()
        book.read_workbook()
        apply_stylesheet(book.archive, book.wb)
        parser = _parser(book)
        for row in pieces(book.archive, _first_sheet(book), f"{_MAIN}sheetData", f"{_MAIN}row"):
            yield parser.parse_row(row)
            parser.row_dimensions.clear()  # the heights of all rows, which it would keep to the end


def _parser(book: Any) -> Any:
    """Make what reads rows that are given to it."""
    from openpyxl.worksheet import _reader  # noqa: PLC0415

    parser: Any = _reader.WorkSheetParser
    return parser(
        None,
        _strings(book),
        data_only=True,
        epoch=book.wb.epoch,
        date_formats=book.wb._date_formats,  # noqa: SLF001  - known to the workbook alone
        timedelta_formats=book.wb._timedelta_formats,  # noqa: SLF001
    )


def _first_sheet(book: Any) -> str:
    for _, relation in book.parser.find_sheets():
        if relation.target in book.valid_files and "chartsheet" not in relation.Type:
            return relation.target
    raise UnreadableSpreadsheet


def _strings(book: Any) -> list[str]:
    """Read the strings that cells refer to by number, as they are written there."""
    from openpyxl.xml.constants import SHARED_STRINGS  # noqa: PLC0415

    part = book.package.find(SHARED_STRINGS)
    found: list[str] = []
    if part is None:
        return found
    for each in pieces(book.archive, part.PartName[1:], f"{_MAIN}sst", f"{_MAIN}si"):
        if len(found) == _MOST_STRINGS:
            raise TooManyRows(max=MOST_ROWS)
        # In one look, or in several: how it is pronounced is no part of it.
        words = (*each.iterfind(f"{_MAIN}t"), *each.iterfind(f"{_MAIN}r/{_MAIN}t"))
        found.append("".join(word.text or "" for word in words)[: LONGEST_CELL * 2])
    return found


def _texts(cells: list[dict[str, Any]]) -> list[str]:
    """Write the cells as people read them; one column more than may be is enough to refuse the rest."""
    values = {cell["column"]: cell["value"] for cell in cells}
    texts = [_text(values.get(column)) for column in range(1, min(max(values), MOST_COLUMNS) + 1)]
    more = any(value is not None for column, value in values.items() if column > MOST_COLUMNS)
    return [*texts, "…"] if more else texts


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a telephone number that the spreadsheet took for an amount
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return _ESCAPED.sub(_unescaped, str(value)[: LONGEST_CELL * 2])


def _unescaped(found: re.Match[str]) -> str:
    """Write what a file may not hold as it is, an end of line above all; of what nobody can read a space is left."""
    character = chr(int(found[1], 16))
    return character if character.isprintable() else " "
