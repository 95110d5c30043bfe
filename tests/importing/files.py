"""Files that people send, and files that nobody should."""

import io
import zipfile
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from xlsxwriter import Workbook as Referring

from comunik_kit.importing import reading

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def read(data: bytes | str, *, is_pasted: bool = False) -> list[list[str]]:
    """Read a file whole; its lines' cells."""
    return [line.cells for line in lines(data, is_pasted=is_pasted)]


def lines(data: bytes | str, *, is_pasted: bool = False) -> list[reading.Line]:
    """Read a file whole."""
    raw = data.encode() if isinstance(data, str) else data
    with reading.opened(io.BytesIO(raw), is_pasted=is_pasted) as sheet:
        return list(sheet.lines)


def spreadsheet(rows: Iterable[Sequence[object]]) -> bytes:
    """Write a workbook as spreadsheet programs do."""
    book, file = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file.getvalue()


def referring(rows: Iterable[Sequence[str]]) -> bytes:
    """Write a workbook as Excel does: its cells refer to strings that stand in a part of their own."""
    file = io.BytesIO()
    with Referring(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return file.getvalue()


def part(workbook: bytes, name: str) -> str:
    """Unpack one part."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        return packed.read(name).decode()


def archive(parts: dict[str, bytes | str]) -> bytes:
    """Pack parts as a spreadsheet does."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def replaced(workbook: bytes, name: str, content: bytes | str) -> bytes:
    """Put another part in the place of one of a good workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        parts: dict[str, bytes | str] = {each: packed.read(each) for each in packed.namelist()}
    return archive(parts | {name: content})


def people(number: int, *, begin: int = 0) -> str:
    """Write a table of so many people, as our own export does."""
    head = "Nom complet;E-mail;Mobile;Rôle;Département\r\n"
    names = (f"Personne {n};personne{n}@exemple.fr;06 12 34 {n // 100 % 100:02d} {n % 100:02d};Agent;\r\n"
             for n in range(begin, begin + number))  # fmt: skip
    return head + "".join(names)
