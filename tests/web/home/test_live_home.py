"""An open home page follows what happens, wherever it comes in; many of them read it once."""

import asyncio
import json
import time
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from comunik_kit.http.app import api
from comunik_kit.integrations.inputs import NewKey, Scope
from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.acting import Aim
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.web import live
from comunik_kit.web.home.state import HomeState
from comunik_kit.web.session import SessionState
from tests.support.cast import ORIGIN, Cast
from tests.support.events import Tab
from tests.support.statements import counted
from tests.support.waiting import soon
from tests.web.live_page import at, tab_of

pytestmark = pytest.mark.anyio
QUIET = 1.2  # longer than two readings may be apart
TABS = 50


def ring(cast: Cast, title: str = "Garage Central", **values: Any) -> str:
    """Write a received call down, an hour ago, and tell nobody."""
    now = cast.kit.clock.now()
    given = {"module": "calls", "kind": "received", "occurred_at": now - timedelta(hours=1)} | values
    with cast.kit.db.write() as s:
        return post(s, cast.workspace_id, NewActivity(title=title, **given), now)


def announce(cast: Cast) -> None:
    cast.kit.fanout.announce(cast.workspace_id, Topic.ACTIVITY)


def figure(tab: Tab, module: str = "calls") -> int | None:
    """What the browser was told of a widget."""
    widgets = tab.heard.vars(HomeState).get("widgets")
    return widgets[module].figure if widgets else None


def posted(cast: Cast) -> None:
    """Let another system report a call over the API."""
    new = NewKey.of("Standard", [Scope.ACTIVITIES_WRITE.value], None)
    key = cast.kit.api_keys.show(cast.admin, key_id=cast.kit.api_keys.create(cast.admin, new=new))
    row = {"module": "calls", "kind": "received", "at": cast.kit.clock.now().isoformat(), "title": "Morel"}
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    client = TestClient(api(lambda: cast.kit))
    answer = client.post("/api/v1/activities", content=json.dumps([row]), headers=headers)
    assert answer.status_code == 201, answer.text


async def test_a_call_that_comes_in_over_the_api_is_counted_on_the_open_page(cast: Cast) -> None:
    """How soon is measured by `bench/tabs.py`."""
    async with at(cast, "/") as tab:
        await asyncio.to_thread(posted, cast)
        await soon(lambda: figure(tab) == 1, of="the figure")
        assert "Morel" in tab.heard.text
        assert tab.heard.failures == []


async def test_what_somebody_does_on_a_modules_page_is_seen_at_home(cast: Cast) -> None:
    """An agent who takes a call of the team sees one more; the others' pages stay as they are (ACL-03)."""
    agnes, secret = cast.join("Agnès Petit", "agent")
    call = ring(cast, "Affaire privée")
    async with at(cast, "/", secret) as tab:
        announce(cast)
        cast.kit.module_acts.give(cast.admin, aim=Aim("calls", call, 1), owner_id=agnes.user_id)
        await soon(lambda: figure(tab) == 1, of="the figure")


async def test_an_agents_open_page_hears_nothing_of_another_team(cast: Cast) -> None:
    """ACL-03: nor when an admin's page is read at the same moment."""
    agnes, secret = cast.join("Agnès Petit", "agent")
    async with at(cast, "/", secret) as tab, at(cast, "/") as olgas:
        ring(cast, "Affaire privée", owner_id=cast.admin.user_id)
        ring(cast, owner_id=agnes.user_id)
        announce(cast)
        await soon(lambda: figure(tab) == 1 and figure(olgas) == 2, of="both pages")
        assert "Affaire privée" in olgas.heard.text
        assert "Affaire privée" not in tab.heard.text


async def test_fifty_open_pages_of_a_workspace_are_read_once_for_all(cast: Cast) -> None:
    """NFR: one reading, whoever looks."""
    _, other = cast.join("Solène Petit", "supervisor")
    async with AsyncExitStack() as house:
        tabs = [
            await house.enter_async_context(at(cast, "/", other if number % 2 else ""))
            for number in range(TABS)
        ]
        with counted(cast.kit.db) as asked:
            await asyncio.to_thread(ring, cast)
            before = readings(asked)
            await asyncio.to_thread(announce, cast)
            await soon(lambda: all(figure(tab) == 1 for tab in tabs), of="every page")
            await asyncio.sleep(QUIET)
        # Admin and supervisor have other modules, and so another reading each.
        assert readings(asked) - before <= 2
        assert before == 0


async def test_a_storm_of_events_is_read_at_most_twice_a_second_for_all_pages(cast: Cast) -> None:
    async with at(cast, "/"), at(cast, "/"), at(cast, "/"):
        began = time.monotonic()
        with counted(cast.kit.db) as asked:
            while time.monotonic() - began < 2 * QUIET:
                await asyncio.to_thread(announce, cast)
            await asyncio.sleep(live.PAUSE)
        assert 1 <= readings(asked) <= (2 * QUIET + live.PAUSE) / live.PAUSE + 1


async def test_a_quiet_home_page_asks_nothing(cast: Cast) -> None:
    ring(cast)
    async with at(cast, "/") as tab:
        with counted(cast.kit.db) as asked:
            cast.kit.fanout.announce("f" * 32, Topic.ACTIVITY)
            cast.kit.fanout.announce(cast.workspace_id, Topic.MAIL)
            await asyncio.sleep(QUIET)
        assert asked == []
        assert tab.heard.deltas == []


