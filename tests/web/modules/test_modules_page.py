"""« Modules » through Reflex's event pipeline: setting, order, homes seen as others see them, and « Mes modules »."""

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.modules.arranging import ModuleLine, Setting
from comunik_kit.web.home.state import HomeState
from comunik_kit.web.modules.preview_state import HomePreviewState
from comunik_kit.web.modules.state import ModulesState
from comunik_kit.web.profile.own_modules_state import OwnModulesState
from comunik_kit.web.session import SessionState
from tests.support.cast import Cast
from tests.support.events import Tab

pytestmark = pytest.mark.anyio
PATH = "/settings/modules"


def tab(cast: Cast, secret: str = "") -> Tab:
    return Tab({session_cookie_name(cast.kit.settings): secret or cast.admin_secret})


def lines(cast: Cast) -> list[ModuleLine]:
    return cast.kit.workspace_modules.book(cast.admin).modules


async def test_a_module_switched_off_leaves_the_home_page_that_is_opened_next(cast: Cast) -> None:
    """ACL-04."""
    _, secret = cast.join("Ugo Petit", "user")
    async with tab(cast, secret) as ugo:
        await ugo.fire(HomeState.load, path="/")
        assert "calls" in (await ugo.state(HomeState)).modules
    async with tab(cast) as page:
        await page.fire(ModulesState.load_modules, path=PATH)
        await page.fire(ModulesState.set_module, path=PATH, module="calls", setting="on", on=False)
        assert not (await page.state(ModulesState)).book.modules[0].is_on
        assert "calls" not in (await page.state(SessionState)).modules
    async with tab(cast, secret) as ugo:
        await ugo.fire(SessionState.enter, path="/")
        await ugo.fire(HomeState.load, path="/")
        shown = await ugo.state(HomeState)
        assert "calls" not in shown.modules
        assert "calls" not in shown.order
        assert "calls" not in (await ugo.state(SessionState)).modules


async def test_the_order_is_that_of_menu_and_home(cast: Cast) -> None:
    async with tab(cast) as page:
        await page.fire(ModulesState.move_module, path=PATH, module="discussions", up=True)
        await page.fire(HomeState.load, path="/")
        menu = (await page.state(SessionState)).modules
        assert menu == ["calls", "tickets", "leads", "discussions", "offers"]
        assert (await page.state(HomeState)).order == ["calls", "tickets", "leads", "discussions"]


@pytest.mark.parametrize(
    "forged",
    [
        {"module": "nothing", "setting": "on", "on": False},
        {"module": "calls", "setting": "workspace_id", "on": False},
        {"module": "é" * 500, "setting": "free", "on": True},
    ],
)
async def test_what_is_no_module_and_no_setting_changes_nothing(
    cast: Cast, forged: dict[str, object]
) -> None:
    """INP-01."""
    before = lines(cast)
    async with tab(cast) as page:
        told = await page.fire(ModulesState.set_module, path=PATH, **forged)
        assert told.failures == []
    assert lines(cast) == before


async def test_a_home_is_seen_as_a_person_sees_it_and_the_preview_ends(cast: Cast) -> None:
    ana = cast.create("Ana Lopez", role_id=cast.roles["user"])
    async with tab(cast) as page:
        await page.fire(HomePreviewState.offer_views, path=PATH)
        await page.fire(HomePreviewState.look_for_person, path=PATH, text="ana")
        assert [row.full_name for row in (await page.state(HomePreviewState)).people] == ["Ana Lopez"]
        await page.fire(HomePreviewState.see_as_person, path=PATH, user_id=ana)
        shown = await page.state(HomePreviewState)
        assert (shown.shown, shown.preview.name) == (True, "Ana Lopez")
        assert shown.preview.modules == ["calls", "tickets", "discussions"]
        assert sorted(shown.widgets) == ["calls", "discussions", "tickets"]
        await page.fire(HomePreviewState.end_preview, path=PATH)
        ended = await page.state(HomePreviewState)
        assert (ended.shown, ended.preview.name, ended.widgets) == (False, "", {})
        assert (await page.state(SessionState)).person.name != "Ana Lopez"


async def test_a_role_s_home_is_seen_and_a_wrong_choice_is_said_under_its_field(cast: Cast) -> None:
    async with tab(cast) as page:
        wrong = {"role_id": "0" * 32, "tier_id": cast.tier_id, "department": ""}
        await page.fire(HomePreviewState.offer_views, path=PATH)
        await page.fire(HomePreviewState.see_as_role, path=PATH, form=wrong)
        shown = await page.state(HomePreviewState)
        assert (shown.shown, shown.errors["role_id"].key) == (False, "errors.unknown_choice")
        right = wrong | {"role_id": cast.roles["agent"]}
        await page.fire(HomePreviewState.see_as_role, path=PATH, form=right)
        shown = await page.state(HomePreviewState)
        assert (shown.shown, shown.errors, shown.preview.role_key) == (True, {}, "agent")


@pytest.mark.parametrize("wrong", ["0" * 32, "nobody", "", "é" * 32])
async def test_nobody_s_home_is_refused_as_a_notice(cast: Cast, wrong: str) -> None:
    """INP-01."""
    async with tab(cast) as page:
        told = await page.fire(HomePreviewState.see_as_person, path=PATH, user_id=wrong)
        assert told.failures == []
        assert (await page.state(SessionState)).notice.key == "errors.not_found"
        assert not (await page.state(HomePreviewState)).shown


async def test_one_switches_one_s_own_modules_where_that_is_left_to_each_person(cast: Cast) -> None:
    ugo, secret = cast.join("Ugo Petit", "user")
    async with tab(cast, secret) as page:
        await page.fire(OwnModulesState.switch_own_module, path="/profile", module="calls", on=False)
        assert (await page.state(SessionState)).notice.key == "errors.module_locked"
        assert cast.person(ugo.user_id).modules_off == []
        cast.kit.workspace_modules.set(cast.admin, module="calls", setting=Setting.FREE, on=True)
        await page.fire(OwnModulesState.load_own_modules, path="/profile")
        free = [each.key for each in (await page.state(OwnModulesState)).modules if each.may_switch]
        assert free == ["calls"]
        await page.fire(OwnModulesState.switch_own_module, path="/profile", module="calls", on=False)
        assert (await page.state(SessionState)).modules == ["tickets", "discussions"]
        whys = {each.key: each.why for each in (await page.state(OwnModulesState)).modules}
        assert whys["calls"] == "personal"
