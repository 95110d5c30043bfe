"""The bell of an open page, and the list that it leads to, through Reflex's event pipeline."""

import asyncio
from collections.abc import Callable

import pytest

from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.acting import Aim
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.web.module.item_state import ItemState
from comunik_kit.web.notices.state import NoticesState
from comunik_kit.web.profile.notices_state import NoticeChoicesState
from comunik_kit.web.session import SessionState
from tests.support.cast import Cast
from tests.support.events import Tab
from tests.support.statements import counted
from tests.support.waiting import soon
from tests.web.live_page import at, tab_of

pytestmark = pytest.mark.anyio
PATH, PROFILE = "/notifications", "/profile"
Given = tuple[str, str]


@pytest.fixture
def given(cast: Cast) -> Callable[..., Given]:
    """Let Olga give a call to Agnès; its id, and Agnès's cookie."""
    agnes, secret = cast.join("Agnès Petit", "agent")
    cast.kit.notices.read_all(cast.admin)

    def give(title: str = "Garage Central") -> Given:
        now = cast.kit.clock.now()
        new = NewActivity(module="calls", kind="missed", status="missed", title=title, occurred_at=now)
        with cast.kit.db.write() as s:
            call = post(s, cast.workspace_id, new, now)
        cast.kit.module_acts.give(cast.admin, aim=Aim("calls", call, 1), owner_id=agnes.user_id)
        return call, secret

    return give


async def unread(tab: Tab) -> int:
    return (await tab.state(SessionState)).unread


async def test_the_bell_of_any_open_page_counts_by_itself(cast: Cast, given: Callable[..., Given]) -> None:
    """ACL-03: that of whom it concerns; another's open page is sent nothing of it."""
    _, secret = given("Dubois")
    async with at(cast, "/profile/security", secret) as tab, at(cast, PROFILE) as olgas:
        assert (await unread(tab), await unread(olgas)) == (1, 0)
        await asyncio.to_thread(given)
        await soon(lambda: tab.heard.vars(SessionState).get("unread") == 2, of="the count")
        await asyncio.sleep(0.3)
        assert olgas.heard.deltas == []
        assert tab.heard.failures == []


async def test_a_bell_costs_one_read_by_key_when_something_happened_and_none_else(cast: Cast) -> None:
    async with at(cast, PROFILE):
        with counted(cast.kit.db) as asked:
            cast.kit.fanout.announce(cast.workspace_id, Topic.ACTIVITY)
            cast.kit.fanout.announce("f" * 32, Topic.NOTICES)
            await asyncio.sleep(0.3)
            assert asked == []
            cast.kit.fanout.announce(cast.workspace_id, Topic.NOTICES)
            await soon(lambda: any("notifications" in each for each in asked), of="reading")
            await asyncio.sleep(0.3)
        assert len([each for each in asked if "notifications" in each]) == 1


async def test_the_list_moves_by_itself_and_what_is_opened_is_read(
    cast: Cast, given: Callable[..., Given]
) -> None:
    call, secret = given("Dubois")
    async with at(cast, PATH, secret) as tab:
        await asyncio.to_thread(given, "Morel")
        await soon(lambda: "Morel" in tab.heard.text, of="the second")
        await soon(lambda: tab.heard.vars(SessionState).get("unread") == 2, of="one more")
        rows = (await tab.state(NoticesState)).page.rows
        assert [(each.title, each.is_read) for each in rows] == [("Morel", False), ("Dubois", False)]
        await tab.fire(NoticesState.read_notice, path=PATH, notice_id=rows[0].id)
        await soon(lambda: tab.heard.vars(SessionState).get("unread") == 1, of="one less")
    async with tab_of(cast, secret) as other:
        await other.fire(ItemState.load_item, path=f"/calls/{call}")
    assert [each.is_read for each in cast.kit.notices.page(cast.actor(secret)).rows] == [True, True]


async def test_all_of_it_is_read_at_once(cast: Cast, given: Callable[..., Given]) -> None:
    _, secret = given()
    async with tab_of(cast, secret) as tab:
        await tab.fire(SessionState.enter, path=PATH)
        await tab.fire(NoticesState.load_notices, path=PATH)
        assert await unread(tab) == 1
        await tab.fire(NoticesState.read_all_notices, path=PATH)
        assert await unread(tab) == 0
        assert [each.is_read for each in (await tab.state(NoticesState)).page.rows] == [True]


async def test_anothers_notification_is_not_found(cast: Cast, given: Callable[..., Given]) -> None:
    """ACL-03."""
    _, secret = given()
    [row] = cast.kit.notices.page(cast.actor(secret)).rows
    async with tab_of(cast) as tab:
        for notice_id in (row.id, "0" * 32, "", "x"):
            await tab.fire(NoticesState.read_notice, path=PATH, notice_id=notice_id)
            assert (await tab.state(SessionState)).notice.key == "errors.not_found"
    assert cast.kit.notices.unread(cast.actor(secret)) == 1


async def test_choices_and_quiet_hours_are_set_on_ones_own_page(cast: Cast) -> None:
    async with tab_of(cast) as tab:
        await tab.fire(NoticeChoicesState.load_notice_choices, path=PROFILE)
        await tab.fire(NoticeChoicesState.choose_kind, path=PROFILE, kind="mentioned", wanted=False)
        form = {"quiet": "yes", "since": "21:00", "until": "21:00"}
        await tab.fire(NoticeChoicesState.keep_quiet, path=PROFILE, form=form)
        assert (await tab.state(NoticeChoicesState)).hours_errors[
            "until"
        ].key == "errors.hours_that_never_end"
        assert not cast.kit.notice_choices.view(cast.admin).quiet
        await tab.fire(NoticeChoicesState.keep_quiet, path=PROFILE, form=form | {"until": "06:45"})
        assert (await tab.state(NoticeChoicesState)).hours_errors == {}
    view = cast.kit.notice_choices.view(cast.admin)
    assert [each.wanted for each in view.kinds] == [True, False, True]
    assert (view.quiet, view.since, view.until) == (True, "21:00", "06:45")
