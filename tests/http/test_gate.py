"""What comes to a host that is not ours goes no further (TOK-07, WEB-01)."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from comunik_kit.http.app import api
from comunik_kit.http.gate import Gate
from tests.http.browser import browser_on
from tests.support.cast import PASSWORD, Cast
from tests.support.lookalikes import OWN, REFUSED, SERVED
from tests.workspaces.houses import OTHER_PASSWORD, opened, proved

FORM = {"email": "olga@example.org", "password": OTHER_PASSWORD}


@pytest.fixture
def gated(lone_cast: Cast) -> Iterator[TestClient]:
    """Lend a browser before the gate, on the public address."""
    with TestClient(
        Gate(api(lambda: lone_cast.kit), lambda: lone_cast.kit), base_url="http://localhost:3000"
    ) as client:
        yield client


@pytest.mark.parametrize("path", ["/photos/x", "/auth/login", "/", "/invite/" + "x" * 65])
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "voisine.localhost", ""])
def test_a_foreign_host_is_told_that_nobody_is_there(gated: TestClient, host: str, path: str) -> None:
    """TOK-07: whatever else the request says of where it comes from."""
    forged = {"Host": host, "X-Forwarded-Host": "localhost", "Forwarded": "host=localhost"}
    answer = gated.get(path, headers=forged, follow_redirects=False)

    assert answer.status_code == 421
    assert "no-store" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers
    assert "Ateliers" not in answer.text


@pytest.mark.parametrize("host", SERVED)
def test_ones_own_name_is_served_however_it_is_written(gated: TestClient, lone_cast: Cast, host: str) -> None:
    """TOK-07: in capitals, with a port, with the dot of the root."""
    proved(lone_cast, OWN)
    assert gated.get("/photos/x", headers={"Host": host}).status_code == 401


@pytest.mark.parametrize("host", REFUSED)
def test_what_only_looks_like_ones_own_name_is_nobodys(gated: TestClient, lone_cast: Cast, host: str) -> None:
    """TOK-07: other scripts, labels that are empty, what is put before or behind."""
    proved(lone_cast, OWN)
    answer = gated.get("/photos/x", headers={b"Host": host.encode()})
    assert (answer.status_code, "set-cookie" in answer.headers) == (421, False)


def test_it_is_said_in_the_language_that_the_browser_asks_for(gated: TestClient) -> None:
    for language, words in (("fr-FR", "ne mène nulle part"), ("en", "leads nowhere")):
        answer = gated.get("/", headers={"Host": "evil.example", "Accept-Language": language})
        assert words in answer.text


def test_a_socket_at_a_foreign_host_is_closed(gated: TestClient) -> None:
    """WEB-01."""
    with (
        pytest.raises(WebSocketDisconnect),
        gated.websocket_connect("/_event", headers={"Host": "evil.example"}),
    ):
        pass


def test_what_watches_over_the_server_may_ask_by_its_number(gated: TestClient) -> None:
    assert gated.get("/healthz/live", headers={"Host": "10.0.0.7"}).json() == {"status": "live"}


def test_a_suspended_workspace_says_so(gated: TestClient, lone_cast: Cast) -> None:
    """INV-08, 503: it comes back; the others are where they were."""
    houses = opened(lone_cast)
    there = {"Host": "voisine.localhost:3000", "Accept-Language": "fr"}
    assert gated.get("/photos/x", headers=there).status_code == 401

    lone_cast.kit.installed_workspaces.suspend(houses.other_id)
    answer = gated.get("/photos/x", headers=there)
    assert (answer.status_code, "Cet espace est suspendu" in answer.text) == (503, True)
    chosen = gated.get("/photos/x", headers=there | {"Cookie": "kit_lang=en"})
    assert (chosen.status_code, '<html lang="en"' in chosen.text) == (503, True)
    assert gated.get("/photos/x").status_code == 401


def test_a_cookie_of_one_workspace_opens_nothing_at_anothers_host(lone_cast: Cast) -> None:
    """ACL-03, SES-02: carried over by hand, it stands for nobody there."""
    opened(lone_cast)
    there = TestClient(api(lambda: lone_cast.kit), base_url="http://voisine.localhost:3000")
    there.headers.update({"Sec-Fetch-Site": "same-origin", "Accept": "application/json"})
    assert there.post("/auth/login", data=FORM | {"password": PASSWORD}).status_code == 422
    assert there.post("/auth/login", data=FORM).status_code == 200
    secret = there.cookies["kit_session"]

    data = f"/users/{lone_cast.admin.user_id}/data.zip"
    assert there.get(data).status_code == 404
    ours = browser_on(lone_cast.kit)
    ours.cookies.set("kit_session", secret)
    assert ours.get(data).status_code == 401
    ours.cookies.set("kit_session", lone_cast.admin_secret)
    there.cookies.clear()
    there.cookies.set("kit_session", lone_cast.admin_secret)
    assert there.get(data).status_code == 401


def test_a_post_from_another_workspaces_page_is_refused(lone_cast: Cast) -> None:
    """WEB-04: both are ours, and each is its own origin."""
    opened(lone_cast)
    there = TestClient(api(lambda: lone_cast.kit), base_url="http://voisine.localhost:3000")
    for origin, status in (("http://voisine.localhost:3000", 200), ("http://localhost:3000", 403)):
        answer = there.post(
            "/auth/login", data=FORM, headers={"Origin": origin, "Accept": "application/json"}
        )
        assert answer.status_code == status
