"""How long a workspace keeps its journal, and the journal as a file."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from comunik_kit.audit.errors import JournalBroken
from comunik_kit.journal.filter import JournalFilter
from comunik_kit.kernel.errors import InvalidInput
from tests.support.cast import Cast
from tests.support.clock import MovedClock


def test_the_journal_is_kept_for_ever_until_somebody_says_otherwise(cast: Cast, clock: MovedClock) -> None:
    """LOG-04."""
    assert cast.kit.journal_keeping.kept(cast.admin).months == 0
    kept = cast.kit.journal_keeping.keep(cast.admin, months="12")
    assert (kept.months, kept.may_manage) == (12, True)
    assert cast.acts()[-1] == "audit_log_retention_changed"
    before = cast.acts()
    cast.kit.journal_keeping.keep(cast.admin, months="12")
    assert cast.acts() == before, "nothing changed, nothing is written"
    cast.kit.chores.round()
    clock.move(days=400)
    cast.kit.chores.round()
    assert cast.acts()[-1] == "audit_log_trimmed"
    assert "user_created" not in cast.acts()
    cast.kit.chores.round()
    assert [each.broken for each in cast.kit.journal_proof.verify()] == [None]


@pytest.mark.parametrize("months", ["", "6", "-1", "12 ", "012", "x"])
def test_another_time_is_refused(cast: Cast, months: str) -> None:
    before = cast.acts()
    with pytest.raises(InvalidInput):
        cast.kit.journal_keeping.keep(cast.admin, months=months)
    assert (cast.acts(), cast.kit.journal_keeping.kept(cast.admin).months) == (before, 0)


def test_a_broken_chain_is_not_covered_up_by_a_change_of_the_setting(cast: Cast) -> None:
    """LOG-02."""
    cast.kit.journal_seals.run_due()
    with cast.kit.db.write() as s:
        s.connection().exec_driver_sql("UPDATE audit_chains SET length = length - 1")
    before = cast.acts()
    with pytest.raises(JournalBroken):
        cast.kit.journal_keeping.keep(cast.admin, months="12")
    assert cast.acts() == before


def test_an_export_is_written_down_and_does_not_hold_itself(cast: Cast) -> None:
    """LOG-04."""
    cast.create("Ana Lopez")
    total = len(cast.acts())
    sheet = cast.kit.journal_exports.begin(cast.admin, JournalFilter(), language="en")
    text = b"".join(sheet.csv()).decode("utf-8-sig")
    assert sheet.total == total
    assert len(text.splitlines()) == total + 1
    assert cast.acts()[-1] == "audit_log_exported"
    assert "exported the log" not in text
    assert "Olga Martin created the account Ana Lopez" in text


def test_nothing_in_a_file_is_a_formula(cast: Cast, tmp_path: Path) -> None:
    """INP-03: names that people chose, in both kinds of file."""
    for n, name in enumerate(("=1+1", "+2", "-3", "@SUM(A1)")):
        cast.create(f"{name} Lopez", email=f"x{n}@example.org")
    asked = JournalFilter.parse({"act": "user_created"})
    text = b"".join(cast.kit.journal_exports.begin(cast.admin, asked, language="fr").csv()).decode()
    cells = [cell.strip('"') for line in text.splitlines()[1:] for cell in line.split('";"')]
    assert [cell for cell in cells if cell[:1] in set("=+-@")] == []
    assert "'=1+1 Lopez" in cells
    path = tmp_path / "journal.xlsx"
    cast.kit.journal_exports.begin(cast.admin, asked, language="fr").xlsx(path)
    book = load_workbook(path)
    kinds = {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row}
    names = {str(row[4]) for row in book.worksheets[0].values}
    assert "f" not in kinds
    assert {name.lstrip("'") for name in names} >= {"=1+1 Lopez", "@SUM(A1) Lopez"}
