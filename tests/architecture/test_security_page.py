"""docs/security.md promises only what a test shows."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([A-Z]{3}-\d\d) \|.*\| (.*) \|$", re.MULTILINE)
# How many requirements there are of each kind; they are numbered without a gap.
KINDS = {
    "AUT": 14,
    "MFA": 10,
    "SES": 9,
    "TOK": 8,
    "INV": 13,
    "ACL": 10,
    "INP": 9,
    "WEB": 7,
    "LOG": 5,
    "REL": 9,
}


def test_every_test_that_the_security_page_names_is_there_and_names_the_row() -> None:
    rows = ROW.findall((ROOT / "docs" / "security.md").read_text())
    named = [(row, name) for row, files in rows for name in re.findall(r"`([^`]+)`", files)]
    missing = [f"{row}: {name}" for row, name in named if not _shows(ROOT / "tests" / name, row)]
    assert len(rows) > 50
    assert missing == []


def test_every_requirement_stands_on_the_security_page_once() -> None:
    wanted = [f"{kind}-{number:02}" for kind, last in KINDS.items() for number in range(1, last + 1)]
    told = [row for row, _ in ROW.findall((ROOT / "docs" / "security.md").read_text())]
    assert sorted(told) == sorted(wanted)


def test_every_requirement_names_a_test() -> None:
    rows = ROW.findall((ROOT / "docs" / "security.md").read_text())
    assert [row for row, files in rows if not re.findall(r"`[^`]+`", files)] == []


def _shows(path: Path, row: str) -> bool:
    return path.is_file() and row in path.read_text()
