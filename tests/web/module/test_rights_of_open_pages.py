"""An open page of a module when an admin takes the module, or the right to it, from its reader."""

import asyncio
from collections.abc import Callable

import pytest

from comunik_kit.web.home.state import HomeState
from comunik_kit.web.module.item_state import ItemState
from comunik_kit.web.module.state import ModuleState
from tests.support.cast import Cast
from tests.support.statements import counted
from tests.support.waiting import soon
from tests.web.live_page import at
from tests.web.module.conftest import Ring

pytestmark = pytest.mark.anyio

Act = Callable[[Cast, str], object]


def take_the_module(cast: Cast, sami: str) -> None:
    cast.kit.personal_modules.switch(cast.admin, user_id=sami, module="calls", on=False)


def give_it_back(cast: Cast, sami: str) -> None:
    cast.kit.personal_modules.switch(cast.admin, user_id=sami, module="calls", on=True)


def take_the_right(cast: Cast, sami: str) -> None:
    cast.demote(sami, "user")


TAKEN: dict[str, Act] = {
    "the module is switched off": take_the_module,
    "the role has no right": take_the_right,
}


async def test_the_list_leaves_the_screen_of_who_lost_the_module(cast: Cast, ring: Ring) -> None:
    """ACL-04: nothing stays to be read, and the page says what it says to who never had it."""
    ring("Dubois")
    sami, secret = cast.join("Sami Roy", "supervisor")
    async with at(cast, "/calls", secret) as page, at(cast, "/calls") as olgas:
        assert [each.title for each in (await page.state(ModuleState)).page.rows] == ["Dubois"]
        await asyncio.to_thread(take_the_module, cast, sami.user_id)
        await soon(lambda: page.heard.vars(ModuleState).get("status") == "missing", of="the loss")
        assert (await page.state(ModuleState)).page.rows == []
        kept = await olgas.state(ModuleState)
        assert (kept.status, [each.title for each in kept.page.rows]) == ("found", ["Dubois"])
        assert page.heard.failures == []


async def test_who_may_read_less_is_shown_less(cast: Cast, ring: Ring) -> None:
    """ACL-04: a role that reads its own calls alone keeps the page and loses the others' rows."""
    ring("Dubois")
    sami, secret = cast.join("Sami Roy", "supervisor")
    async with at(cast, "/calls", secret) as page:
        assert (await page.state(ModuleState)).page.total == 1
        await asyncio.to_thread(take_the_right, cast, sami.user_id)
        await soon(lambda: "page" in page.heard.vars(ModuleState), of="the change")
        shown = await page.state(ModuleState)
        assert (shown.status, shown.page.rows, shown.page.total) == ("found", [], 0)


@pytest.mark.parametrize("how", TAKEN)
async def test_the_activity_leaves_the_screen_of_who_lost_it(cast: Cast, ring: Ring, how: str) -> None:
    item = ring("Dubois")
    sami, secret = cast.join("Sami Roy", "supervisor")
    async with at(cast, f"/calls/{item}", secret) as page:
        assert (await page.state(ItemState)).item.line.title == "Dubois"
        await asyncio.to_thread(TAKEN[how], cast, sami.user_id)
        await soon(lambda: page.heard.vars(ItemState).get("status") == "missing", of=how)
        assert (await page.state(ItemState)).item.line.title == ""
        assert page.heard.failures == []


async def test_an_activity_comes_back_with_the_module(cast: Cast, ring: Ring) -> None:
    item = ring("Dubois")
    sami, secret = cast.join("Sami Roy", "supervisor")
    async with at(cast, f"/calls/{item}", secret) as page:
        await asyncio.to_thread(take_the_module, cast, sami.user_id)
        await soon(lambda: page.heard.vars(ItemState).get("status") == "missing", of="the loss")
        await asyncio.to_thread(give_it_back, cast, sami.user_id)
        await soon(lambda: page.heard.vars(ItemState).get("status") == "found", of="the return")
        assert (await page.state(ItemState)).item.line.title == "Dubois"


async def test_a_page_of_a_module_one_has_not_asks_nothing_by_itself(cast: Cast, ring: Ring) -> None:
    """An announcement is answered once; after it there is nothing to wait for."""
    ring("Dubois")
    sami, secret = cast.join("Sami Roy", "supervisor")
    take_the_module(cast, sami.user_id)
    async with at(cast, "/calls", secret) as page:
        assert (await page.state(ModuleState)).status == "missing"
        ring("Martin")
        await asyncio.sleep(0.5)
        with counted(cast.kit.db) as asked:
            await asyncio.sleep(3.5)
        assert asked == []


async def test_the_tiles_of_an_open_home_follow(cast: Cast) -> None:
    sami, secret = cast.join("Sami Roy", "supervisor")
    async with at(cast, "/", secret) as page:
        assert "calls" in (await page.state(HomeState)).modules
        await asyncio.to_thread(take_the_module, cast, sami.user_id)
        await soon(lambda: "calls" not in page.heard.vars(HomeState).get("modules", ["calls"]), of="the tile")
        shown = await page.state(HomeState)
        assert "calls" not in shown.order
        assert {"tickets", "leads"} <= set(shown.modules)
