"""Home for who comes for the first time, and for who comes back, as the page asks for it."""

from datetime import timedelta

import pytest

from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.modules.views import News
from comunik_kit.web.home.state import HomeState
from comunik_kit.web.home.tour_state import TourState
from tests.support.cast import Cast
from tests.support.events import Tab
from tests.web.live_page import tab_of

pytestmark = pytest.mark.anyio

STOPS = ["menu", "modules", "figures", "account"]


async def arrives(tab: Tab, path: str = "/") -> None:
    await tab.fire(HomeState.load, path=path)


async def shown(tab: Tab) -> tuple[list[str], int]:
    tour = await tab.state(TourState)
    return list(tour.stops), tour.place


async def test_a_newcomer_is_shown_round_once(cast: Cast) -> None:
    ugo, secret = cast.join("Ugo Petit", "user")
    cast.amend(ugo.user_id, toured_at=None)
    async with tab_of(cast, secret) as tab:
        await arrives(tab)
        assert await shown(tab) == (STOPS, 0)
        for place in (1, 2, 3):
            await tab.fire(TourState.go, forward=True)
            assert await shown(tab) == (STOPS, place)
        assert cast.person(ugo.user_id).toured_at is None
        await tab.fire(TourState.go, forward=True)
        assert await shown(tab) == ([], 0)
        assert cast.person(ugo.user_id).toured_at == cast.kit.clock.now()
        await arrives(tab)
        assert await shown(tab) == ([], 0)


async def test_whoever_skips_it_is_left_alone(cast: Cast) -> None:
    ugo, secret = cast.join("Ugo Petit", "user")
    cast.amend(ugo.user_id, toured_at=None)
    async with tab_of(cast, secret) as tab:
        await arrives(tab)
        await tab.fire(TourState.leave, open=True)
        assert await shown(tab) == (STOPS, 0)
        await tab.fire(TourState.leave, open=False)
        assert await shown(tab) == ([], 0)
    async with tab_of(cast, secret) as another:
        await arrives(another)
        assert await shown(another) == ([], 0)


async def test_one_goes_back_but_not_before_the_beginning(cast: Cast) -> None:
    async with tab_of(cast) as tab:
        await arrives(tab, "/?tour=1")
        await tab.fire(TourState.go, forward=True)
        await tab.fire(TourState.go, forward=False)
        await tab.fire(TourState.go, forward=False)
        assert await shown(tab) == (STOPS, 0)


async def test_a_forged_step_is_a_step_back(cast: Cast) -> None:
    """ACL-09: whatever is not yes is no, and there is nothing before the first stop."""
    async with tab_of(cast) as tab:
        await arrives(tab, "/?tour=1")
        await tab.fire(TourState.go, forward="99")
        assert await shown(tab) == (STOPS, 0)


async def test_a_step_where_no_tour_goes_on_ends_none(cast: Cast) -> None:
    before = cast.person(cast.admin.user_id).toured_at
    cast.kit.clock.move(minutes=5)  # pyright: ignore[reportAttributeAccessIssue]
    async with tab_of(cast) as tab:
        await arrives(tab)
        await tab.fire(TourState.go, forward=True)
        await tab.fire(TourState.leave, open=False)
        assert await shown(tab) == ([], 0)
    assert cast.person(cast.admin.user_id).toured_at == before


async def test_whoever_has_no_module_is_shown_none(cast: Cast) -> None:
    ugo, secret = cast.join("Ugo Petit", "user")
    for module in ("calls", "tickets", "discussions"):
        cast.kit.personal_modules.switch(cast.admin, user_id=ugo.user_id, module=module, on=False)
    async with tab_of(cast, secret) as tab:
        await arrives(tab, "/?tour=1")
        assert await shown(tab) == (["menu", "account"], 0)


async def test_who_comes_back_sees_what_they_missed_until_they_saw_it(cast: Cast) -> None:
    left = cast.kit.clock.now()
    call = NewActivity("calls", "received", "Dubois", left + timedelta(minutes=1))
    with cast.kit.db.write() as s:
        post(s, cast.workspace_id, call, left + timedelta(minutes=1))
    cast.amend(cast.admin.user_id, previous_visit_at=left)
    cast.kit.clock.move(minutes=5)  # pyright: ignore[reportAttributeAccessIssue]
    async with tab_of(cast) as tab:
        await arrives(tab)
        told = (await tab.state(HomeState)).news
        assert [(line.module, line.number) for line in told.lines] == [("calls", 1)]
        await tab.fire(HomeState.saw_news)
        assert (await tab.state(HomeState)).news == News()
        assert cast.person(cast.admin.user_id).previous_visit_at is None
        assert tab.heard.failures == []
