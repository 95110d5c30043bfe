"""The archive as a file: who gets it, what is in it, what can never be."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from comunik_kit.http.cookies import LANGUAGE
from comunik_kit.kernel.csv_cells import plain
from tests.http.browser import browser_on, sign_in
from tests.invitations.history import Letter, Past, Sent, past_of
from tests.support.cast import Cast
from tests.support.clock import MovedClock

ADDRESS = "/invitations/archive.csv"
EXPORTED = "invitations_exported"
HOSTILE = (
    '=HYPERLINK("http://evil.example";"Ana")',
    "+33 1 99 00 00 00",
    "-2+3",
    "@SUM(A1:A9)",
    "\ttab",
    'O\'Brien; "the, second"',
    "'apostrophe",
    "Ligne\nde plus",
    "名前 🚀",
)


@pytest.fixture
def past(cast: Cast, clock: MovedClock) -> Past:
    """Lend the pen that writes the past."""
    return past_of(cast, clock)


def rows(answer: Response, separator: str = ";") -> list[list[str]]:
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_hostile_names_come_back_as_they_were_and_compute_nothing(past: Past, browser: TestClient) -> None:
    """INP-03: through the real route and Python's own reader."""
    past.write_many(
        Sent(name=name, department=f"={n}+1", at=past.now - timedelta(minutes=n))
        for n, name in enumerate(HOSTILE)
    )
    sign_in(browser)
    head, *found = rows(browser.get(ADDRESS))
    assert [plain(row[0]) for row in found] == list(HOSTILE)
    assert [plain(row[5]) for row in found] == [f"={n}+1" for n in range(len(HOSTILE))]
    assert {len(row) for row in found} == {len(head)} == {13}
    assert [cell for row in found for cell in row if cell[:1] in set("=+-@\t\r\n\0")] == []


def test_the_file_has_a_name_with_the_day_and_is_kept_by_nobody(cast: Cast, browser: TestClient) -> None:
    sign_in(browser)
    answer = browser.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="invitations-2026-03-02.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(rows(answer)) == 1
    assert cast.acts()[-1] == EXPORTED


def test_a_row_says_everything_in_the_readers_words_and_the_workspaces_time(
    past: Past, browser: TestClient
) -> None:
    at = past.now - timedelta(days=1)
    letter = Letter(sent_at=at, delivered_at=at, opened_at=at + timedelta(hours=1), delivery="opened")
    ana = Sent(name="Ana Lopez", email="ana@example.org", at=at, department="Vente", letters=(letter,))
    past.write(replace(ana, accepted_at=past.now, gone_at=past.now, reminders=1))
    sign_in(browser)
    french = rows(browser.get(ADDRESS))
    browser.cookies.set(LANGUAGE, "en")
    english = rows(browser.get(ADDRESS), ",")
    named = "Nom|Adresse e-mail|Invitation|Message|Invité par|Département"
    assert "|".join(french[0]).startswith(f"{named}|Créée (Europe/Paris)|Émise (Europe/Paris)|")
    said = "Ana Lopez|ana@example.org|Acceptée|Ouverte|Olga Martin|Vente"
    times = ["2026-03-01 10:00:00"] * 3 + ["2026-03-01 11:00:00", "2026-03-02 10:00:00"]
    assert french[1] == [*said.split("|"), *times, "1", "oui"]
    assert english[1][2:4] == ["Accepted", "Opened"]
    assert english[1][-1] == "yes"


def test_the_address_filters_as_the_page_does_and_is_written_down(
    cast: Cast, past: Past, browser: TestClient
) -> None:
    past.write(Sent(name="Ana Lopez", accepted_at=past.now), Sent(name="Bob Noir"))
    sign_in(browser)
    found = rows(
        browser.get(ADDRESS, params={"state": "accepted", "q": "ana", "secret": "x", "inviter": "%"})
    )
    assert [row[0] for row in found[1:]] == ["Ana Lopez"]
    assert "'filter': {'q': 'ana', 'state': 'accepted'}" in cast.dump()


def test_who_may_not_gets_nothing_and_nothing_is_written_down(cast: Cast, browser: TestClient) -> None:
    """SES-03, ACL-01; asking in another way is no export either."""
    cast.join("Anna Petit", "agent")
    agent = browser_on(cast.kit)
    sign_in(agent, "anna@example.org")
    nobody = browser.get(ADDRESS)
    sign_in(browser)
    before = cast.acts()
    answers = {
        "nobody": (nobody.status_code, 401),
        "agent": (agent.get(ADDRESS).status_code, 403),
        **{
            way: (browser.request(way, ADDRESS).status_code, 405)
            for way in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS")
        },
    }
    assert {name: got for name, (got, _) in answers.items()} == {
        name: due for name, (_, due) in answers.items()
    }
    assert browser.post(ADDRESS).headers["allow"] == "GET"
    assert cast.acts() == before
    assert EXPORTED not in before


def test_no_link_no_secret_and_nobody_elses_row_is_in_the_file(cast: Cast, browser: TestClient) -> None:
    """INV-10."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez"))
    sign_in(browser)
    body = browser.get(ADDRESS).text
    assert "Ana Lopez" in body
    secrets = (cast.link(invited.invitation_id), "/invite", invited.invitation_id, invited.user_id, "http")
    assert [each for each in secrets if each in body] == []
    assert cast.kit.keyring.code("invite", invited.invitation_id, 1) not in body


def test_many_rows_come_in_pieces(past: Past, browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Flat memory: the answer has no length beforehand, and each piece is one short reading."""
    monkeypatch.setattr("comunik_kit.invitations.archive.CHUNK", 20)
    past.write_many(Sent(name=f"P {n:03}", at=past.now - timedelta(minutes=n)) for n in range(90))
    sign_in(browser)
    answer = browser.get(ADDRESS)
    assert "content-length" not in answer.headers
    assert [row[0] for row in rows(answer)[1:]] == [f"P {n:03}" for n in range(90)]
