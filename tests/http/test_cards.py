"""Cards: the page to print, and the door that takes the code of one."""

import re

import pytest
from starlette.testclient import TestClient

from tests.http.browser import browser_on, sign_in
from tests.invitations.looking import invite, status
from tests.support.cast import PASSWORD, Cast
from tests.support.clock import MovedClock

PRINTED = "invitation_card_printed"


def test_the_card_has_a_name_a_code_to_type_and_a_code_to_scan(cast: Cast, browser: TestClient) -> None:
    """INV-10: nothing keeps the answer, nothing in it reaches out."""
    invited = invite(cast, leaves="by_card", words="Bienvenue <b>chez nous</b>\nOlga", starts_on="2026-03-09")
    sign_in(browser)
    before = cast.acts()
    answer = browser.post(f"/invitations/{invited.user_id}/card")
    code = cast.kit.keyring.code("invite", invited.invitation_id, 1)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Bienvenue, Ana Lopez" in answer.text
    assert [f"<span>{code[at : at + 4]}</span>" in answer.text for at in (0, 4, 8)] == [True] * 3
    assert "http://localhost:3000/invite<" in answer.text
    assert "lundi 9 mars 2026" in answer.text
    assert "Bienvenue &lt;b&gt;chez nous&lt;/b&gt;" in answer.text
    assert "<svg " in answer.text
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"(?:src|href)=(\S+)>", answer.text) == ['"/favicon.svg"'], (
        "the picture of its tab alone"
    )
    assert cast.acts() == [*before, PRINTED]


def test_the_card_speaks_the_invitees_language(cast: Cast, browser: TestClient) -> None:
    english = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new(language="en"))
    sign_in(browser)
    answer = browser.post(f"/invitations/{english.user_id}/card")
    assert '<html lang="en">' in answer.text
    assert "Welcome, Ana Lopez" in answer.text


def test_a_card_is_printed_by_a_post_of_ours_from_who_may_invite(cast: Cast, browser: TestClient) -> None:
    """WEB-04, SES-03, ACL-01, ACL-03."""
    address = f"/invitations/{invite(cast).user_id}/card"
    stranger = browser.post(address)
    cast.join("Paul Noir", "agent")
    agent = browser_on(cast.kit)
    sign_in(agent, "paul@example.org")
    sign_in(browser)
    answers = [
        (stranger.status_code, 401),
        (agent.post(address).status_code, 403),
        (browser.get(address).status_code, 405),
        (browser.post(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code, 403),
        (browser.post(address, data={"user_id": "x"}).status_code, 400),
        (browser.post(f"/invitations/{'0' * 32}/card").status_code, 404),
        (browser.post("/invitations/%00/card").status_code, 404),
    ]
    assert [got for got, _ in answers] == [wanted for _, wanted in answers]
    assert PRINTED not in cast.acts()


def test_the_code_of_a_card_leads_to_the_welcome_page_and_into_the_account(cast: Cast) -> None:
    """TOK-08: the door does what opening the link does, and no more."""
    invited = invite(cast, leaves="by_card")
    code = cast.kit.cards.print(cast.admin, user_id=invited.user_id).code
    browser = browser_on(cast.kit, script=False)
    before = cast.acts()
    answer = browser.post("/auth/code", data={"code": f"{code[:4]} {code[4:8]} {code[8:]}".lower()})

    assert (answer.status_code, answer.headers["location"]) == (303, "/invite")
    assert code not in str(answer.headers)
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert cast.acts() == before
    form = {"invitation": invited.invitation_id, "password": PASSWORD, "confirmation": PASSWORD}
    accepted = browser.post("/auth/accept", data=form)
    assert (accepted.status_code, accepted.headers["location"]) == (303, "/")
    assert status(cast, invited.invitation_id, 1) == "accepted"


def test_a_wrong_code_is_said_at_its_field_and_leaves_the_opened_link_alone(
    cast: Cast, browser: TestClient
) -> None:
    invited = invite(cast)
    browser.get(f"/invite/{cast.link(invited.invitation_id)}")
    kept = browser.cookies["kit_link"]
    wrong = browser.post("/auth/code", data={"code": "0000 0000 0000"})
    empty = browser.post("/auth/code", data={"code": " "})

    assert (wrong.status_code, list(wrong.json()["errors"])) == (404, ["code"])
    assert (empty.status_code, list(empty.json()["errors"])) == (422, ["code"])
    assert browser.cookies["kit_link"] == kept
    plain = browser_on(cast.kit, script=False).post("/auth/code", data={"code": "0"})
    assert (plain.status_code, plain.headers["location"]) == (303, "/invite?error=card_unknown")


def test_guessing_codes_is_refused_from_the_eleventh_on(cast: Cast, browser: TestClient) -> None:
    """AUT-07: before the code is looked up; another address still gets through."""
    invited = invite(cast, leaves="by_card")
    code = cast.kit.cards.print(cast.admin, user_id=invited.user_id).code
    tries = [browser.post("/auth/code", data={"code": f"{n:012d}"}).status_code for n in range(10)]
    refused = browser.post("/auth/code", data={"code": code})
    other = browser_on(cast.kit, peer="198.51.100.9").post("/auth/code", data={"code": code})

    assert tries == [404] * 10
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "300")
    assert other.json() == {"location": "/invite"}


@pytest.mark.parametrize("kind", ["expired", "open", "unknown", "nothing"])
def test_asking_for_a_new_link_is_answered_alike_whatever_the_old_one_is(
    cast: Cast, clock: MovedClock, kind: str
) -> None:
    """AUT-09: status, headers and body, byte for byte."""
    invited = invite(cast)
    clock.move(days=8 if kind == "expired" else 0)
    secrets = {"expired": cast.link(invited.invitation_id), "unknown": "A" * 65}
    secrets["open"] = secrets["expired"]
    answers = []
    for script in (True, False):
        browser = browser_on(cast.kit, script=script)
        if kind in secrets:
            browser.get(f"/invite/{secrets[kind]}")
        answers.append(browser.post("/auth/new-link"))

    said, sent = answers
    assert (said.status_code, list(said.json())) == (200, ["message"])
    assert (sent.status_code, sent.headers["location"]) == (303, "/invite?notice=asked#asked")
    assert sum(m.template == "link_requested" for m in cast.letters()) == int(kind == "expired")
    elsewhere = browser.post("/auth/new-link", headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
