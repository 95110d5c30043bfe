"""The headers of whatever the running app answers: routes, pages, files, refusals, and the first moments (WEB-02)."""

import asyncio
import re
from collections.abc import Iterator, Mapping

import httpx
import pytest
from starlette.routing import Mount, Route

from comunik_kit.comunik_kit import app as reflex_app
from comunik_kit.front import application
from comunik_kit.http.app import routes
from comunik_kit.http.headers import script_hashes
from comunik_kit.web.routes import PAGES
from comunik_kit.workspaces.looks import seen_at
from comunik_kit.workspaces.views import Picture
from tests.branding.conftest import picture
from tests.web.installation import COOKIE, Installation
from tests.web.test_two_workspaces import named_here

pytestmark = pytest.mark.browser
MAKES_US_STRANGERS = "/auth/logout"
# What a browser may keep, of all that routes answer. Photos stay with the one browser that asked, for a day: a list of
# people would otherwise fetch twenty-five at each look. Brands and the API's description name nobody.
KEPT = {
    "/photos/{photo_id}": "private, max-age=86400, immutable",
    "/brand/{name}": "public, max-age=31536000, immutable",
    **dict.fromkeys(("/api", "/api/v1", "/api/v1/", "/api/v1/openapi.json"), "no-cache"),
}
# Answers for everybody: signs of life, and the web socket's address, asked without a web socket.
NOBODYS = {"/healthz/live", "/healthz/ready", "/ping", "/_health", "/_event/"}
# A message is shown in a frame of the archive's page.
FRAMED = re.compile(r"/mail/(?!unsubscribe/)")
POLICY = "content-security-policy"
# `'unsafe-eval'`, any inline script, any host.
LOOSE = re.compile(r"unsafe|\*|https?:|data:|blob:")


@pytest.fixture
def admin(here: Installation) -> Iterator[httpx.Client]:
    """Lend the browser of the admin, on a page of ours."""
    headers = {"Cookie": f"{COOKIE}={here.secrets['admin']}", "Sec-Fetch-Site": "same-origin"}
    with httpx.Client(base_url=here.app.url, headers=headers, timeout=30) as client:
        yield client


def directives(policy: str) -> dict[str, str]:
    return {name: value for name, _, value in (each.strip().partition(" ") for each in policy.split(";"))}


def lacking(answer: httpx.Response) -> list[str]:
    """List what an answer should say and does not."""
    headers, path = answer.headers, answer.request.url.path
    is_framed = bool(FRAMED.match(path)) and headers.get("x-frame-options") != "DENY"
    is_logo = path.startswith("/brand/") and headers.get("content-type", "").startswith("image/")
    wanted = {
        "server": "web",
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN" if is_framed else "DENY",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "cross-origin" if is_logo else "same-origin",
    }
    found = [name for name, value in wanted.items() if headers.get(name) != value]
    found += [name for name in ("permissions-policy", "cache-control") if not headers.get(name)]
    if headers.get("referrer-policy") not in {"same-origin", "no-referrer"}:
        found.append("referrer-policy")
    if answer.status_code == 304:  # the page that is kept keeps its policy
        return found + [POLICY for _ in headers.get_list(POLICY)]
    return found + lax(directives(headers.get(POLICY, "")), "'self'" if is_framed else "'none'")


def lax(policy: Mapping[str, str], frames: str) -> list[str]:
    """List the directives that allow too much, or are not there."""
    otherwise = policy.get("default-src", "*")
    strict = {
        "base-uri": policy.get("base-uri") == "'none'",
        "frame-ancestors": policy.get("frame-ancestors") == frames,
        "object-src": policy.get("object-src", otherwise) == "'none'",
        "script-src": not LOOSE.search(policy.get("script-src", otherwise)),
    }
    return [name for name, holds in strict.items() if not holds]


def faults(answers: Mapping[str, httpx.Response]) -> dict[str, list[str]]:
    """Name the answers that lack something, and what."""
    return {asked: lacking(answer) for asked, answer in answers.items() if lacking(answer)}


def addresses(here: Installation) -> dict[str, str]:
    """Give an address for every HTTP route of the app, of what there is in it wherever something can be."""
    kit, named = here.cast.kit, named_here(here)
    logo = kit.brand_pictures.store(here.cast.admin, picture(), kind="logo")
    found = {
        route.path: route.path.format(
            **{name: named.get(route.path, named.get(name, "")) for name in route.param_convertors}
        )
        for route in routes(lambda: kit)
    }
    found["/brand/{name}"] = seen_at("logo", Picture(logo))
    assert reflex_app._api is not None
    for each in reflex_app._api.routes:
        assert isinstance(each, Route | Mount)
        path = f"{each.path}/" if isinstance(each, Mount) else each.path
        found[path] = path
    return found


