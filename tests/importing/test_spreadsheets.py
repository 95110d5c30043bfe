"""INP-04, INP-07: what spreadsheet programs put beside people's lines is nobody's business, and is not opened."""

import io
import re

import pytest
from openpyxl import Workbook as Written
from xlsxwriter import Workbook

from tests.importing.files import part, read, referring, replaced, spreadsheet

HEAD = ["Nom", "E-mail"]
WANTED = [HEAD, ["Marie", "marie@exemple.fr"]]
GOOD = spreadsheet(WANTED)
SHEET, STRINGS, TYPES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "[Content_Types].xml"
LINKS = "xl/worksheets/_rels/sheet1.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def _linked(number: int) -> bytes:
    """People whose addresses became links as they were typed, written as Excel does since 2016."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for line in range(1, number + 1):
            sheet.write_string(line, 0, f"Personne {line}")
            sheet.write_url(line, 1, f"mailto:p{line}@exemple.fr", string=f"p{line}@exemple.fr")
    plain = part(file.getvalue(), SHEET)
    named = plain.replace(' r:id="', ' xr:uid="{00000000-0004-0000-0000-000000000000}" r:id="')
    spaces = '<worksheet xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
    return replaced(file.getvalue(), SHEET, named.replace("<worksheet ", spaces, 1))


def _two_sheets(rows: int) -> bytes:
    book, file = Written(write_only=True), io.BytesIO()
    for each in ([*WANTED], ([n] for n in range(rows))):
        sheet = book.create_sheet()
        for row in each:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


def test_an_address_that_became_a_link_is_one_like_others() -> None:
    found = read(_linked(13_000))
    assert len(found) == 13_001
    assert (found[0], found[-1]) == (HEAD, ["Personne 13000", "p13000@exemple.fr"])


def test_as_many_links_as_there_may_be_lines_keep_nobody_out() -> None:
    """Each of them is one more line of two lists that nobody asked for."""
    links = "".join(f'<hyperlink ref="B{n}" r:id="rId{n}"/>' for n in range(100_000))
    ends = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/hyperlink" Target="mailto:{n}@a.fr" TargetMode="External"/>'
        for n in range(100_000)
    )
    sheet = part(GOOD, SHEET).replace("<worksheet ", f'<worksheet xmlns:r="{_OFFICE}" ', 1)
    linked = sheet.replace("</sheetData>", f"</sheetData><hyperlinks>{links}</hyperlinks>")
    assert linked.count("hyperlink ") == 100_000
    given = replaced(replaced(GOOD, SHEET, linked), LINKS, f"<Relationships>{ends}</Relationships>")
    assert read(given) == WANTED


@pytest.mark.parametrize(
    "name", ["customXml/item1.xml", "xl/queryTables/queryTable1.xml", "docProps/custom.xml"]
)
def test_a_part_that_no_line_needs_may_be_in_any_encoding(name: str) -> None:
    query = '<?xml version="1.0" encoding="utf-16"?><DataMashup>UEsDBBQAAgAI</DataMashup>'
    assert read(replaced(GOOD, name, query.encode("utf-16"))) == WANTED


def test_a_part_that_no_line_needs_may_be_long() -> None:
    cells = "".join(f'<c r="C{n}" i="1"/>' for n in range(1, 100_001))
    assert (
        read(replaced(GOOD, "xl/calcChain.xml", f'<calcChain xmlns="{_MAIN}">{cells}</calcChain>')) == WANTED
    )


def test_another_sheet_may_have_more_rows_than_people_may_be_brought() -> None:
    assert read(_two_sheets(200_002)) == WANTED


def test_the_kind_of_the_workbook_may_be_that_of_all_parts_with_its_ending() -> None:
    types = part(GOOD, TYPES)
    unnamed = re.sub(r'<Override [^>]*PartName="/xl/workbook.xml"[^>]*/>', "", types)
    changed = unnamed.replace('ContentType="application/xml"', f'ContentType="{_KIND}"')
    assert len({types, unnamed, changed}) == 3
    assert read(replaced(GOOD, TYPES, changed)) == WANTED


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Marie_x000D_\nDupont", "Marie Dupont"),
        ("Marie_x005F_x000D_Dupont", "Marie_x000D_Dupont"),
        ("Marie_x0000__xD800_Dupont", "Marie Dupont"),
        ("Marie_x00E9_", "Marieé"),
        ("marie_xavier", "marie_xavier"),
    ],
)
@pytest.mark.parametrize("is_referred_to", [True, False])
def test_what_a_spreadsheet_escapes_is_read_as_it_was_typed(
    written: str, meant: str, *, is_referred_to: bool
) -> None:
    workbook, name = (referring(WANTED), STRINGS) if is_referred_to else (GOOD, SHEET)
    raw = replaced(workbook, name, part(workbook, name).replace(">Marie<", f">{written}<"))
    assert read(raw) == [HEAD, [meant, "marie@exemple.fr"]]


def test_a_string_in_several_looks_is_one_text() -> None:
    """How it is pronounced stands beside it, and is no part of it."""
    parts = "<r><t>Ma</t></r><r><rPr><b/></rPr><t>rie</t></r><rPh sb='0' eb='1'><t>mari</t></rPh>"
    workbook = referring(WANTED)
    raw = replaced(workbook, STRINGS, part(workbook, STRINGS).replace("<t>Marie</t>", parts))
    assert read(raw) == WANTED
