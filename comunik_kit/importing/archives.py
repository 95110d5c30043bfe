"""A spreadsheet's archive, looked through before any of it is parsed: nothing in it may grow beyond bounds.

Only what is opened counts (`spreadsheets.py` says what that is): beside it people's files hold much else, in sizes and
encodings of its own. What a parser would build of a part that is read whole is bounded by its bytes and the number of
its tags; the sheet and the strings it refers to are read piece by piece (`pieces.py`). Whatever hides that (entities,
other encodings, parts in other places) is refused.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree import ElementTree as ET

from comunik_kit.importing.errors import UnreadableSpreadsheet

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
_WORKBOOK, _STRINGS = "xl/workbook.xml", "xl/sharedStrings.xml"
_READ_WHOLE = (_TYPES, _WORKBOOK, "xl/_rels/workbook.xml.rels", "xl/styles.xml")
_MOST_TAGS, _MOST_BYTES = 80_000, 8 * 1024 * 1024


def check(file: BinaryIO) -> None:
    """Refuse with `UnreadableSpreadsheet` what a spreadsheet for people never is; its sheets are not looked at."""
    _check_directory(file)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_entries(archive.infolist())
            for name in archive.namelist():
                if name in _READ_WHOLE:
                    _check_whole(archive, name)
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


def _check_whole(archive: zipfile.ZipFile, name: str) -> None:
    """Read a part through, block by block."""
    tags = size = 0
    for block in blocks(archive, name):
        tags, size = tags + block.count(b"<"), size + len(block)
        if tags > _MOST_TAGS or size > _MOST_BYTES:
            raise UnreadableSpreadsheet


def blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Give a part block by block; raises `UnreadableSpreadsheet` before what a parser would make more of."""
    with archive.open(name) as part:
        before, block = b"", part.read(_BLOCK)
        _check_head(block[:_HEAD])
        while block:
            both = before + block
            if b"<!DOCTYPE" in both or b"<!ENTITY" in both:
                raise UnreadableSpreadsheet
            yield block
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
        if each.tag.rpartition("}")[2] == "Default":
            continue  # says of all parts with an ending what they are, and places none
        kind, name = each.get("ContentType", ""), each.get("PartName", "")
        if kind.endswith(".main+xml") and name != f"/{_WORKBOOK}":
            raise UnreadableSpreadsheet
        if kind.endswith("sharedStrings+xml") and name != f"/{_STRINGS}":
            raise UnreadableSpreadsheet
