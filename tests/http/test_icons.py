"""The picture of a browser tab on every page: the brand's, or one drawn for it; the product's where there is none."""

import asyncio
import base64
import re
from xml.etree import ElementTree as ET

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from comunik_kit.http.app import api
from comunik_kit.http.dressing import PLAIN, dressed, face_at
from comunik_kit.http.gate import Gate
from comunik_kit.http.icons import HostIcons, drawn
from comunik_kit.workspaces.views import Face
from tests.branding.conftest import brand_form, picture
from tests.http.browser import sign_in
from tests.http.test_brand import HOSTILE
from tests.invitations.looking import invite
from tests.support.cast import Cast
from tests.workspaces.houses import opened

ICONS = ("/favicon.ico", "/favicon.svg")
LINK = re.compile(r'<link rel="icon" href="([^"]*)"')
THERE = {"Host": "voisine.localhost:3000"}


@pytest.fixture
def cast(lone_cast: Cast) -> Cast:
    """Found a workspace; what these tests show is decided before any database is asked."""
    return lone_cast


@pytest.fixture
def tab(cast: Cast) -> TestClient:
    """Lend a browser on an app whose pages have the product's own picture among them."""

    async def products(_request: Request) -> Response:
        return PlainTextResponse("the product's")

    async def face(host: str) -> Face:
        return await asyncio.to_thread(face_at, cast.kit, host)

    routes = api(lambda: cast.kit).routes
    app = Starlette(routes=[*routes, *(Route(path, products) for path in ICONS)])
    return TestClient(Gate(HostIcons(app, face), lambda: cast.kit), base_url="http://localhost:3000")


def dress(cast: Cast, *, icon: bool) -> str:
    """Give the workspace a brand, with a picture of its own or without; its id."""
    sent = cast.kit.brand_pictures.store(cast.admin, picture((64, 64)), kind="icon") if icon else ""
    cast.kit.branding.save(cast.admin, form=brand_form(icon=sent))
    return sent


@pytest.mark.parametrize("path", ICONS)
def test_a_host_that_wears_nothing_shows_the_products(tab: TestClient, path: str) -> None:
    assert tab.get(path).text == "the product's"


@pytest.mark.parametrize("path", ICONS)
def test_a_brand_shows_its_own_picture_at_its_host_alone(cast: Cast, tab: TestClient, path: str) -> None:
    icon = dress(cast, icon=True)
    opened(cast)
    shown = tab.get(path)
    assert str(shown.url).endswith(f"/brand/{icon}-32.png")
    assert shown.headers["content-type"] == "image/png"
    assert shown.history[0].headers["cache-control"] == "no-cache"
    theirs = tab.get(path, headers=THERE)
    assert (theirs.history, theirs.headers["content-type"]) == ([], "image/svg+xml")
    assert tab.get(f"/brand/{icon}-32.png", headers=THERE).status_code == 404


@pytest.mark.parametrize("path", ICONS)
def test_a_brand_without_a_picture_shows_its_first_letter_on_its_colour(
    cast: Cast, tab: TestClient, path: str
) -> None:
    dress(cast, icon=False)
    shown = tab.get(path)
    assert shown.headers["content-type"] == "image/svg+xml"
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    ground, letter = ET.fromstring(shown.text)  # noqa: S314  - ours
    assert (ground.get("fill"), letter.text) == ("#0f766e", "M")
    assert tab.head(path).status_code == 200


@pytest.mark.parametrize("name", [*HOSTILE, "", " ", "\x07", "&", "ß", "é", "\U0001f600"])
def test_whatever_a_brand_is_called_the_picture_is_a_picture(name: str) -> None:
    """INP-08."""
    hostile = {"--brand": "red'/><script/>", "--brand-ink": "url(x)"}
    root = ET.fromstring(drawn(Face(name=name, variables=hostile)))  # noqa: S314  - ours
    assert [each.tag.partition("}")[2] for each in root] == ["rect", "text"]
    assert len(root[1].text or "") <= 1


def test_a_dressed_page_names_the_product_s_picture_only_for_the_product() -> None:
    assert LINK.findall(dressed("<head></head>", PLAIN)) == [*reversed(ICONS)]
    assert LINK.findall(dressed("<head></head>", Face(name="Maison Aubry"))) == ["/favicon.svg"]


@pytest.mark.parametrize("icon", [True, False])
def test_every_page_that_is_no_page_of_the_app_names_the_brands(
    cast: Cast, tab: TestClient, *, icon: bool
) -> None:
    """Card, end of messages, API: and their policies let that picture through, and no other site's."""
    sent = dress(cast, icon=icon)
    tab.headers.update({"Sec-Fetch-Site": "same-origin", "Accept": "application/json"})
    sign_in(tab)
    card = tab.post(f"/invitations/{invite(cast, leaves='by_card').user_id}/card")
    for answer in (card, tab.get("/mail/unsubscribe/nothing"), tab.get("/api")):
        assert LINK.findall(answer.text) == [f"/brand/{sent}-32.png" if icon else "/favicon.svg"]
        assert "img-src 'self';" in answer.headers["content-security-policy"]


def test_a_foreign_host_is_shown_no_picture_and_asked_for_none(cast: Cast, tab: TestClient) -> None:
    dress(cast, icon=True)
    answer = tab.get("/", headers={"Host": "evil.example"})
    assert LINK.findall(answer.text) == ["data:,"]
    assert "Aubry" not in answer.text
    assert [tab.get(path, headers={"Host": "evil.example"}).status_code for path in ICONS] == [421, 421]


@pytest.mark.parametrize("icon", [True, False])
def test_a_suspended_workspace_says_so_in_its_own_name_and_language(
    cast: Cast, tab: TestClient, *, icon: bool
) -> None:
    """INV-08: the picture is in the page, for nothing else answers there."""
    sent = cast.kit.brand_pictures.store(cast.admin, picture((64, 64)), kind="icon") if icon else ""
    cast.kit.branding.save(cast.admin, form=brand_form(icon=sent, language="en"))
    cast.kit.installed_workspaces.suspend(cast.workspace_id)
    page = tab.get("/", headers={"Accept-Language": "de"})
    assert (page.status_code, '<html lang="en">' in page.text) == (503, True)
    assert "· Maison Aubry</title>" in page.text
    [address] = LINK.findall(page.text)
    kind, _, content = address.removeprefix("data:image/").partition(";base64,")
    begins = base64.b64decode(content)[:4]
    assert (kind, begins) == (("png", b"\x89PNG") if icon else ("svg+xml", b"<svg"))
    assert "Comunik" not in page.text
    assert tab.get("/favicon.ico").status_code == 503
