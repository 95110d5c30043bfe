"""People as files: who gets them, what is in them, what can never be."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from openpyxl import load_workbook
from starlette.testclient import TestClient

from comunik_kit.kernel.csv_cells import plain
from comunik_kit.users.export_files import Sheet
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.tables import User
from tests.http.browser import browser_on, sign_in
from tests.support.cast import Cast

CSV, XLSX = "/users/export.csv", "/users/export.xlsx"
EXPORTED = "users_exported"
HOSTILE = (
    '=HYPERLINK("http://evil.example";"Ana")',
    "+33 1 99 00 00 00",
    "-2+3",
    "@SUM(A1:A9)",
    'O\'Brien; "the, second"',
    "'apostrophe",
    "名前 🚀",
)


def rows(answer: Response, folder: Path) -> list[list[str]]:
    """Read a file of either kind, without its head."""
    assert answer.status_code == 200
    if answer.headers["content-type"].startswith("text/csv"):
        text = io.StringIO(answer.content.decode("utf-8-sig"), newline="")
        return list(csv.reader(text, delimiter=";"))[1:]
    path = folder / "got.xlsx"
    path.write_bytes(answer.content)
    book = load_workbook(path, read_only=True)
    found: list[list[Any]] = [list(row) for row in book.worksheets[0].values]
    book.close()
    return [["" if cell is None else str(cell) for cell in row] for row in found[1:]]


def rename(cast: Cast, user_id: str, name: str) -> None:
    """Give a person a name that no form would take."""
    with cast.kit.db.write() as session:
        session.get_one(User, user_id).full_name = name


@pytest.mark.parametrize("address", [CSV, XLSX])
def test_hostile_names_come_back_as_they_were_and_compute_nothing(
    cast: Cast, browser: TestClient, tmp_path: Path, address: str
) -> None:
    """INP-03: through the real routes and other people's readers."""
    for number, name in enumerate(HOSTILE):
        rename(cast, cast.create(f"P{number} X", email=f"p{number}@example.org"), name)
    sign_in(browser)
    found = rows(browser.get(address, params={"tab": "not_invited"}), tmp_path)
    assert [plain(row[0]) for row in found] == list(HOSTILE)
    assert [cell for row in found for cell in row if cell[:1] in set("=+-@\t\r\n\0")] == []


@pytest.mark.parametrize("address", [CSV, XLSX])
def test_the_address_filters_as_the_list_does_and_is_written_down(
    cast: Cast, browser: TestClient, tmp_path: Path, address: str
) -> None:
    cast.create("Ana Lopez")
    cast.create("Bob Noir")
    sign_in(browser)
    found = rows(browser.get(address, params={"q": "ANA", "tab": "x", "secret": "x", "role": "%"}), tmp_path)
    assert [row[0] for row in found] == ["Ana Lopez"]
    assert "'filter': {'q': 'ANA'}, 'count': 1" in cast.dump()


def test_the_files_have_a_name_with_the_day_and_are_kept_by_nobody(cast: Cast, browser: TestClient) -> None:
    sign_in(browser)
    for address, kind in ((CSV, "text/csv; charset=utf-8"), (XLSX, "application/vnd.openxmlformats")):
        answer = browser.get(address)
        ending = address.rpartition(".")[2]
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-disposition"] == (
            f'attachment; filename="utilisateurs-2026-03-02.{ending}"'
        )
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert cast.acts()[-1] == EXPORTED
    assert list((cast.kit.settings.data_dir / "exports").iterdir()) == []


def test_many_rows_come_in_pieces(cast: Cast, browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comunik_kit.users.exporting.CHUNK", 2)
    for number in range(5):
        cast.create(f"P{number} X", email=f"p{number}@example.org")
    sign_in(browser)
    answer = browser.get(CSV)
    assert "content-length" not in answer.headers
    assert answer.text.count("example.org") == 6


def test_who_may_not_gets_nothing_and_nothing_is_written_down(cast: Cast, browser: TestClient) -> None:
    """SES-03, ACL-01; asking in another way is no export either."""
    cast.join("Anna Petit", "agent")
    agent = browser_on(cast.kit)
    sign_in(agent, "anna@example.org")
    addresses = (CSV, XLSX, "/users/exports/" + "0" * 32)
    nobody = [browser.get(address).status_code for address in addresses]
    sign_in(browser)
    before = cast.acts()
    assert nobody == [401, 401, 401]
    assert [agent.get(address).status_code for address in addresses] == [403, 403, 403]
    for address in addresses:
        for way in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            assert browser.request(way, address).status_code == 405
        assert browser.post(address).headers["allow"] == "GET"
    assert cast.acts() == before
    assert EXPORTED not in before


def test_a_prepared_file_opens_for_who_prepared_it_alone(cast: Cast, browser: TestClient) -> None:
    """ACL-03, ACL-09."""
    cast.join("Mado Petit", "manager")
    other = browser_on(cast.kit)
    sign_in(other, "mado@example.org")
    export = cast.kit.people_exports.begin(cast.admin, UserFilter())
    name = cast.kit.prepared_exports.prepare(cast.admin, Sheet(export, "fr"))
    sign_in(browser)
    assert other.get(f"/users/exports/{name}").status_code == 404
    assert browser.get("/users/exports/..%2f..%2fsecret.key").status_code == 404
    got = browser.get(f"/users/exports/{name}")
    assert (got.status_code, got.content[:2]) == (200, b"PK")
    assert int(got.headers["content-length"]) == len(got.content)
    assert browser.get(f"/users/exports/{name}").status_code == 404


def test_no_secret_and_no_id_is_in_the_file(cast: Cast, browser: TestClient) -> None:
    """INV-10."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez"))
    sign_in(browser)
    body = browser.get(CSV).text
    assert "Ana Lopez" in body
    secrets = (cast.link(invited.invitation_id), "/invite", invited.invitation_id, invited.user_id, "http")
    assert [each for each in secrets if each in body] == []
