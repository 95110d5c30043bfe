"""Text as files hold it: which characters the bytes mean, which sign stands between cells, line after line."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from comunik_kit.importing import columns
from comunik_kit.importing.errors import LineTooLong, NotATable
from comunik_kit.importing.limits import LONGEST_LINE

SEPARATORS = (";", "\t", ",")
_BLOCK = 64 * 1024
_ADDRESS = re.compile(r"[^\s<>()\[\],;:@\"]+@[^\s<>()\[\],;:@\"]+")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@contextmanager
def opened(file: BinaryIO) -> Iterator[TextIO]:
    """Read bytes as text, whatever program wrote them; raises `NotATable` for what is none."""
    encoding = encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="strict", newline=None)
    try:
        yield text
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotATable from error
    finally:
        text.detach()  # the file is its owner's to close


def encoding_of(file: BinaryIO) -> str:
    """Tell UTF-8, UTF-16 with its mark, and what Windows wrote before; never more than a block is in memory."""
    file.seek(0)
    block = file.read(_BLOCK)
    if block.startswith(_WIDE):
        return "utf-16"
    decoder, is_utf8 = codecs.getincrementaldecoder("utf-8")(), True
    while block:
        if b"\0" in block:
            raise NotATable
        try:
            is_utf8 = is_utf8 and decoder.decode(block) is not None
        except UnicodeDecodeError:
            is_utf8 = False
        block = file.read(_BLOCK)
    try:
        decoder.decode(b"", final=is_utf8)
    except UnicodeDecodeError:
        is_utf8 = False
    return "utf-8-sig" if is_utf8 else "cp1252"


def separator_of(line: str) -> str:
    """Tell what stands between the cells of a line: what sets an address apart, or whatever is there most often."""
    bare = "".join(line.split('"')[::2])
    return max(SEPARATORS, key=lambda sign: (_sets_apart(line, sign), bare.count(sign)))


def _sets_apart(line: str, sign: str) -> bool:
    """Tell whether the sign makes a cell of an address, or of the name of its column; another one is in the cells."""
    cells = [cell for row in csv.reader([line], delimiter=sign) for cell in row]
    return columns.names_an_address(cells) or any(map(is_address, cells))


def is_address(cell: str) -> bool:
    """Tell whether a cell holds an address and nothing else."""
    return bool(_ADDRESS.fullmatch(cell.strip(" \t\r\n\"'")))


class Lines:
    """The lines of a text for the csv module, which would wait for ever for a closing quotation mark."""

    def __init__(self, text: TextIO) -> None:
        """Take the text from where it stands."""
        self._text, self._held, self.number = text, 0, 0

    def __iter__(self) -> "Lines":
        """Be one's own iterator."""
        return self

    def __next__(self) -> str:
        """Give the next line; raises `LineTooLong` for one, or for a row of several, that does not end."""
        line = self._text.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._held += len(line)
        if self._held > LONGEST_LINE:
            raise LineTooLong(line=self.number)
        if "\0" in line:
            raise NotATable
        return line

    def begin_row(self) -> int:
        """Begin to count anew; the number of the row's first line."""
        self._held = 0
        return self.number + 1


def one_by_one(text: TextIO) -> Iterator[str]:
    """Give the lines of a text that is no table; raises `LineTooLong` for one that does not end."""
    lines = Lines(text)
    for line in lines:
        lines.begin_row()
        yield line


def rows(text: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a table in text, each with the number of its first line."""
    lines = Lines(text)
    head = _first(lines)
    separator = _said(head)
    if separator:
        head = _first(lines)  # « sep=; » is for the spreadsheet, not for people
    reader = csv.reader(_with(head, lines), delimiter=separator or separator_of(head))
    number = lines.number
    for cells in reader:
        yield number, cells
        number = lines.begin_row()


def _first(lines: Lines) -> str:
    """Give the next line that is not empty: an empty one tells nothing of the sign."""
    for line in lines:
        if line.strip():
            return line
        lines.begin_row()
    return ""


def _with(head: str, lines: Lines) -> Iterator[str]:
    yield head
    yield from lines


def _said(head: str) -> str:
    """Read the line with which some spreadsheets name the sign."""
    name, _, sign = head.strip(" \r\n").partition("=")
    return sign if name.lower() == "sep" and sign in SEPARATORS else ""
