"""Tables as XLSX files: nothing in them computes, every value comes back, and no trace stays of what failed."""

import errno
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from comunik_kit.kernel import xlsx_cells
from comunik_kit.kernel.csv_cells import plain
from comunik_kit.kernel.xlsx_cells import parts_of, write

SIGNS = "=+-@\t|%'"
# What XML can hold; a lone carriage return it would read as a line feed.
letters = st.characters(exclude_categories=["Cs", "Cc", "Cn"])
texts = st.text(letters, max_size=40) | st.builds(
    lambda sign, rest: sign + rest, st.sampled_from(SIGNS), st.text(letters, max_size=20)
)


def sheets(path: Path) -> list[list[list[Any]]]:
    """Read every sheet's rows; empty cells as empty texts."""
    book = load_workbook(path, read_only=True)
    read = [[["" if cell is None else cell for cell in row] for row in each.values] for each in book]
    book.close()
    return read


@given(rows=st.lists(st.tuples(texts, texts, st.integers(0, 99)), max_size=5))
def test_no_cell_computes_and_every_value_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, int]]
) -> None:
    """INP-03."""
    path = tmp_path_factory.mktemp("sheet") / "x.xlsx"
    assert write(path, ["a", "b", "c"], [rows]) == len(rows)
    [[head, *found]] = sheets(path)
    assert head == ["a", "b", "c"]
    assert [[plain(row[0]), plain(row[1]), row[2]] for row in found] == [list(row) for row in rows]
    assert [cell for row in found for cell in row if str(cell)[:1] in set("=+-@\t")] == []


def test_what_looks_like_a_number_a_link_or_a_formula_stays_text(tmp_path: Path) -> None:
    given = ["007", "1e5", "http://example.org", "{=1+1}", "mailto:a@example.org"]
    path = tmp_path / "x.xlsx"
    write(path, list("abcde"), [[given]])
    book = load_workbook(path)
    cells = next(book.worksheets[0].iter_rows(min_row=2))
    assert [cell.value for cell in cells] == given
    assert {(cell.data_type, cell.hyperlink) for cell in cells} == {("s", None)}


def test_a_moment_is_a_date_by_its_own_clock(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write(path, ["when"], [[[datetime(2026, 3, 2, 9, 30, tzinfo=UTC)]]])
    assert sheets(path)[0][1] == [datetime(2026, 3, 2, 9, 30)]  # noqa: DTZ001  - spreadsheets know no zone


def test_what_does_not_fit_goes_on_in_another_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_cells, "ROWS_A_SHEET", 4)
    path = tmp_path / "x.xlsx"
    assert write(path, ["n"], [[[number] for number in range(7)]]) == 7
    assert sheets(path) == [[["n"], [0], [1], [2]], [["n"], [3], [4], [5]], [["n"], [6]]]


def test_what_fails_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    def rows() -> Any:
        yield [["a"]]
        msg = "enough"
        raise RuntimeError(msg)

    with pytest.raises(RuntimeError, match="enough"):
        write(tmp_path / "x.xlsx", ["n"], rows())
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write(path, ["n"], [])
    assert path.stat().st_mode & 0o777 == 0o600
    assert sheets(path) == [[["n"]]]


def test_what_a_killed_run_has_left_is_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    left = parts_of(path)
    left.mkdir(mode=0o755)
    (left / "x.xlsx").write_text("half of it")
    assert write(path, ["n"], [[[1]]]) == 1
    assert sheets(path) == [[["n"], [1]]]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_in_the_place_of_the_folder_is_not_followed(
    tmp_path: Path,
    is_there: bool,  # noqa: FBT001  - whether what it points to exists
) -> None:
    path, elsewhere = tmp_path / "x.xlsx", tmp_path / "elsewhere"
    if is_there:
        elsewhere.mkdir()
        (elsewhere / "kept").touch()
    parts_of(path).symlink_to(elsewhere)
    assert write(path, ["n"], [[[1]]]) == 1
    assert sorted(each.name for each in tmp_path.rglob("*")) == [
        *(["elsewhere", "kept"] if is_there else []),
        "x.xlsx",
    ]


def test_a_folder_of_somebody_else_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.xlsx"
    parts_of(path).mkdir()
    (parts_of(path) / "kept").touch()
    monkeypatch.setattr(os, "geteuid", lambda: parts_of(path).stat().st_uid + 1)
    with pytest.raises(FileExistsError):
        write(path, ["n"], [[[1]]])
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["kept", "x.xlsx.parts"]


def test_two_at_once_do_not_take_from_each_other(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"

    def rows() -> Any:
        yield [["a"]]
        with pytest.raises(FileExistsError):
            write(path, ["n"], [[["z"]]])
        yield [["b"]]

    assert write(path, ["n"], rows()) == 2
    assert sheets(path) == [[["n"], ["a"], ["b"]]]
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_in_the_place_of_the_folder_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    parts_of(path).write_text("kept")
    with pytest.raises(FileExistsError):
        write(path, ["n"], [[[1]]])
    assert parts_of(path).read_text() == "kept"
    assert not path.exists()


def test_a_disk_that_is_full_in_the_end_is_the_disk_s_own_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(ZipFile, "write", refuse)
    with pytest.raises(OSError, match="No space left on device") as raised:
        write(tmp_path / "x.xlsx", ["n"], [[[1]]])
    assert raised.value.errno == errno.ENOSPC
    assert list(tmp_path.iterdir()) == []
