"""A list of people on its way in by a native post, and its refused lines on their way back."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from unittest.mock import ANY

import pytest
from starlette.testclient import TestClient

from comunik_kit.importing.limits import FILE_BYTES
from comunik_kit.kernel.csv_cells import plain
from tests.http.browser import sign_in
from tests.importing.desk import Desk
from tests.importing.files import read
from tests.support.cast import Cast

FILE = "Nom complet;E-mail\nAna Neuve;ana@exemple.fr\n=2+5;mal\n"


def test_a_posted_file_becomes_an_import_and_its_refused_lines_come_back(
    cast: Cast, browser: TestClient
) -> None:
    """INP-03: what somebody typed computes nothing, and is back as it was."""
    desk = Desk(cast)
    sign_in(browser)
    answer = browser.post("/imports", files={"file": ("a.csv", FILE)})
    assert answer.status_code == 200
    import_id = answer.json()["import"]
    assert desk.view(import_id).name == "a.csv"
    desk.judge_again(import_id)
    back = browser.get(f"/imports/{import_id}/refused.csv")
    assert back.headers["content-disposition"] == 'attachment; filename="lignes-refusees.csv"'
    assert back.headers["cache-control"] == "no-store"
    rows = list(csv.reader(io.StringIO(back.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Nom complet", "E-mail", "Ligne", "Motif"]
    assert [plain(cell) for cell in rows[1][:3]] == ["=2+5", "mal", "3"]
    assert rows[1][0].startswith("'=")
    assert cast.acts()[-1] == "people_import_refused_exported"


def test_what_came_back_can_be_sent_again_once_it_is_mended(cast: Cast, browser: TestClient) -> None:
    desk = Desk(cast)
    sign_in(browser)
    import_id = desk.judge("Nom complet;E-mail\n'Abd;mal\n")
    back = browser.get(f"/imports/{import_id}/refused.csv").content.decode("utf-8-sig")
    again = desk.judge(back.replace(';"mal"', ';"mal@exemple.fr"'))
    assert [(line.name, line.verdict) for line in desk.lines(again)] == [("'Abd", "new")]


def test_pasted_text_is_read_as_such(cast: Cast, browser: TestClient) -> None:
    sign_in(browser)
    answer = browser.post("/imports", files={"text": ("text", "Roy, Luc <luc@exemple.fr>")})
    assert Desk(cast).view(answer.json()["import"]).is_list


def test_the_template_has_the_columns_that_are_known_again(cast: Cast, browser: TestClient) -> None:
    sign_in(browser)
    head = browser.get("/imports/template.csv").content
    desk = Desk(cast)
    places = desk.view(desk.bring(head + b"a;a@exemple.fr")).places
    assert [field for field, place in sorted(places.items(), key=lambda each: each[1]) if place] == [
        "full_name", "email", "phone", "role", "department", "company", "tier", "language",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"file": ("a.csv", b"\x89PNG\r\n\0\0")}, 422),
        ({"file": ("a.csv", b"")}, 422),
        ({"other": ("a.csv", FILE)}, 400),
        ({"file": ("a.csv", FILE), "text": ("b", FILE)}, 400),
    ],
)
def test_what_is_no_list_is_refused_and_nothing_is_kept(
    cast: Cast, browser: TestClient, files: dict[str, tuple[str, str | bytes]], status: int
) -> None:
    sign_in(browser)
    before = cast.dump()
    assert browser.post("/imports", files=files).status_code == status
    assert cast.dump() == before


def test_nothing_of_a_file_is_read_before_it_is_known_who_sends_it(cast: Cast, browser: TestClient) -> None:
    """INP-07, ACL-01: nobody, then somebody without the right, are told so whatever they send."""
    big = {"file": ("a.csv", b"x" * (FILE_BYTES + 100_000))}
    assert browser.post("/imports", files=big).status_code == 401
    cast.join("Axel Agent", "agent")
    sign_in(browser, "axel@example.org")
    assert browser.post("/imports", files=big).status_code == 403
    assert browser.get("/imports/template.csv").status_code == 403


def test_a_file_that_is_too_big_is_refused_whatever_its_length_is_said_to_be(browser: TestClient) -> None:
    sign_in(browser)
    assert (
        browser.post("/imports", files={"file": ("a.csv", b"x" * (FILE_BYTES + 100_000))}).status_code == 413
    )

    def endless() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        for _ in range(22):
            yield b"a;b\n" * 262_144

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert browser.post("/imports", content=endless(), headers=headers).status_code == 413


def test_a_post_from_another_site_is_refused(browser: TestClient) -> None:
    """WEB-04."""
    sign_in(browser)
    answer = browser.post(
        "/imports", files={"file": ("a.csv", FILE)}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("import_id", ["0" * 32, "x", "%00"])
def test_a_foreign_or_hostile_import_is_not_found(browser: TestClient, import_id: str) -> None:
    """ACL-03."""
    sign_in(browser)
    assert browser.get(f"/imports/{import_id}/refused.csv").status_code == 404
    assert browser.post(f"/imports/{import_id}/refused.csv").status_code == 405


def test_refused_lines_and_the_template_come_as_a_spreadsheet_too(cast: Cast, browser: TestClient) -> None:
    """INP-03: and the spreadsheet is read again as it was written."""
    desk = Desk(cast)
    sign_in(browser)
    import_id = desk.judge(FILE)
    back = browser.get(f"/imports/{import_id}/refused.xlsx").content
    assert read(back) == [["Nom complet", "E-mail", "Ligne", "Motif"], ["=2+5", "mal", "3", ANY]]
    assert read(browser.get("/imports/template.xlsx").content)[0][:2] == ["Nom complet", "E-mail"]


def test_a_spreadsheet_comes_whole_from_a_server_that_reads_files_by_itself(
    cast: Cast, browser: TestClient
) -> None:
    """INP-03, WEB-02: Granian does, and later; when the file is gone by then, its answer has no header of ours."""
    sign_in(browser)
    behind = browser.app

    async def server(scope: Any, receive: Any, send: Any) -> None:
        extensions = {"http.response.pathsend": {}}
        await behind({**scope, "extensions": extensions}, receive, send)

    with TestClient(server, base_url=cast.kit.settings.public_url, cookies=browser.cookies) as asking:
        answer = asking.get("/imports/template.xlsx")
    assert read(answer.content)[0][:2] == ["Nom complet", "E-mail"]
    assert int(answer.headers["content-length"]) == len(answer.content)
