"""INP-02, INP-04, INP-07: files made to exhaust whoever opens them get a clear refusal, and no memory."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from comunik_kit.importing import errors
from comunik_kit.importing.limits import FILE_BYTES, LONGEST_LINE
from comunik_kit.kernel.errors import KitError
from tests.importing.files import TYPES, archive, lines, part, people, referring, replaced, spreadsheet

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
MEGABYTE = 1024 * 1024
GOOD = spreadsheet([["Nom", "E-mail"], ["Marie", "marie@exemple.fr"]])
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OPEN = f'<worksheet xmlns="{_MAIN}"><sheetData>'


def _lying_directory() -> bytes:
    """An archive whose end says that the list of its entries is huge."""
    end = GOOD.rfind(b"PK\x05\x06")
    return GOOD[: end + 12] + struct.pack("<L", 400 * MEGABYTE) + GOOD[end + 16 :]


def _many_entries() -> bytes:
    return archive({f"{n}.xml": "<a/>" for n in range(3_000)})


def _entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>{_OPEN}</sheetData></worksheet>'
    return replaced(GOOD, SHEET, bomb)


def _hidden_entity() -> bytes:
    bomb = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]>{_OPEN}</sheetData></worksheet>'
    return replaced(GOOD, SHEET, bomb.encode("utf-16"))


def _other_place() -> bytes:
    return archive({"[Content_Types].xml": TYPES.replace("/xl/workbook", "/xl/worksheets/a"), SHEET: _OPEN})


def _other_place_by_a_slash() -> bytes:
    """A workbook whose place is one letter further, so that the part looked through is not the one that is opened."""
    moved = {"xl/workbook.xml": "l/workbook.xml", "xl/_rels/workbook.xml.rels": "l/_rels/workbook.xml.rels"}
    with zipfile.ZipFile(io.BytesIO(GOOD)) as packed:
        parts: dict[str, bytes | str] = {
            moved.get(each, each): packed.read(each) for each in packed.namelist()
        }
    types = part(GOOD, "[Content_Types].xml").replace("/xl/workbook", "xl/workbook")
    return archive(parts | {"[Content_Types].xml": types})


def _sheet(*rows: str) -> bytes:
    return replaced(GOOD, SHEET, f"{_OPEN}{''.join(rows)}</sheetData></worksheet>")


def _strings(*items: str) -> bytes:
    """Strings in the place of those that cells refer to."""
    good = referring([["Nom", "E-mail"]])
    return replaced(good, STRINGS, f'<sst xmlns="{_MAIN}">{"".join(items)}</sst>')


HOSTILE: dict[str, tuple[Callable[[], bytes], type[KitError]]] = {
    "too big": (lambda: b"a;b\n" * (FILE_BYTES // 4 + 1), errors.FileTooBig),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(1000), errors.NotATable),
    "text with a NUL": (lambda: b"Nom;E-mail\nMarie;marie\0@exemple.fr", errors.NotATable),
    "no character set": (lambda: b"Nom;E-mail\n\x81\x8d\x8f\x90;x", errors.NotATable),
    "half a UTF-16": (lambda: b"\xff\xfeN\0o\0m\0;\0\n\0\x00\xd8", errors.NotATable),
    "an old spreadsheet": (lambda: b"\xd0\xcf\x11\xe0" + bytes(5000), errors.OldSpreadsheet),
    "an endless line": (lambda: b"x" * (19 * MEGABYTE), errors.LineTooLong),
    "a quotation that never ends": (lambda: b'Nom;E-mail\n"' + b"x;\n" * (6 * MEGABYTE), errors.LineTooLong),
    "a million columns": (lambda: b"Nom" + b";" * 1_000_000, errors.LineTooLong),
    "too many columns": (lambda: b"x;" * (LONGEST_LINE // 4), errors.TooManyColumns),
    "a spreadsheet cut off": (lambda: GOOD[:-30], errors.UnreadableSpreadsheet),
    "an archive of something else": (lambda: archive({"a.txt": "a"}), errors.UnreadableSpreadsheet),
    "a directory that lies": (_lying_directory, errors.UnreadableSpreadsheet),
    "an archive of many": (_many_entries, errors.UnreadableSpreadsheet),
    "a zip bomb": (lambda: replaced(GOOD, SHEET, b" " * (129 * MEGABYTE)), errors.UnreadableSpreadsheet),
    "an entity bomb": (_entity_bomb, errors.UnreadableSpreadsheet),
    "an entity in another encoding": (_hidden_entity, errors.UnreadableSpreadsheet),
    "a row of a million cells": (
        lambda: replaced(GOOD, SHEET, _OPEN + "<row>" + "<c/>" * 1_000_000),
        errors.UnreadableSpreadsheet,
    ),
    "a sheet of a million rows": (
        lambda: replaced(GOOD, SHEET, _OPEN + "<row/>" * 1_000_000),
        errors.TooManyRows,
    ),
    "a million styles": (
        lambda: replaced(GOOD, "xl/styles.xml", "<styleSheet>" + "<xf/>" * 1_000_000),
        errors.UnreadableSpreadsheet,
    ),
    "a row whose comments speak of rows": (
        lambda: _sheet("<row>", *["<c/>" * 200_000 + "<!-- <row > -->"] * 20, "</row>"),
        errors.UnreadableSpreadsheet,
    ),
    "rows in a row": (
        lambda: _sheet("<row>", *["<c/>" * 200_000 + "<row/>"] * 20, "</row>"),
        errors.UnreadableSpreadsheet,
    ),
    "an end that is in a comment": (
        lambda: _sheet("<row/><!-- </sheetData> --><row>", "<c/>" * 4_000_000, "</row>"),
        errors.UnreadableSpreadsheet,
    ),
    "elements ever deeper between rows": (
        lambda: _sheet(*["<a>" * 200_000 + "<row/>"] * 20),
        errors.UnreadableSpreadsheet,
    ),
    "a string whose comments speak of strings": (
        lambda: _strings("<si>", *["<t/>" * 200_000 + "<!-- <si > -->"] * 20, "</si>"),
        errors.UnreadableSpreadsheet,
    ),
    "a workbook in a place like the usual": (_other_place_by_a_slash, errors.UnreadableSpreadsheet),
    "a workbook where sheets are": (_other_place, errors.UnreadableSpreadsheet),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_refused_without_being_held_in_memory(name: str) -> None:
    make, refusal = HOSTILE[name]
    raw = make()
    lines(people(10))
    lines(GOOD)  # what the readers load once is not what is measured
    tracemalloc.start()
    try:
        with pytest.raises(refusal):
            lines(raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < len(raw) + 24 * MEGABYTE


@pytest.mark.parametrize("is_of_rows", [True, False])
def test_rows_and_strings_are_counted_as_they_come(*, is_of_rows: bool) -> None:
    """Rows that are all the first, and more strings than cells could refer to."""
    raw = _sheet('<row r="1"/>' * 200_001) if is_of_rows else _strings("<si/>" * 500_001)
    with pytest.raises(errors.TooManyRows):
        lines(raw)


def test_what_stands_between_rows_is_not_held_in_memory() -> None:
    """Some of it under the bound of each place, of which there are many."""
    raw = _sheet(*[f"<x>{'y' * 500_000}</x>{' ' * 500_000}<row/>"] * 60)
    lines(GOOD)
    tracemalloc.start()
    try:
        assert lines(raw) == []
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < len(raw) + 24 * MEGABYTE


def test_a_row_that_says_it_is_the_billionth_ends_the_reading() -> None:
    sheet = f'{_OPEN}<row r="4000000000"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(errors.TooManyRows):
        lines(replaced(GOOD, SHEET, sheet))


def test_too_many_lines_are_refused_in_words_that_say_how_many_may_be() -> None:
    with pytest.raises(errors.TooManyRows) as refused:
        lines(b"a;b\n" * 100_002)
    assert refused.value.params == {"max": 100_000}


def test_a_declared_size_that_lies_lets_no_more_through() -> None:
    """What is unpacked ends where the archive said it would."""
    bomb = bytearray(replaced(GOOD, SHEET, b"<" * (30 * MEGABYTE)))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as packed:
        size = packed.getinfo(SHEET).file_size
    lying = bytes(bomb).replace(struct.pack("<L", size), struct.pack("<L", 1000))
    with pytest.raises(errors.UnreadableSpreadsheet):
        lines(lying)
