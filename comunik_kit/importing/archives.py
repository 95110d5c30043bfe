"""A spreadsheet's archive, looked through before any of it is parsed: nothing in it may grow beyond bounds.

What a parser would build of a part is bounded by the number of its tags; of a sheet, and of the strings it refers to,
a parser holds one row at a time, so it is rows that must be small and counted. Whatever hides that (entities, other
encodings, parts in other places) is refused.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO
from xml.etree import ElementTree as ET

from comunik_kit.importing.errors import TooManyRows, UnreadableSpreadsheet
from comunik_kit.importing.limits import MOST_ROWS

MOST_UNPACKED = 128 * 1024 * 1024
_MOST_ENTRIES = 1_000
_DIRECTORY_BYTES = 512 * 1024
_END = struct.Struct("<4s4H2LH")
_END_MARK, _BIG_MARK, _BIG_SIZE = b"PK\x05\x06", b"PK\x06\x07", 20
_LONGEST_COMMENT = 65_535
_BLOCK = 64 * 1024
_OVERLAP = 64
_HEAD = 256
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([\w.-]*)["']""", re.IGNORECASE)
_PLAIN_ENCODINGS = frozenset({b"utf-8", b"us-ascii", b"ascii"})
_TYPES = "[Content_Types].xml"
_WORKBOOK, _STRINGS, _SHEETS = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/"


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What a part may hold: tags, bytes from one marker to the next, markers."""

    tags: int
    gap: int
    marker: re.Pattern[bytes] | None = None
    markers: int = 0


_SMALL = _Bounds(tags=80_000, gap=8 * 1024 * 1024)
_ROWS = _Bounds(60_000_000, 1024 * 1024, re.compile(rb"<(?:[\w.-]+:)?row[\s/>]"), MOST_ROWS * 2)
_ITEMS = _Bounds(2_500_000, 1024 * 1024, re.compile(rb"<(?:[\w.-]+:)?si[\s/>]"), 500_000)


def check(file: BinaryIO) -> None:
    """Refuse with `UnreadableSpreadsheet` or `TooManyRows` what a spreadsheet for people never is."""
    _check_directory(file)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_entries(archive.infolist())
            for entry in archive.infolist():
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_part(archive, entry, _bounds_of(entry.filename))
            _check_places(archive.read(_TYPES))
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise UnreadableSpreadsheet from error
    except (EOFError, zipfile.LargeZipFile, ET.ParseError, zlib.error) as error:
        raise UnreadableSpreadsheet from error


def _check_directory(file: BinaryIO) -> None:
    """Look at the end of the archive, before its list of entries is read into memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_COMMENT - _END.size - _BIG_SIZE))
    tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) < at + _END.size or tail[max(0, at - _BIG_SIZE) : at].startswith(_BIG_MARK):
        raise UnreadableSpreadsheet
    *_, entries, directory, _offset, _comment = _END.unpack_from(tail, at)
    if entries > _MOST_ENTRIES or directory > _DIRECTORY_BYTES:
        raise UnreadableSpreadsheet


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _MOST_ENTRIES or len(set(names)) < len(names) or unpacked > MOST_UNPACKED:
        raise UnreadableSpreadsheet


def _bounds_of(name: str) -> _Bounds:
    if name == _STRINGS:
        return _ITEMS
    return _ROWS if name.startswith(_SHEETS) and name.endswith(".xml") else _SMALL


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, bounds: _Bounds) -> None:
    """Read a part through, block by block."""
    tags = markers = gap = 0
    for block, fresh in _blocks(archive, entry):
        tags += block.count(b"<", len(block) - fresh)
        found = [m.start() for m in bounds.marker.finditer(block)] if bounds.marker else []
        # A marker in the overlap is counted twice: the bounds are not that narrow.
        markers += len(found)
        longest = max((b - a for a, b in pairwise(found)), default=0)
        gap = len(block) - found[-1] if found else gap + fresh
        if tags > bounds.tags or max(gap, longest) > bounds.gap:
            raise UnreadableSpreadsheet
        if markers > bounds.markers and bounds.marker:
            raise TooManyRows(max=MOST_ROWS)


def _blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """Give the blocks of a part, each with the end of the one before, and how many of its bytes are new."""
    with archive.open(entry) as part:
        before, block = b"", part.read(_BLOCK)
        _check_head(block[:_HEAD])
        while block:
            both = before + block
            if b"<!DOCTYPE" in both or b"<!ENTITY" in both:
                raise UnreadableSpreadsheet
            yield both, len(block)
            before, block = both[-_OVERLAP:], part.read(_BLOCK)


def _check_head(head: bytes) -> None:
    """Refuse encodings in which the rest could not be looked through."""
    said = _ENCODING.search(head)
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if (bare and not bare.startswith(b"<")) or b"\0" in head:
        raise UnreadableSpreadsheet
    if said and said[1].lower() not in _PLAIN_ENCODINGS:
        raise UnreadableSpreadsheet


def _check_places(types: bytes) -> None:
    """Have what is read whole in its usual place, where it was held to be small."""
    for each in ET.fromstring(types):  # noqa: S314  - looked through above: no entity, few tags
        kind, name = each.get("ContentType", ""), each.get("PartName", "").removeprefix("/")
        if kind.endswith(".main+xml") and name != _WORKBOOK:
            raise UnreadableSpreadsheet
        if kind.endswith("sharedStrings+xml") and name != _STRINGS:
            raise UnreadableSpreadsheet
