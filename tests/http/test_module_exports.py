"""A module's activity as a file: who gets what, what is in it, what can never be."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.kernel.csv_cells import plain
from comunik_kit.modules import exporting
from comunik_kit.modules.activity import NewActivity, post
from tests.http.browser import browser_on, sign_in
from tests.support.cast import Cast

HOSTILE = (
    '=HYPERLINK("http://evil.example";"Ana")',
    "+33 1 99",
    "-2+3",
    "@SUM(A1:A9)",
    "'apostrophe",
    "名前 🚀",
)
ADDRESSES = ["/calls/export.csv", "/calls/export.xlsx"]


def ring(cast: Cast, title: str, minutes: int = 60, **values: Any) -> str:
    now = cast.kit.clock.now()
    given: dict[str, Any] = {"module": "calls", "kind": "missed", "status": "missed"} | values
    with cast.kit.db.write() as s:
        new = NewActivity(title=title, occurred_at=now - timedelta(minutes=minutes), **given)
        return post(s, cast.workspace_id, new, now)


def rows(content: bytes, folder: Path) -> list[list[str]]:
    """Read a file of either kind, its head included."""
    if content.startswith(b"\xef\xbb\xbf"):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    path = folder / "got.xlsx"
    path.write_bytes(content)
    book = load_workbook(path, read_only=True)
    found: list[list[Any]] = [list(row) for row in book.worksheets[0].values]
    book.close()
    return [["" if cell is None else str(cell) for cell in row] for row in found]


@pytest.mark.parametrize("address", ADDRESSES)
def test_hostile_titles_come_back_as_they_were_and_compute_nothing(
    cast: Cast, browser: TestClient, tmp_path: Path, address: str
) -> None:
    """INP-03."""
    for number, title in enumerate(HOSTILE):
        ring(cast, title, number, customer=title, details={"number": title, "queue": title})
    sign_in(browser)
    head, *found = rows(browser.get(address).content, tmp_path)
    assert [plain(row[2]) for row in found] == list(HOSTILE)
    assert {len(row) for row in found} == {len(head)} == {12}
    assert [cell for row in found for cell in row if cell[:1] in set("=+-@\t\r\n\0")] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_filters_as_the_list_does_and_is_written_down(
    cast: Cast, browser: TestClient, tmp_path: Path, address: str
) -> None:
    ring(cast, "Dubois", details={"duration": 65}, owner_id=cast.admin.user_id)
    ring(cast, "Durand", kind="received", status="answered")
    sign_in(browser)
    answer = browser.get(address, params={"status": "missed", "q": "dub"})
    found = rows(answer.content, tmp_path)[1:]
    assert [row[1:6] for row in found] == [["Appel manqué", "Dubois", "", "Manqué", "Olga Martin"]]
    assert found[0][9] == "1:05"
    assert answer.headers["cache-control"] == "no-store"
    assert 'filename="calls-2026-03-02.' in answer.headers["content-disposition"]
    assert cast.acts()[-1] == "activities_exported"


def test_it_is_read_in_chunks_without_a_gap_or_a_repetition(
    cast: Cast, browser: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "CHUNK", 4)
    for number in range(10):
        ring(cast, f"P {number}", number // 3)
    sign_in(browser)
    found = rows(browser.get("/calls/export.csv").content, tmp_path)[1:]
    assert sorted(row[2] for row in found) == [f"P {number}" for number in range(10)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_agent_gets_what_the_agent_sees(cast: Cast, tmp_path: Path, address: str) -> None:
    """ACL-03."""
    agnes, secret = cast.join("Agnès Petit", "agent")
    ring(cast, "Affaire privée")
    ring(cast, "Dubois", owner_id=agnes.user_id)
    with browser_on(cast.kit) as browser:
        browser.cookies.set(session_cookie_name(cast.kit.settings), secret)
        found = rows(browser.get(address).content, tmp_path)[1:]
    assert [row[2] for row in found] == ["Dubois"]


@pytest.mark.parametrize("address", ["/leads/export.csv", "/leads/export.xlsx"])
def test_who_has_not_the_module_and_who_is_nobody_get_nothing(cast: Cast, address: str) -> None:
    """ACL-02."""
    _, secret = cast.join("Ugo Petit", "user")
    before = cast.acts()
    with browser_on(cast.kit) as browser:
        assert browser.get(address, follow_redirects=False).status_code != 200
        browser.cookies.set(session_cookie_name(cast.kit.settings), secret)
        assert browser.get(address, follow_redirects=False).status_code == 404
    assert "activities_exported" not in cast.acts()[len(before) :]
