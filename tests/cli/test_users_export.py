"""`comunik-kit users export`: the files of the page, written whole or not at all."""

import csv
import errno
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.cli.test_users import Command, cast, command, environ, told  # noqa: F401  - fixtures
from tests.support.cast import Cast

_KILLED = """
import os, signal
from comunik_kit.cli import main
from comunik_kit.kernel import xlsx_cells
xlsx_cells._Sheets.add = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main()
"""
"""The command line, in which the first row of a spreadsheet is the last thing that is written."""


def test_export_writes_what_the_route_sends(
    command: Command,  # noqa: F811  - a fixture
    cast: Cast,  # noqa: F811  - a fixture
    tmp_path: Path,
) -> None:
    cast.create("Ana Lopez")
    plain = command("export", "--format", "csv", "--search", "ana")
    assert plain.exit_code == 0
    assert plain.stdout_bytes.startswith(b'\xef\xbb\xbf"Nom complet";"E-mail"')
    files = {ending: tmp_path / f"people.{ending}" for ending in ("csv", "xlsx")}
    for ending, path in files.items():
        done = told(command("export", "--format", ending, "-o", str(path), "--language", "en", "--json"))
        assert done == {"file": str(path), "people": 2}
        assert path.stat().st_mode & 0o777 == 0o600
    text = io.StringIO(files["csv"].read_text("utf-8-sig"), newline="")
    book = load_workbook(files["xlsx"], read_only=True)
    sheet = [["" if cell is None else str(cell) for cell in row] for row in book.worksheets[0].values]
    book.close()
    assert list(csv.reader(text)) == sheet
    assert sheet[1][0] == "Ana Lopez"
    assert sorted(each.name for each in tmp_path.glob("people*")) == ["people.csv", "people.xlsx"]


@pytest.mark.parametrize(
    "words", [("--format", "xlsx"), ("--format", "csv", "--json"), ("--format", "pdf"), ()]
)
def test_an_export_that_has_nowhere_to_go_is_refused(
    command: Command,  # noqa: F811  - a fixture
    cast: Cast,  # noqa: F811  - a fixture
    words: tuple[str, ...],
) -> None:
    before = cast.acts()
    assert command("export", *words).exit_code == 2
    assert cast.acts() == before


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_nobody_else_reads_an_export_whose_unfinished_file_was_there(
    command: Command,  # noqa: F811  - a fixture
    tmp_path: Path,
    ending: str,
) -> None:
    """A run that was killed has left it, or somebody has laid it out."""
    path, elsewhere = tmp_path / f"people.{ending}", tmp_path / "elsewhere"
    elsewhere.touch(0o644)
    path.with_name(f"{path.name}.part").symlink_to(elsewhere)
    assert command("export", "--format", ending, "-o", str(path)).exit_code == 0
    assert (path.is_symlink(), path.stat().st_mode & 0o777) == (False, 0o600)
    assert elsewhere.stat().st_size == 0


def test_an_export_follows_one_that_was_killed(
    command: Command,  # noqa: F811  - a fixture
    environ: dict[str, str],  # noqa: F811  - a fixture
    cast: Cast,  # noqa: F811  - a fixture
    tmp_path: Path,
) -> None:
    cast.create("Ana Lopez")
    path = tmp_path / "people.xlsx"
    words = ["users", "export", "--format", "xlsx", "-o", str(path)]
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, *words],
        capture_output=True,
        env={**os.environ, **environ},
        timeout=100,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert [each.name for each in tmp_path.glob("*.parts")] == ["people.xlsx.part.parts"]
    assert told(command("export", "--format", "xlsx", "-o", str(path), "--json"))["people"] == 2
    assert sorted(each.name for each in tmp_path.glob("people*")) == ["people.xlsx"]


@pytest.mark.usefixtures("cast")
def test_an_export_that_fills_the_disk_in_the_end_says_so_in_a_line(
    command: Command,  # noqa: F811  - a fixture
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(ZipFile, "write", refuse)
    result = command("export", "--format", "xlsx", "-o", str(tmp_path / "people.xlsx"))
    assert result.exit_code == 1
    assert result.output.splitlines()[-1].endswith("people.xlsx': No space left on device")
    assert list(tmp_path.glob("people*")) == []


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_that_cannot_be_written_says_so_and_is_in_no_journal(
    command: Command,  # noqa: F811  - a fixture
    cast: Cast,  # noqa: F811  - a fixture
    tmp_path: Path,
    ending: str,
) -> None:
    before = cast.acts()
    result = command("export", "--format", ending, "-o", str(tmp_path / "nowhere" / "people"))
    assert result.exit_code == 1
    assert result.output.splitlines()[-1].endswith("people': No such file or directory")
    assert cast.acts() == before
