"""Lines out of whatever somebody has: a CSV or XLSX file, or text pasted from anywhere. A stream, never a list."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from comunik_kit.importing import pasted, spreadsheets, texts
from comunik_kit.importing.errors import FileTooBig, OldSpreadsheet
from comunik_kit.importing.limits import FILE_BYTES, Line, bounded

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was found: its lines, and whether they are a list of addresses (name and address) rather than a table."""

    lines: Iterator[Line]
    is_list: bool = False


@contextmanager
def opened(file: BinaryIO, *, is_pasted: bool = False) -> Iterator[Sheet]:
    """Open what somebody sent; it is read as its lines are taken.

    Raises `FileTooBig`, `NotATable`, `OldSpreadsheet`; the lines raise what `limits.bounded` and the readers do.
    """
    if file.seek(0, io.SEEK_END) > FILE_BYTES:
        raise FileTooBig(max=FILE_BYTES // _MEGABYTE)
    file.seek(0)
    start = file.read(len(_ZIP))
    if start == _OLD:
        raise OldSpreadsheet
    if start == _ZIP:
        yield Sheet(bounded(spreadsheets.rows(file)))
        return
    with texts.opened(file) as text:
        is_list = is_pasted and not pasted.is_table(text)
        text.seek(0)
        found = pasted.entries(text) if is_list else texts.rows(text)
        yield Sheet(bounded(found), is_list)
