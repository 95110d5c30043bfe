"""Headers of every answer, and what they depend on."""

import base64
import hashlib
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from comunik_kit.http.destinations import safe_destination
from comunik_kit.http.headers import SecurityHeaders, script_hashes, script_hashes_in
from comunik_kit.http.visit import client_address
from comunik_kit.settings import Settings
from tests.support.cast import settings_of


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Lend the settings of a first run."""
    return settings_of({"KIT_DATA_DIR": str(tmp_path)})


def pages(settings: Settings) -> TestClient:
    """Serve a page and files, as the built frontend does."""

    async def page(_request: Request) -> Response:
        return HTMLResponse("<script>hello()</script>")

    async def file(_request: Request) -> Response:
        return PlainTextResponse("x")

    routes = [Route("/assets/{name}", file), Route("/css/kit.css", file), Route("/{path:path}", page)]
    app = SecurityHeaders(Starlette(routes=routes), settings, lambda _path: ("sha256-abc=",))
    return TestClient(app, base_url=settings.public_url)


def test_a_page_that_did_not_change_keeps_the_policy_it_came_with(settings: Settings) -> None:
    """WEB-02: a 304 with a policy of its own would forbid the kept page's scripts."""

    async def unchanged(_request: Request) -> Response:
        return Response(status_code=304)

    app = SecurityHeaders(Starlette(routes=[Route("/login", unchanged)]), settings, lambda _path: ())
    answer = TestClient(app, base_url=settings.public_url).get("/login")
    assert "content-security-policy" not in answer.headers
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/login", "/users/1", "/invite", "/css/kit.css", "/assets/a.js"])
def test_every_answer_has_the_security_headers(settings: Settings, path: str) -> None:
    """WEB-02."""
    headers = pages(settings).get(path).headers
    policy = headers["content-security-policy"]

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in headers  # the address is http://
    for directive in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "default-src 'self'"):
        assert directive in policy.split("; ")
    assert "unsafe-eval" not in policy


def test_over_https_the_browser_is_told_to_stay_there(tmp_path: Path) -> None:
    """WEB-02: for two years; sibling hosts are not ours to speak for."""
    settings = settings_of({"KIT_DATA_DIR": str(tmp_path), "KIT_PUBLIC_URL": "https://kit.example.com"})
    headers = pages(settings).get("/").headers
    assert headers["strict-transport-security"] == "max-age=63072000"
    assert "connect-src 'self' wss://kit.example.com" in headers["content-security-policy"].split("; ")


def test_only_the_pages_own_inline_scripts_may_run(settings: Settings) -> None:
    """WEB-02, WEB-03: by hash; the socket of the same host, and of no other."""
    policy = pages(settings).get("/").headers["content-security-policy"].split("; ")

    assert "script-src 'self' 'sha256-abc='" in policy
    assert "connect-src 'self' ws://localhost:3000" in policy
    forged = pages(settings).get("/", headers={"Host": "x; script-src *"})
    assert "connect-src 'self'" in forged.headers["content-security-policy"].split("; ")


@pytest.mark.parametrize(
    ("path", "referrer", "cache"),
    [
        ("/", "same-origin", "no-cache"),
        ("/invite", "no-referrer", "no-cache"),
        ("/reset/abc", "no-referrer", "no-cache"),
        ("/invited", "same-origin", "no-cache"),
        ("/auth/x", "same-origin", "no-store"),
        ("/css/kit.css", "same-origin", "no-cache"),
        ("/assets/app-1a2b.js", "same-origin", "public, max-age=31536000, immutable"),
    ],
)
def test_what_may_be_kept_and_what_may_leave(
    settings: Settings, path: str, referrer: str, cache: str
) -> None:
    """TOK-08, WEB-02."""
    headers = pages(settings).get(path).headers

    assert (headers["referrer-policy"], headers["cache-control"]) == (referrer, cache)


def test_inline_scripts_are_found_in_the_built_pages(tmp_path: Path) -> None:
    """WEB-02: a page's own, or those of the page that stands in for it."""
    code = "document.documentElement.classList.add('dark')\n"
    wanted = "sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    html = f'<script src="/a.js"></script><SCRIPT type="module" async>{code}</SCRIPT><script>{code}</script>'
    (tmp_path / "login").mkdir()
    (tmp_path / "login" / "index.html").write_text(html)
    (tmp_path / "404.html").write_text("<script>other()</script>")

    assert script_hashes(html) == (wanted,)
    assert script_hashes_in(tmp_path, "/login") == (wanted,)
    for path in ("/users/1", "/../login", "/", "/" + "x" * 5_000, "/\0"):
        assert script_hashes_in(tmp_path, path) == script_hashes("<script>other()</script>")


@pytest.mark.parametrize(
    ("hops", "written", "address"),
    [
        (0, ["10.0.0.1"], "203.0.113.7"),
        (1, ["10.0.0.1"], "10.0.0.1"),
        (1, ["6.6.6.6, 10.0.0.1"], "10.0.0.1"),
        (1, ["6.6.6.6", "10.0.0.1"], "10.0.0.1"),
        (2, ["6.6.6.6, 10.0.0.1, 10.0.0.2"], "10.0.0.1"),
        (2, ["10.0.0.2"], "203.0.113.7"),
        (1, ["not an address"], "203.0.113.7"),
        (1, [""], "203.0.113.7"),
        (1, [], "203.0.113.7"),
        (1, ["2001:db8::1"], "2001:db8::1"),
        (1, ["1.1.1.1," * 5_000 + "10.0.0.1"], "10.0.0.1"),
    ],
)
def test_the_client_is_the_peer_or_what_our_proxies_wrote(
    hops: int, written: list[str], address: str
) -> None:
    """AUT-08: counted from the right, never from the left."""
    headers = [(b"x-forwarded-for", value.encode()) for value in written]
    request = Request({"type": "http", "client": ("203.0.113.7", 1), "headers": headers})

    assert client_address(request, hops) == address


@pytest.mark.parametrize(
    "wanted", ["/", "/users", "/users?tab=all&q=h%C3%A9", "/users/1a2b", "/profile/security"]
)
def test_a_page_of_ours_is_a_destination(wanted: str) -> None:
    """INP-09."""
    assert safe_destination(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "users",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/users/../../evil",
        "/..//evil.example",
        "/users//evil",
        "/\tusers",
        "/users\r\nX: y",
        " /users",
        "/users#x",
        "/login",
        "/login?next=/login",
        "/auth/logout",
        "/invite/abc",
        "/" + "x" * 600,
        "/" + "x" * 490 + "!",
        "/é",
    ],
)
def test_anything_else_leads_home(wanted: str) -> None:
    """INP-09: another site, a door again, or what is not an address at all."""
    assert safe_destination(wanted) == "/"