async def test_a_change_that_shows_nothing_new_sends_nothing(cast: Cast) -> None:
    async with at(cast, "/") as tab:
        with counted(cast.kit.db) as asked:
            announce(cast)
            await soon(lambda: readings(asked) > 0, of="reading")
            await asyncio.sleep(0.3)
        assert tab.heard.deltas == []


async def test_a_module_that_is_switched_off_meanwhile_leaves_the_open_page(cast: Cast) -> None:
    """ACL-04."""
    ugo, secret = cast.join("Ugo Petit", "user")
    async with at(cast, "/", secret) as tab:
        cast.kit.personal_modules.switch(cast.admin, user_id=ugo.user_id, module="calls", on=False)
        await soon(lambda: "calls" not in tab.heard.vars(HomeState).get("order", ["calls"]), of="the end")
        assert "calls" not in (await tab.state(HomeState)).widgets


async def test_a_home_page_of_an_ended_session_hears_no_more(cast: Cast) -> None:
    """SES-03: it asks again before it reads, however many others read the same."""
    _, secret = cast.join("Mado Petit", "admin")
    async with at(cast, "/", secret) as tab:
        cast.kit.sessions.end(secret, origin=ORIGIN)
        ring(cast)
        announce(cast)
        for frame in (Topic.NOTICES, Topic.RIGHTS):
            cast.kit.fanout.announce(cast.workspace_id, frame)
        await soon(lambda: not cast.kit.fanout.is_heard, of="the end")
        assert "Garage Central" not in tab.heard.text


async def test_the_address_says_which_period_is_shown_and_a_forged_one_is_a_week(cast: Cast) -> None:
    """ACL-09."""
    ring(cast, occurred_at=cast.kit.clock.now() - timedelta(days=20))
    async with tab_of(cast) as tab:
        for address, span, found in (
            ("/?period=30d", "30d", 1),
            ("/", "7d", 0),
            ("/?period=century", "7d", 0),
        ):
            await tab.fire(HomeState.load, path=address)
            shown = await tab.state(HomeState)
            assert (shown.span, shown.widgets["calls"].figure) == (span, found)
        assert tab.heard.failures == []


async def test_an_open_page_keeps_to_its_own_period(cast: Cast) -> None:
    async with at(cast, "/?period=30d") as tab, at(cast, "/?period=today") as short:
        ring(cast, occurred_at=cast.kit.clock.now() - timedelta(days=20))
        ring(cast, occurred_at=cast.kit.clock.now())
        announce(cast)
        await soon(lambda: figure(tab) == 2 and figure(short) == 1, of="both figures")


async def test_ones_own_order_is_on_the_page_at_once_and_after_a_reload(cast: Cast) -> None:
    async with tab_of(cast) as tab:
        await tab.fire(HomeState.load, path="/")
        await tab.fire(HomeState.arrange, path="/", open=True)
        await tab.fire(HomeState.move_widget, path="/", module="tickets", up=True)
        await tab.fire(HomeState.show_widget, path="/", module="calls", shown=False)
        shown = await tab.state(HomeState)
        assert (shown.order, shown.arranging) == (["tickets", "leads", "discussions"], True)
        assert [each.key for each in shown.own.widgets] == ["calls", "tickets", "leads", "discussions"]
        await tab.fire(HomeState.load, path="/")
        shown = await tab.state(HomeState)
        assert (shown.order, shown.arranging) == (["tickets", "leads", "discussions"], False)
        await tab.fire(HomeState.restore_widgets, path="/")
        assert (await tab.state(HomeState)).order == ["calls", "leads", "tickets", "discussions"]


async def test_what_is_no_widget_moves_nothing_and_is_said(cast: Cast) -> None:
    """ACL-09, INP-01."""
    async with tab_of(cast) as tab:
        await tab.fire(HomeState.load, path="/")
        for module in ("offers", "<b>", "x" * 5000):
            told = await tab.fire(HomeState.move_widget, path="/", module=module, up=True)
            assert (await tab.state(SessionState)).notice.key == "errors.not_found"
            assert told.failures == []
    assert cast.person(cast.admin.user_id).own_home is None


async def test_pages_of_people_with_other_orders_are_read_once_and_each_keeps_its_own(cast: Cast) -> None:
    """NFR: read by what is in it, put in order by each page."""
    ana, secret = cast.join("Ana Martin", "admin")
    cast.kit.own_homes.move(ana, module="discussions", up=True)
    cast.kit.own_homes.show(ana, module="leads", shown=False)
    async with at(cast, "/") as olgas, at(cast, "/", secret) as anas:
        with counted(cast.kit.db) as asked:
            ring(cast)
            announce(cast)
            await soon(lambda: figure(olgas) == 1 and figure(anas) == 1, of="both figures")
        assert readings(asked) == 1
        assert (await olgas.state(HomeState)).order == ["calls", "leads", "tickets", "discussions"]
        assert (await anas.state(HomeState)).order == ["calls", "discussions", "tickets"]
        assert "leads" not in (await anas.state(HomeState)).widgets


def readings(asked: list[str]) -> int:
    return sum("activity_counts" in statement for statement in asked if statement.startswith("SELECT"))
