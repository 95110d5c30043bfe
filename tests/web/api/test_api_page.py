"""« API » through Reflex's event pipeline: a key is made, shown past the state, revoked; a file's verdict arrives."""

import pytest
from starlette.testclient import TestClient

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.integrations.errors import KeyRevoked
from comunik_kit.integrations.inputs import NewKey, Scope
from comunik_kit.web.api.state import ActivityFileState, ApiState
from comunik_kit.web.session import SessionState
from tests.http.browser import browser_on
from tests.support.cast import Cast
from tests.support.events import Tab

pytestmark = pytest.mark.anyio
PATH = "/settings/api"
FILE = b"module;kind;at;title;external_id\ncalls;received;2026-03-02T09:00:00Z;Morel;1\ncalls;made;soon;Morel;2\n"


def tab(cast: Cast, secret: str = "") -> Tab:
    return Tab({session_cookie_name(cast.kit.settings): secret or cast.admin_secret})


def as_page(cast: Cast, secret: str = "") -> TestClient:
    browser = browser_on(cast.kit)
    browser.cookies.set(session_cookie_name(cast.kit.settings), secret or cast.admin_secret)
    return browser


async def test_a_key_is_made_and_its_secret_never_in_the_state(cast: Cast) -> None:
    """LOG-03: the page's script fetches it, once, by a route of its own."""
    async with tab(cast) as page:
        await page.fire(ApiState.load_keys, path=PATH)
        await page.fire(ApiState.ask_key, path=PATH)
        made = await page.fire(ApiState.make_key, path=PATH, form={"name": "Standard", "days": "30"})
        shown = await page.state(ApiState)
        assert (shown.step, shown.key.name, shown.key.state) == ("secret", "Standard", "unseen")
        assert shown.address == "http://localhost:3000/api/v1/activities"
        route = f"/api-keys/{shown.key.id}/secret"
        key = as_page(cast).post(route).json()["link"]
        assert cast.kit.api_keys.holder(key, scope=Scope.ACTIVITIES_WRITE).workspace_id == cast.workspace_id
        again = as_page(cast).post(route)
        assert (again.status_code, list(again.json())) == (409, ["errors"])
        left = await page.fire(ApiState.leave_key, path=PATH, open=False)
        assert [each.state for each in (await page.state(ApiState)).book.listed] == ["active"]
        assert key.rpartition("_")[2] not in made.text + left.text
        assert key[17:] not in made.text + left.text


async def test_what_is_wrong_with_a_key_is_said_under_its_field(cast: Cast) -> None:
    async with tab(cast) as page:
        await page.fire(ApiState.ask_key, path=PATH)
        for form, field in (({"name": "", "days": ""}, "name"), ({"name": "x", "days": "7"}, "days")):
            await page.fire(ApiState.make_key, path=PATH, form=form)
            shown = await page.state(ApiState)
            assert (shown.step, set(shown.errors)) == ("form", {field})
    assert cast.kit.api_keys.book(cast.admin).listed == []


async def test_revoking_asks_first(cast: Cast) -> None:
    async with tab(cast) as page:
        await page.fire(ApiState.make_key, path=PATH, form={"name": "Standard", "days": ""})
        key_id = (await page.state(ApiState)).key.id
        key = cast.kit.api_keys.show(cast.admin, key_id=key_id)
        await page.fire(ApiState.leave_key, path=PATH, open=False)
        await page.fire(ApiState.revoke_key, path=PATH)
        await page.fire(ApiState.ask_revocation, path=PATH, key_id=key_id)
        await page.fire(ApiState.leave_revocation, path=PATH, open=False)
        await page.fire(ApiState.revoke_key, path=PATH)
        assert cast.kit.api_keys.holder(key, scope=Scope.ACTIVITIES_WRITE).key_id == key_id
        await page.fire(ApiState.ask_revocation, path=PATH, key_id=key_id)
        await page.fire(ApiState.revoke_key, path=PATH)
        shown = await page.state(ApiState)
        assert (shown.ending.id, [each.state for each in shown.book.listed]) == ("", ["revoked"])
        assert (await page.state(SessionState)).notice.key == "api.told.revoked"
    with pytest.raises(KeyRevoked):
        cast.kit.api_keys.holder(key, scope=Scope.ACTIVITIES_WRITE)


async def test_a_file_is_taken_past_the_state_and_its_verdict_shown_once(cast: Cast) -> None:
    """INP-01."""
    sent = as_page(cast).post("/activities/import", files={"file": ("calls.csv", FILE)}).json()["import"]
    async with tab(cast) as page:
        await page.fire(ActivityFileState.file_taken, path=PATH, form={"import": sent})
        found = (await page.state(ActivityFileState)).verdict
        assert (found.name, found.created, found.refused) == ("calls.csv", 1, 1)
        assert [(each.line, each.name, each.code) for each in found.cells] == [(3, "at", "not_a_time")]
        for name in (sent, "nothing", ""):
            await page.fire(ActivityFileState.file_taken, path=PATH, form={"import": name})
            assert (await page.state(SessionState)).notice.key == "errors.not_found"


async def test_a_file_that_is_none_is_refused_under_its_field(cast: Cast) -> None:
    """INP-07."""
    browser = as_page(cast)
    wrong = browser.post("/activities/import", files={"file": ("x.csv", b"name,mail\na,b\n")})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["file"])
    assert browser.post("/activities/import", files={"file": ("x.png", b"\x89PNG\0\0")}).status_code == 422
    assert "activity_handed_in" not in cast.acts()


async def test_only_who_may_manage_the_api_finds_anything_here(cast: Cast) -> None:
    """ACL-02, INP-06, INP-07: the file is refused before it is read."""
    _, secret = cast.join("Mado Blanc", "manager")
    key_id = cast.kit.api_keys.create(cast.admin, new=NewKey.parse({"name": "Standard"}))
    before = cast.acts()
    browser = as_page(cast, secret)
    assert browser.post(f"/api-keys/{key_id}/secret").status_code == 403
    assert browser.post("/activities/import", files={"file": ("calls.csv", FILE)}).status_code == 403
    anybody = browser_on(cast.kit)
    assert anybody.post(f"/api-keys/{key_id}/secret").status_code == 401
    assert anybody.post("/activities/import", files={"file": ("calls.csv", FILE)}).status_code == 401
    assert as_page(cast).post("/api-keys/nothing/secret").status_code == 404
    assert as_page(cast).get(f"/api-keys/{key_id}/secret").status_code == 405
    async with tab(cast, secret) as page:
        await page.fire(ApiState.load_keys, path=PATH)
        await page.fire(ApiState.make_key, path=PATH, form={"name": "Volée", "days": ""})
        assert (await page.state(ApiState)).book.listed == []
    assert cast.acts() == before
