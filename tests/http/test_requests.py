"""What is refused before any use case is asked."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from comunik_kit.http.app import api
from comunik_kit.http.doors import DOORS
from comunik_kit.http.forms import FORM_BYTES, PHOTO_BYTES
from tests.http.browser import OLGA, browser_on, sign_in
from tests.support.cast import PASSWORD, Cast

FORM = {"email": OLGA, "password": PASSWORD}
POSTS = [*(door.path for door in DOORS), "/photos", f"/invitations/{'0' * 32}/link"]


@pytest.fixture
def cast(lone_cast: Cast) -> Cast:
    """Found a workspace; what these tests show is decided before any database is asked."""
    return lone_cast


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "", "Origin": "http://localhost:3000"}, 403),
        ({"Origin": "http://localhost:3000"}, 200),
        ({"Origin": "http://127.0.0.1:3000"}, 200),
        ({}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost:3001"}, 403),
        ({"Origin": "https://localhost:3000"}, 403),
        ({"Origin": "http://localhost:3000.evil.example"}, 403),
        ({"Origin": "http://localhost:3000/"}, 403),
        ({"Referer": "http://localhost:3000/login"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:3000"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
    ],
)
def test_a_post_must_come_from_a_page_of_ours(cast: Cast, headers: dict[str, str], status: int) -> None:
    """WEB-04: by what the browser says and a page cannot forge."""
    browser = browser_on(cast.kit)
    del browser.headers["Sec-Fetch-Site"]
    answer = browser.post("/auth/login", data=FORM, headers=headers)

    assert answer.status_code == status
    assert ("set-cookie" in answer.headers) is (status == 200)


@pytest.mark.parametrize("path", POSTS)
def test_every_posting_route_checks_where_it_comes_from(cast: Cast, path: str) -> None:
    """WEB-04: also with a good session; and without script the status is the same."""
    browser = browser_on(cast.kit)
    sign_in(browser)
    acts = cast.acts()
    for accept in ("application/json", "text/html"):
        foreign = {"Sec-Fetch-Site": "cross-site", "Accept": accept}
        answer = browser.post(path, data=FORM, headers=foreign)
        assert answer.status_code == 403
        assert "Cette demande ne vient pas" in answer.text
    assert cast.acts() == acts


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_the_wrong_method_is_said_in_words(browser: TestClient, path: str, method: str) -> None:
    """Bad input gets a clear message: 405, which method is right, and a sentence."""
    answer = browser.request(method, path)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert "Cette adresse ne s’ouvre pas ainsi" in answer.json()["errors"]["form"]


def test_a_form_that_is_too_big_is_refused_unread(cast: Cast, browser: TestClient) -> None:
    """INP-02, INP-07: by its declared length, and by what really comes; both sides of the limit."""
    rest = FORM_BYTES - len("email=&password=x")
    at_limit = browser.post("/auth/login", data={"email": "a" * rest, "password": "x"})
    above = browser.post("/auth/login", data={"email": "a" * (rest + 1), "password": "x"})
    undeclared = browser.post(
        "/auth/login",
        content=_pieces(b"a" * 1024, 70),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert at_limit.status_code == 422
    assert (above.status_code, undeclared.status_code) == (413, 413)
    assert "64 ko" in above.json()["errors"]["form"]
    assert cast.acts().count("authn_login_fail") == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"email=%ff%fe&password=x", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"email=a&email=b&password=x", "application/x-www-form-urlencoded"),
        (b"email[]=a&password=x", "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(200)), "application/x-www-form-urlencoded"),
        (b'{"email": ["olga@example.org"]}', "application/json"),
        (b"email=a&password=b", "text/plain"),
        (b"email=a&password=b", ""),
    ],
)
def test_a_body_that_is_no_such_form_is_refused(
    cast: Cast, browser: TestClient, body: bytes, kind: str
) -> None:
    """AUT-12, INP-01: lists, doubles, foreign keys, broken bytes; a sentence, no stack trace, no row."""
    headers = {"Content-Type": kind} if kind else {}
    answer = browser.post("/auth/login", content=body, headers=headers)

    assert answer.status_code == 400
    assert "Le formulaire est arrivé abîmé" in answer.json()["errors"]["form"]
    assert len(cast.acts()) == 3


@pytest.mark.parametrize(
    "password", ["\0", "x" * 60_000, "\ud83d\ude80".encode("utf-16", "surrogatepass").decode("utf-16")]
)
@pytest.mark.parametrize("email", ["\0", "a@b\r\nX: y", "x" * 3_000])
def test_hostile_values_are_refused_like_any_wrong_ones(
    browser: TestClient, email: str, password: str
) -> None:
    """AUT-02, INP-01: NUL, line ends, great lengths."""
    assert browser.post("/auth/login", data={"email": email, "password": password}).status_code == 422


def test_a_photo_is_only_read_from_who_is_signed_in(browser: TestClient) -> None:
    """INP-07: 401 before the body, which nobody reads."""
    answer = browser.post(
        "/photos",
        content=_pieces(b"x" * 1024, 20_000),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )

    assert answer.status_code == 401


def test_a_photo_above_the_limit_is_refused(browser: TestClient) -> None:
    """INP-05, INP-07."""
    sign_in(browser)
    answer = browser.post("/photos", files={"photo": ("a.jpg", b"x" * PHOTO_BYTES)})

    assert answer.status_code == 413
    assert "5 Mo" in answer.json()["errors"]["photo"]


def _pieces(piece: bytes, count: int) -> Iterator[bytes]:
    """Send a body without saying its length."""
    for _ in range(count):
        yield piece


def test_nobody_waits_for_a_body_that_will_not_be_read(cast: Cast) -> None:
    """INP-07: a stranger's photo, a foreign page's post and a declared giant are refused from their headers."""
    ours, foreign = (b"sec-fetch-site", b"same-origin"), (b"sec-fetch-site", b"cross-site")
    form = (b"content-type", b"application/x-www-form-urlencoded")
    assert _status_unread(cast, "/photos", [ours]) == 401
    assert _status_unread(cast, "/auth/login", [foreign, form]) == 403
    assert _status_unread(cast, "/auth/login", [ours, form, (b"content-length", b"99999999999")]) == 413
    assert _status_unread(cast, "/auth/login", [ours, form, (b"content-length", b"-1")]) == 413


def _status_unread(cast: Cast, path: str, headers: list[tuple[bytes, bytes]]) -> int:
    """Post to the application itself; fail when it asks for the body."""
    sent: list[Message] = []

    async def receive() -> Message:
        pytest.fail("the body was asked for")

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": headers,
        "client": ("203.0.113.7", 1),
    }
    asyncio.run(api(lambda: cast.kit)(scope, receive, send))
    return sent[0]["status"]
