"""Which language a request asks for, and a compiled page in that one."""

import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from comunik_kit.http.drawn_language import drawn_in, language_of
from comunik_kit.http.dressing import NAME_MARK
from comunik_kit.http.pages import DressedPages
from comunik_kit.workspaces.views import Face

PAGE = (
    f'<!DOCTYPE html><html class="light" lang="fr"><head><title>⟦Connexion¦Sign in⟧ · {NAME_MARK}</title></head>'
    f'<body><p title="⟦Aller à {NAME_MARK}¦Go to {NAME_MARK}⟧">OK</p><i lang="fr">⟦¦only here⟧</i></body></html>'
)


@pytest.mark.parametrize(
    ("cookie", "header", "otherwise", "language"),
    [
        ("", "", "", "fr"),
        ("", "", "en", "en"),
        ("", "de,en-GB;q=0.8,fr;q=0.5", "fr", "en"),
        ("", "de", "en", "en"),
        ("fr", "en", "en", "fr"),
        ("en", "fr", "", "en"),
        ("de", "", "", "fr"),
        ('"><script>', "", '"><script>', "fr"),
        ("EN", "*", "EN", "fr"),
    ],
)
def test_a_choice_wins_over_the_browser_and_that_over_the_workspace(
    cookie: str, header: str, otherwise: str, language: str
) -> None:
    """INP-08: it is always one of ours."""
    headers = [(b"accept-language", header.encode()), (b"cookie", f"kit_lang={cookie}".encode())]
    connection = HTTPConnection({"type": "http", "headers": headers})
    assert language_of(connection, otherwise) == language


def test_one_language_of_a_compiled_page_is_left_and_its_root_says_which() -> None:
    french, english = (drawn_in(language, PAGE) for language in ("fr", "en"))
    assert f"<title>Connexion · {NAME_MARK}</title>" in french
    assert f'<p title="Aller à {NAME_MARK}">OK</p><i lang="fr"></i>' in french
    assert '<html class="light" lang="fr" data-drawn="fr">' in french
    assert f"<title>Sign in · {NAME_MARK}</title>" in english
    assert f'<p title="Go to {NAME_MARK}">OK</p><i lang="fr">only here</i>' in english
    assert '<html class="light" lang="en" data-drawn="en">' in english


def asked(face: Face) -> TestClient:
    """Give a client of an app whose only page is the one above, compiled."""

    async def page(_request: object) -> HTMLResponse:
        return HTMLResponse(PAGE)

    async def face_at(_host: str) -> Face:
        return face

    return TestClient(DressedPages(Starlette(routes=[Route("/login", page)]), face_at))


def test_a_page_goes_out_in_the_language_of_who_asks_and_is_kept_for_no_other() -> None:
    client = asked(Face(name="Aubry", language="fr"))
    french = client.get("/login")
    english = client.get("/login", headers={"Accept-Language": "en"})
    assert "<title>Connexion · Aubry</title>" in french.text
    assert "<title>Sign in · Aubry</title>" in english.text
    assert {"Accept-Language", "Cookie"} <= set(english.headers["vary"].split(", "))
    known = {"If-None-Match": french.headers["etag"]}
    assert client.get("/login", headers=known).status_code == 304
    assert client.get("/login", headers=known | {"Accept-Language": "en"}).status_code == 200


def test_a_brand_may_be_called_as_it_likes() -> None:
    """INP-08: what looks like a mark of ours in its name is none."""
    page = asked(Face(name="A⟦b¦c⟧", language="en")).get("/login").text
    assert "<title>Sign in · A⟦b¦c⟧</title>" in page
    assert 'title="Go to A⟦b¦c⟧"' in page
