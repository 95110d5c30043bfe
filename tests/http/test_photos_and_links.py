"""Photos, and the opening of links."""

import io

import pytest
from PIL import Image
from starlette.testclient import TestClient

from comunik_kit.http.headers import CLOSED
from tests.http.browser import browser_on, sign_in
from tests.support.cast import Cast


@pytest.fixture
def cast(lone_cast: Cast) -> Cast:
    """Found a workspace; what these tests show is decided before any database is asked."""
    return lone_cast


def picture() -> bytes:
    """Make a small picture."""
    raw = io.BytesIO()
    Image.new("RGB", (40, 30), "#2563eb").save(raw, "PNG")
    return raw.getvalue()


def test_a_photo_is_stored_and_shown_to_its_workspace_alone(cast: Cast, browser: TestClient) -> None:
    """INP-06: fixed type, nosniff, sandboxed, kept by this browser only."""
    sign_in(browser)
    stored = browser.post("/photos", files={"photo": ("../../etc/passwd.svg", picture())}).json()
    assert stored["url"] == f"/photos/{stored['photo']}"
    shown = browser.get(stored["url"])

    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/webp"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"] == CLOSED
    assert shown.headers["cache-control"].startswith("private")
    assert Image.open(io.BytesIO(shown.content)).format == "WEBP"
    assert browser_on(cast.kit).get(stored["url"]).status_code == 401


@pytest.mark.parametrize(
    ("chosen", "status"),
    [
        ({"left": "0.2", "top": "0", "side": "0.5"}, 200),
        ({"left": "0.2", "top": "0"}, 422),
        ({"left": "0.2", "top": "0", "side": "0.5", "more": "1"}, 400),
    ],
)
def test_the_square_of_a_photo_is_chosen_with_three_numbers(
    browser: TestClient, chosen: dict[str, str], status: int
) -> None:
    """INP-01, INP-05."""
    sign_in(browser)
    sent = browser.post("/photos", files={"photo": ("me.png", picture())}, data=chosen)
    assert sent.status_code == status
    assert ("photo" in sent.json()) == (status == 200)


@pytest.mark.parametrize("photo_id", ["0" * 32, "..%2f..%2fsecret.key", "x", "%00", "A" * 5_000])
def test_an_unknown_or_hostile_photo_is_not_found(browser: TestClient, photo_id: str) -> None:
    """INP-06."""
    sign_in(browser)
    assert browser.get(f"/photos/{photo_id}").status_code == 404


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"photo": ("a.png", b"<svg onload=alert(1)>")}, 422),
        ({"photo": ("a.png", b"")}, 422),
        ({"other": ("a.png", picture())}, 400),
        ([("photo", ("a.png", picture())), ("photo", ("b.png", picture()))], 400),
    ],
)
def test_what_is_no_picture_is_refused_in_words(browser: TestClient, files: object, status: int) -> None:
    """INP-05."""
    sign_in(browser)
    answer = browser.post("/photos", files=files)  # pyright: ignore[reportArgumentType]

    assert answer.status_code == status
    assert all(text and not text.startswith("errors.") for text in answer.json()["errors"].values())


@pytest.mark.parametrize("kind", ["invite", "reset", "enter", "address"])
def test_opening_a_link_moves_its_secret_into_a_cookie_and_does_nothing_else(cast: Cast, kind: str) -> None:
    """TOK-08: however often a mail scanner comes by; no referrer leaves."""
    before = cast.dump()
    browser = browser_on(cast.kit, script=False)
    secret = "a" * 65
    for method in ("GET", "HEAD", "GET"):
        answer = browser.request(method, f"/{kind}/{secret}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/{kind}")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]

    assert f"kit_link={kind}:{secret}" in cookie.replace('"', "")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert cast.dump() == before


@pytest.mark.parametrize("secret", ["x", "a" * 64, "a" * 66, "a" * 64 + ";", "%0d%0aSet-Cookie:x", "é" * 65])
def test_a_misshapen_link_opens_nothing_and_replaces_the_one_before(cast: Cast, secret: str) -> None:
    """TOK-06: the page never shows an invitation other than the one opened last."""
    browser = browser_on(cast.kit, script=False)
    browser.get("/invite/" + "a" * 65)
    answer = browser.get(f"/invite/{secret}")

    assert answer.headers["location"] == "/invite"
    assert "kit_link=invite:;" in answer.headers["set-cookie"].replace('"', "")
    assert browser.post("/auth/accept", data={"invitation": "x"}).headers["location"] == (
        "/invite?error=link_unknown"
    )


def test_a_link_of_one_kind_is_no_link_of_another(cast: Cast, browser: TestClient) -> None:
    """TOK-02: an invitation's secret, opened as a reset link."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    browser.get(f"/reset/{cast.link(invited.invitation_id)}")
    form = {"password": "Train-bleu-17?", "confirmation": "Train-bleu-17?"}

    assert "n’est pas valable" in browser.post("/auth/reset", data=form).json()["errors"]["form"]
    assert browser.post("/auth/accept", data=form | {"invitation": invited.invitation_id}).status_code == 404
    assert "invitation_accepted" not in cast.acts()
