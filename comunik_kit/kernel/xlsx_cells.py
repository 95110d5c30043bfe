"""Tables as XLSX files (INP-03): each cell is text that nothing computes, a whole number or a moment.

What people typed gets the same apostrophe as in a CSV file (`csv_cells`), so that it is still harmless when somebody
saves the one as the other. Rows go to the disk one by one: a million need no more memory than ten.
"""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from comunik_kit.kernel.csv_cells import Cell, safe

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_A_SHEET = 1_048_576
"""What the format allows, the head included; what is more goes on in another sheet."""
LONGEST_CELL = 32_767
_WIDTH = 22
_MOMENT = "yyyy-mm-dd hh:mm"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
# Nothing is guessed from a text: no formula, no number, no link. Moments are written by their own clock.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "remove_timezone": True,
}


def write(path: Path, head: Sequence[str], chunks: Iterable[Iterable[Sequence[Cell]]]) -> int:
    """Write a table to a file that appears when it is whole; tell how many rows are below the head.

    Raises `OSError` where it cannot be written: `FileExistsError` while another run writes it, for one.
    """
    # Loaded here alone: those who export nothing do not wait for it.
    from xlsxwriter import Workbook  # noqa: PLC0415
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    with _folder_for(path) as folder:
        unfinished = folder / path.name
        try:
            with Workbook(str(unfinished), {**_OPTIONS, "tmpdir": str(folder)}) as book:
                sheets = _Sheets(book, head)
                for rows in chunks:
                    for row in rows:
                        sheets.add(row)
        except FileCreateError as error:
            raise error.args[0] from None  # what the disk has said
        unfinished.chmod(0o600)
        unfinished.replace(path)
    return sheets.rows


def parts_of(path: Path) -> Path:
    """Name the folder in which a file is put together."""
    return path.with_name(f"{path.name}.parts")


@contextmanager
def _folder_for(path: Path) -> Iterator[Path]:
    """Lend the folder in which a file is put together; held, so that nobody takes it for left behind."""
    folder = parts_of(path)
    _throw_away_left(folder)
    folder.mkdir(mode=0o700)
    held = os.open(folder, _FOLDER)
    try:
        with suppress(OSError):  # some file systems know no locks
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _throw_away_left(folder: Path) -> None:
    """Throw away what a killed run has left of its own; what else is in the way stays there.

    A link is not followed, and what is in the folder is named from inside it: nothing is lost anywhere else.
    """
    if folder.is_symlink():
        folder.unlink()
    try:
        left = os.open(folder, _FOLDER)
    except (FileNotFoundError, NotADirectoryError):
        return
    try:
        if os.fstat(left).st_uid != os.geteuid() or _is_held(left):
            return
        for each in list(os.scandir(left)):
            os.unlink(each.name, dir_fd=left)
        folder.rmdir()
    finally:
        os.close(left)


def _is_held(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


class _Sheets:
    """The sheets of a workbook, a further one for what does not fit; each has its head."""

    def __init__(self, book: Any, head: Sequence[str]) -> None:
        self._book, self._head, self.rows = book, head, 0
        self._bold = book.add_format({"bold": True})
        self._moment = book.add_format({"num_format": _MOMENT})
        self._begin()

    def add(self, row: Sequence[Cell]) -> None:
        if self._line == ROWS_A_SHEET:
            self._begin()
        write, line = self._sheet, self._line
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    write.write_string(line, column, safe(cell)[:LONGEST_CELL])
            elif isinstance(cell, datetime):
                write.write_datetime(line, column, cell, self._moment)
            else:
                write.write_number(line, column, cell)
        self._line, self.rows = line + 1, self.rows + 1

    def _begin(self) -> None:
        self._sheet, self._line = self._book.add_worksheet(), 1
        self._sheet.set_column(0, len(self._head) - 1, _WIDTH)
        self._sheet.freeze_panes(1, 0)
        for column, name in enumerate(self._head):
            self._sheet.write_string(0, column, name, self._bold)
