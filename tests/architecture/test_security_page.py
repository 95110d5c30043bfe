"""docs/security.md promises only what a test shows."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([A-Z]{3}-\d\d) \|.*\| (.*) \|$", re.MULTILINE)


def test_every_test_that_the_security_page_names_is_there_and_names_the_row() -> None:
    rows = ROW.findall((ROOT / "docs" / "security.md").read_text())
    named = [(row, name) for row, files in rows for name in re.findall(r"`([^`]+)`", files)]
    missing = [f"{row}: {name}" for row, name in named if not _shows(ROOT / "tests" / name, row)]
    assert len(rows) > 50
    assert missing == []


def _shows(path: Path, row: str) -> bool:
    return path.is_file() and row in path.read_text()
