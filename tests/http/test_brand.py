"""The brand over HTTP: its pictures, and the compiled pages in the look of their host."""

import asyncio
import gzip
import io
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from starlette.testclient import TestClient

from comunik_kit.http.dressing import (
    LEGAL_MARK,
    NAME_MARK,
    PLAIN,
    bare_host,
    dressed,
    face_at,
)
from comunik_kit.http.headers import CLOSED
from comunik_kit.http.pages import DressedPages, ExactPages
from comunik_kit.web.compiled import compiled_pages
from comunik_kit.workspaces.views import Face
from tests.branding.conftest import brand_form, picture
from tests.http.browser import browser_on, sign_in
from tests.support.cast import Cast
from tests.workspaces.houses import opened

PAGE = (
    '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"/><script>hello()</script>'
    f"<title>Connexion · {NAME_MARK}</title></head><body><span>{NAME_MARK}</span><p>{LEGAL_MARK}</p></body></html>"
)


@pytest.fixture
def cast(lone_cast: Cast) -> Cast:
    """Found a workspace; what these tests show is decided before any database is asked."""
    return lone_cast


def test_a_picture_is_sent_by_who_manages_the_brand_and_shown_to_everybody(
    cast: Cast, browser: TestClient
) -> None:
    """INP-06: fixed type, nosniff, sandboxed, kept for good; mail programs fetch it from elsewhere."""
    sign_in(browser)
    sent = browser.post("/brand/pictures/logo", files={"photo": ("../x.svg", picture())}).json()
    assert sent["url"] == f"/brand/{sent['photo']}.png"
    shown = browser_on(cast.kit).get(sent["url"])

    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"] == CLOSED
    assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert shown.headers["cross-origin-resource-policy"] == "cross-origin"
    assert Image.open(io.BytesIO(shown.content)).size == (400, 100)


def test_a_picture_of_one_workspace_is_missing_at_anothers_host(cast: Cast, browser: TestClient) -> None:
    """ACL-03: as one that nobody has."""
    opened(cast)
    logo = cast.kit.brand_pictures.store(cast.admin, picture(), kind="logo")
    there = {"Host": "voisine.localhost:3000"}
    found, unknown = (browser.get(f"/brand/{each}.png", headers=there) for each in (logo, "0" * 32))
    assert (found.status_code, found.text) == (404, unknown.text)
    assert browser.get(f"/brand/{logo}.png").status_code == 200


def test_others_are_refused_before_a_byte_is_read(cast: Cast, browser: TestClient) -> None:
    """INP-07."""
    files = {"photo": ("a.png", picture())}
    assert browser.post("/brand/pictures/logo", files=files).status_code == 401
    cast.join("Mado Blanc", "manager")
    sign_in(browser, "mado@example.org")
    assert browser.post("/brand/pictures/logo", files=files).status_code == 403
    assert not (cast.kit.settings.data_dir / "brand").exists()