def test_every_route_answers_with_the_headers_and_what_is_personal_is_kept_by_nobody(
    here: Installation, admin: httpx.Client
) -> None:
    """WEB-02: to whatever is asked, as it should be or not, by somebody who may see everything."""
    asked = addresses(here)
    assert asked.keys() >= NOBODYS | KEPT.keys()
    answers: dict[str, tuple[str, httpx.Response]] = {}
    for path in sorted(asked, key=lambda path: path == MAKES_US_STRANGERS):
        for method in ("GET", "HEAD", "POST", "PUT", "OPTIONS"):
            answers[f"{method} {path}"] = path, admin.request(method, asked[path])

    assert faults({key: answer for key, (_, answer) in answers.items()}) == {}
    kept = {
        key: answer.headers["cache-control"]
        for key, (path, answer) in answers.items()
        if path not in NOBODYS and answer.headers["cache-control"] != "no-store"
    }
    allowed = {f"{method} {path}": KEPT[path] for path in KEPT for method in ("GET", "HEAD")}
    assert kept == allowed
    shown = {
        path for key, (path, answer) in answers.items() if key[:4] == "GET " and answer.status_code == 200
    }
    personal = ("/users/export.csv", "/users/{user_id}/data.zip", "/mail/{message_id}", "/photos/{photo_id}")
    assert shown >= {*personal, "/settings/audit/journal.csv", "/calls/export.xlsx"}
    assert answers["PUT /auth/login"][1].status_code == 405


def test_every_page_and_its_files_have_the_headers_and_may_run_their_own_scripts(
    here: Installation, admin: httpx.Client
) -> None:
    """WEB-02, WEB-03: a page is the same file for everybody, and asked for again; files with a hash are kept."""
    paths = [re.sub(r"\[\w+\]", here.ids["newcomer"], page.path) for page in PAGES]
    pages = {path: admin.get(path) for path in paths}
    assert faults(pages) == {}
    assert {page.headers["cache-control"] for page in pages.values()} == {"no-cache"}
    assert [
        path for path, page in pages.items() if not page.headers["content-type"].startswith("text/html")
    ] == []
    for page in pages.values():
        scripts = set(directives(page.headers[POLICY])["script-src"].split())
        own = {f"'{each}'" for each in script_hashes(page.text)}
        assert own
        assert own <= scripts

    compiled = sorted(
        {name for page in pages.values() for name in re.findall(r"/assets/[\w./-]+", page.text)}
    )
    files = {name: admin.get(name) for name in [*compiled, "/css/tokens.css", "/favicon.ico"]}
    again = {
        name: admin.get(name, headers={"If-None-Match": files[name].headers["etag"]})
        for name in (compiled[0], "/css/tokens.css")
    }
    assert {answer.status_code for answer in again.values()} == {304}
    assert faults(files) == faults(again) == {}
    assert {files[name].headers["cache-control"] for name in compiled} == {
        "public, max-age=31536000, immutable"
    }


def test_refusals_have_the_headers_too(admin: httpx.Client) -> None:
    """WEB-02: what is not there, not so, not so much, not from there, and not here."""
    big = {"Content-Type": "application/x-www-form-urlencoded"}
    answers = {
        "404": admin.get("/nowhere"),
        "404 file": admin.get("/assets/nothing-1a2b3c4d.js"),
        "405": admin.put("/auth/login"),
        "405 page": admin.post("/users"),
        "413": admin.post("/auth/login", content=b"x" * 70_000, headers=big),
        "403": admin.post("/auth/login", headers={"Sec-Fetch-Site": "cross-site"}),
        "421": admin.get("/users", headers={"Host": "evil.example"}),
        "421 post": admin.post("/auth/login", headers={"Host": "evil.example"}),
    }
    assert {asked: each.status_code for asked, each in answers.items()} == {
        key: int(key[:3]) for key in answers
    }
    assert faults(answers) == {}
    kept = {asked: each.headers["cache-control"] for asked, each in answers.items()}
    files = {"404", "404 file", "405 page"}
    assert kept == {asked: "no-cache" if asked in files else "no-store" for asked in answers}


def test_pages_and_files_that_are_shown_while_the_app_loads_have_them_from_the_first_moment(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WEB-02: they come from the front alone; what is behind it is never asked, and never loaded here."""
    for name in ("REFLEX_WEB_WORKDIR", "KIT_DATA_DIR", "KIT_PUBLIC_URL", "KIT_PORT"):
        monkeypatch.setenv(name, here.app.environment[name])
    monkeypatch.setenv("REFLEX_ENV_MODE", "prod")
    httpx.get(f"{here.app.url}/login")  # what this host looks like is remembered for the next start
    front = application()
    asked = [page.path for page in PAGES if "[" not in page.path] + ["/css/tokens.css"]

    async def scene() -> dict[str, httpx.Response]:
        transport = httpx.ASGITransport(front)
        async with httpx.AsyncClient(transport=transport, base_url=here.app.url) as client:
            return {path: await client.get(path) for path in asked}

    early = asyncio.run(scene())
    assert front._app is None
    assert {answer.status_code for answer in early.values()} == {200}
    assert faults(early) == {}
    with httpx.Client(base_url=here.app.url) as later:
        for path, answer in early.items():
            loaded = later.get(path).headers
            for name in (POLICY, "cache-control", "referrer-policy"):
                assert answer.headers[name] == loaded[name], path
