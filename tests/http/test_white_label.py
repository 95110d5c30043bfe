"""White label: in a workspace with a brand of its own nothing that anybody reads names the product."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comunik_kit.http.app import routes
from comunik_kit.locale import LANGUAGES, catalogue
from comunik_kit.mail.outbox import SILENCE, Template
from tests.branding.conftest import brand_form
from tests.http.browser import browser_on, sign_in
from tests.invitations.looking import invite
from tests.support.cast import Cast

ASSETS = Path(__file__).parents[2] / "assets"
PRODUCT = "comunik"


@pytest.fixture
def cast(lone_cast: Cast) -> Cast:
    """Found a workspace and give it a brand of its own."""
    lone_cast.kit.branding.save(lone_cast.admin, form=brand_form())
    return lone_cast


def test_no_word_of_the_catalogues_names_the_product() -> None:
    for language in LANGUAGES:
        told = {key: word for key, word in catalogue(language).items() if PRODUCT in json.dumps(word).lower()}
        assert told == {}


def test_no_file_that_browsers_fetch_names_the_product() -> None:
    files = [path for path in ASSETS.rglob("*") if path.suffix in {".css", ".js", ".svg"}]
    assert files
    assert [path.name for path in files if PRODUCT in path.read_text(encoding="utf-8").lower()] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", list(Template))
def test_no_message_names_the_product(cast: Cast, template: Template, language: str) -> None:
    show = cast.kit.previews
    body = show.show(cast.admin, template=template, language=language)
    subject = show.subject(cast.admin, template=template, language=language)
    for text in (body.html, body.text, subject):
        assert PRODUCT not in text.lower()
    assert "Maison Aubry" in body.html
    assert "RCS Lyon 123 456 789" in body.html
    assert "RCS Lyon 123 456 789" in body.text


def test_no_card_and_no_page_to_unsubscribe_names_the_product(cast: Cast, browser: TestClient) -> None:
    invited = invite(cast, leaves="by_card")
    cast.join("Bea Roux", "agent")
    letter = next(each for each in cast.letters() if each.template == Template.INVITATION_ACCEPTED)
    token = cast.kit.keyring.link(SILENCE, letter.id, 1)
    sign_in(browser)
    for answer in (
        browser.post(f"/invitations/{invited.user_id}/card"),
        browser.get(f"/mail/unsubscribe/{token}"),
        browser.post(f"/mail/unsubscribe/{token}"),
        browser.get("/mail/unsubscribe/nothing"),
    ):
        assert "Maison Aubry" in answer.text
        assert PRODUCT not in answer.text.lower()


@pytest.mark.usefixtures("cast")
def test_the_pages_of_the_api_go_by_the_brand(browser: TestClient) -> None:
    said = browser.get("/api/v1/openapi.json")
    assert said.json()["info"]["title"] == "Maison Aubry"
    for path in ("/api", "/api/v1", "/api/v1/"):
        page = browser.get(path)
        assert "<title>API · Maison Aubry</title>" in page.text
        assert PRODUCT not in page.text.lower()
    assert PRODUCT not in said.text.lower()


def test_no_address_answers_in_the_name_of_the_product(cast: Cast, browser: TestClient) -> None:
    """Every route without an id in its address, as a stranger and as who may do everything.

    But for the journal's own files, which keep for evidence what the brand was before it was changed.
    """
    paths = {route.path for route in routes(lambda: cast.kit) if not route.param_convertors}
    paths -= {"/settings/audit/journal.csv", "/settings/audit/journal.xlsx"}
    assert "/api/v1/openapi.json" in paths
    named = []
    for _ in ("a stranger", "an administrator"):
        answers = [(path, browser.get(path, follow_redirects=True)) for path in paths]
        for path, answer in answers:
            told = [repr(answer.headers), *_inside(answer.content)]
            named += [path for text in told if PRODUCT in text.lower()]
        sign_in(browser)
    assert named == []


def _inside(content: bytes) -> Iterator[str]:
    """Read a file, and all that is in it."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield content.decode("utf-8", errors="replace")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield archive.comment.decode(errors="replace")
        for name in archive.namelist():
            yield name
            yield archive.read(name).decode("utf-8", errors="replace")


def test_no_export_names_the_product_not_even_in_its_metadata(cast: Cast, browser: TestClient) -> None:
    ana = cast.create("Ana Lopez")
    sign_in(browser)
    for path in (
        "/users/export.csv",
        "/users/export.xlsx",
        "/invitations/archive.csv",
        f"/users/{ana}/data.zip",
    ):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert PRODUCT not in answer.headers.get("content-disposition", "").lower()
        assert [text for text in _inside(answer.content) if PRODUCT in text.lower()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_refusal_names_the_product(cast: Cast, language: str) -> None:
    for script in (True, False):
        stranger = browser_on(cast.kit, script=script)
        stranger.headers["Accept-Language"] = language
        for method, path in (
            ("GET", "/photos/x"),
            ("GET", "/users/export.csv"),
            ("GET", f"/mail/{'0' * 32}"),
            ("PUT", "/auth/login"),
            ("GET", "/brand/x"),
            ("POST", "/webhooks/resend"),
        ):
            answer = stranger.request(method, path)
            assert answer.status_code >= 400
            assert PRODUCT not in (answer.text + repr(answer.headers)).lower()
