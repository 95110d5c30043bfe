"""Tables for spreadsheets: nothing in them computes, and every value comes back."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.kernel.csv_cells import BYTE_ORDER_MARK, Cell, plain, safe, separator_of, table

SIGNS = "=+-@\t\r\n\0＝＋－＠|%"  # noqa: RUF001  full-width ones too
texts = st.text(max_size=40) | st.builds(lambda sign, rest: sign + rest, st.sampled_from(SIGNS), st.text())


def read(written: bytes, separator: str) -> list[list[str]]:
    text = written.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


@given(st.lists(st.lists(texts | st.integers(0, 99), min_size=3, max_size=3), max_size=5))
@pytest.mark.parametrize("separator", [";", ","])
def test_no_cell_computes_and_every_value_comes_back(separator: str, rows: list[list[Cell]]) -> None:
    """INP-03."""
    written = b"".join(table(["a", "b", "c"], [rows], separator=separator))
    found = read(written, separator)
    assert [[plain(cell) for cell in row] for row in found[1:]] == [
        [str(cell) for cell in row] for row in rows
    ]
    assert [cell for row in found for cell in row if cell.lstrip(" \u00a0")[:1] in set(SIGNS)] == []


@given(texts)
def test_a_file_opened_with_the_wrong_separator_computes_nothing_either(text: str) -> None:
    written = b"".join(table(["head"], [[["a", f"x,{text};{text}", "z"]]], separator=";"))
    assert written.count(b'"') % 2 == 0
    assert all(line.startswith(b'"') or not line for line in written[3:].split(b'"\r\n'))


def test_harmless_text_is_left_as_it_is() -> None:
    for text in (
        "Ana Lopez",
        "Éléonore d’Artagnan-Noé",
        "ana@example.org",
        "",
        "2026-03-02 09:00",
        "a=b",
        " ",
    ):
        assert safe(text) == text
    assert safe("'tis") == "''tis"


def test_each_language_has_its_separator() -> None:
    assert [separator_of(language) for language in ("fr", "en", "xx")] == [";", ",", ","]