@pytest.mark.parametrize(
    ("kind", "files", "status"),
    [
        ("logo", {"photo": ("a.png", b"<svg onload=alert(1)>")}, 422),
        ("icon", {"photo": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>')}, 422),
        ("cover", {"other": ("a.png", picture())}, 400),
        ("stylesheet", {"photo": ("a.png", picture())}, 404),
    ],
)
def test_what_is_no_picture_is_refused_in_words(
    browser: TestClient, kind: str, files: object, status: int
) -> None:
    """INP-05."""
    sign_in(browser)
    answer = browser.post(f"/brand/pictures/{kind}", files=files)  # pyright: ignore[reportArgumentType]
    assert answer.status_code == status
    assert all(text and not text.startswith("errors.") for text in answer.json()["errors"].values())


@pytest.mark.parametrize("name", ["0" * 32 + ".png", "faces.json", "..%2fkit.db", "x", "A" * 5_000])
def test_an_unknown_or_hostile_name_is_not_found(browser: TestClient, name: str) -> None:
    """INP-06."""
    assert browser.get(f"/brand/{name}").status_code == 404


def test_a_page_says_the_brand_before_any_script_runs(cast: Cast) -> None:
    icon = cast.kit.brand_pictures.store(cast.admin, picture((64, 64)), kind="icon")
    logo = cast.kit.brand_pictures.store(cast.admin, picture(), kind="logo")
    cast.kit.branding.save(cast.admin, form=brand_form(icon=icon, logo=logo, theme="dark", language="en"))
    page = dressed(PAGE, face_at(cast.kit, "localhost:3000"))

    assert "<title>Connexion · Maison Aubry</title>" in page
    assert "<p>Maison Aubry SAS, RCS Lyon 123 456 789</p>" in page
    assert f'<link rel="icon" href="/brand/{icon}-32.png"' in page
    assert f'href="/brand/{icon}-180.png"' in page
    assert "--brand:#0f766e;" in page
    assert f"--brand-logo:url(/brand/{logo}.png);" in page
    assert '<html data-logo="" lang="fr">' in page
    assert "Comunik" not in page
    assert page.index("kit-brand") < page.index("<script>")
    assert "&quot;theme&quot;: &quot;dark&quot;" in page


def test_each_theme_has_the_logo_that_is_for_it(cast: Cast) -> None:
    """A plate is put under the only one there is, and never under one that is made for dark grounds."""
    light = cast.kit.brand_pictures.store(cast.admin, picture((400, 100)), kind="logo")
    dark = cast.kit.brand_pictures.store(cast.admin, picture((300, 100), color="#ffffff"), kind="logo_dark")
    cast.kit.branding.save(cast.admin, form=brand_form(logo=light, logo_dark=dark))
    page = dressed(PAGE, face_at(cast.kit, "localhost"))
    assert f"--brand-logo:url(/brand/{light}.png);--brand-logo-ratio:4.0000;" in page
    assert f"--brand-logo-dark:url(/brand/{dark}.png);--brand-logo-dark-ratio:3.0000;" in page
    assert "--brand-plate:transparent;--brand-plate-pad:0;" in page
    cast.kit.branding.save(cast.admin, form=brand_form(logo=light, version="2"))
    page = dressed(PAGE, face_at(cast.kit, "localhost"))
    assert f"--brand-logo-dark:url(/brand/{light}.png);--brand-logo-dark-ratio:4.0000;" in page
    assert "--brand-plate:#ffffff;--brand-plate-pad:4px 8px;" in page
    assert dark not in page


def test_before_there_is_a_brand_pages_are_the_products() -> None:
    page = dressed(PAGE, PLAIN)
    assert "Connexion · Comunik KIT" in page
    assert 'href="/favicon.svg"' in page
    assert "__KIT_" not in page


HOSTILE = (
    "<script>alert(1)</script>",
    '"><script>',
    "</title><script>",
    "{{7*7}}",
    "\\u003cscript",
    "&lt;b&gt;",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_stay_words_in_every_page(words: str) -> None:
    """INP-08, WEB-03."""
    page = dressed(PAGE, Face(name=words, legal=words))
    assert page.count("<script") == 1
    assert page.count("<title") == page.count("</title>") == 1
    assert "49" not in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("--brand", "red;}body{display:none"),
        ("--brand", "url(https://evil.example/x.png)"),
        ("--brand-logo", "url(javascript:alert(1))"),
        ("--brand-logo", "url(/brand/../secret.png)"),
        ("}body{--x", "#000000"),
        ("--brand", "</style><script>"),
    ],
)
def test_no_style_but_our_own_gets_in(name: str, value: str) -> None:
    """INP-08: colours by pattern, addresses of our own ids."""
    assert "<style>" not in dressed(PAGE, Face(name="x", variables={name: value}))


@pytest.mark.parametrize(
    ("host", "bare"),
    [
        ("kit.fr", "kit.fr"),
        ("kit.fr:3000", "kit.fr"),
        ("KIT.fr.:3000", "kit.fr"),
        ("[::1]:3000", "[::1]"),
        ("", ""),
    ],
)
def test_a_port_is_no_part_of_a_name(host: str, bare: str) -> None:
    assert bare_host(host) == bare


def asked(folder: Path, face: Face, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    """Ask for a page from dressed pages in a folder."""

    async def face_of(_host: str) -> Face:
        return face

    async def ask() -> httpx.Response:
        app = DressedPages(ExactPages(compiled_pages(folder), folder), face_of)

        async def granian(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "extensions": {"http.response.pathsend": {}}}, receive, send)

        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(granian), base_url="http://kit.fr"
        ) as client:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.request(method, path, headers={"accept-encoding": "identity"} | sent)

    return asyncio.run(ask())


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Compile a page, with the forms that are made for it."""
    (tmp_path / "login.html").write_text(PAGE)
    (tmp_path / "login.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "404.html").write_text(PAGE.replace("Connexion", "Introuvable"))
    (tmp_path / "app.js").write_text(f"let name = '{NAME_MARK}'")
    return tmp_path


def test_a_page_goes_out_dressed_and_compressed(pages: Path) -> None:
    face = Face(name="Maison Aubry")
    plain, small = asked(pages, face, "/login"), asked(pages, face, "/login", accept_encoding="gzip, br")
    assert "Connexion · Maison Aubry" in plain.text
    assert small.text == plain.text
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"])
    assert "last-modified" not in plain.headers


def test_a_page_kept_by_a_browser_is_good_until_the_brand_changes(pages: Path) -> None:
    first = asked(pages, Face(name="Maison Aubry"), "/login")
    tag = first.headers["etag"]
    assert asked(pages, Face(name="Maison Aubry"), "/login", if_none_match=tag).status_code == 304
    changed = asked(pages, Face(name="Autre"), "/login", if_none_match=tag)
    assert (changed.status_code, "Autre" in changed.text) == (200, True)


def test_a_head_says_the_length_and_nothing_else(pages: Path) -> None:
    face = Face(name="Maison Aubry")
    head, whole = asked(pages, face, "/login", "HEAD"), asked(pages, face, "/login")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert head.headers["etag"] == whole.headers["etag"]


def test_the_page_for_an_address_that_leads_nowhere_is_dressed_too(pages: Path) -> None:
    found = asked(pages, Face(name="Maison Aubry"), "/nowhere")
    assert (found.status_code, "Introuvable · Maison Aubry" in found.text) == (404, True)


def test_a_file_goes_through_as_it_is() -> None:
    """The server may send it by its name: it is not read here."""
    sent: list[Any] = []
    asked_for: list[Any] = []

    async def files(scope: Any, _receive: Any, send: Any) -> None:
        asked_for.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.pathsend", "path": "/x/app.js"})

    async def face_of(_host: str) -> Face:
        raise AssertionError

    async def take(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/app.js", "headers": [(b"range", b"bytes=0-1")]}
    asyncio.run(DressedPages(files, face_of)(scope, None, take))  # pyright: ignore[reportArgumentType]
    assert asked_for == [scope]
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.pathsend"]


def test_development_asks_for_the_look_of_the_door(cast: Cast, browser: TestClient) -> None:
    cast.kit.branding.save(cast.admin, form=brand_form())
    said = browser.get("/brand/face.json")
    assert said.json()["name"] == "Maison Aubry"
    assert "reply_to" not in said.text
