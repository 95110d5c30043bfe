"""« Mon équipe » through Reflex's event pipeline: for who may know, in step with what happens."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest

from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.modules.team_views import TeamLine
from comunik_kit.users.team_inputs import TeamForm
from comunik_kit.web.led.state import LedState
from comunik_kit.web.session import SessionState
from comunik_kit.web.team.asked import Asked
from comunik_kit.web.team.state import TeamState
from tests.support.cast import Cast
from tests.support.events import Tab
from tests.support.statements import counted
from tests.support.waiting import soon
from tests.web.live_page import at, tab_of

pytestmark = pytest.mark.anyio


def miss(cast: Cast, **values: Any) -> None:
    """Write a missed call down, an hour ago, and tell who listens."""
    now = cast.kit.clock.now()
    given: dict[str, Any] = {
        "module": "calls",
        "kind": "missed",
        "status": "missed",
        "title": "Affaire privée",
    } | values
    with cast.kit.db.write() as s:
        post(s, cast.workspace_id, NewActivity(occurred_at=now - timedelta(hours=1), **given), now)
    cast.kit.fanout.announce(cast.workspace_id, Topic.ACTIVITY)


def team(cast: Cast, name: str, **given: str) -> str:
    form = TeamForm.parse({"name": name, **given}, cast.kit.teams.modules)
    return cast.kit.teams.create(cast.admin, form=form)


def heard(tab: Tab, name: str) -> TeamLine | None:
    """What the browser was told of somebody."""
    people = tab.heard.vars(TeamState).get("people", [])
    return next((each for each in people if each.name == name), None)


async def is_led(tab: Tab) -> bool:
    return (await tab.state(LedState)).loaded


async def names(tab: Tab) -> list[str]:
    return [each.name for each in (await tab.state(TeamState)).people]


async def test_a_supervisor_sees_everybody_and_a_call_that_comes_in(cast: Cast) -> None:
    agnes, _ = cast.join("Agnès Petit", "agent")
    _, secret = cast.join("Solène Petit", "supervisor")
    async with at(cast, "/team", secret) as tab:
        assert await names(tab) == ["Agnès Petit", "Olga Martin", "Solène Petit"]
        assert not (await tab.state(LedState)).loaded
        await asyncio.to_thread(miss, cast, owner_id=agnes.user_id)
        await soon(lambda: heard(tab, "Agnès Petit") is not None, of="the line")
        line = heard(tab, "Agnès Petit")
        assert line is not None
        assert (line.received, line.missed, line.load) == (0, 1, 1)
        assert "Affaire privée" not in tab.heard.text
        assert tab.heard.failures == []


async def test_an_agent_is_refused_and_hears_nothing(cast: Cast) -> None:
    """ACL-01, ACL-02."""
    _, secret = cast.join("Agnès Petit", "agent")
    async with tab_of(cast, secret) as tab:
        told = await tab.fire(TeamState.load_team, path="/team")
        await tab.fire(TeamState.choose_team, path="/team", team="")
        assert not (await tab.state(TeamState)).loaded
        assert "Olga" not in told.text


async def test_a_lead_sees_their_own_team_alone_and_its_invitations_below(cast: Cast) -> None:
    """ACL-03."""
    _, secret = cast.join("Léa Chef", "agent")
    team(cast, "Ventes", lead="lea@example.org")
    ben = cast.create("Ben Dedans", department="Ventes")
    cast.create("Zoé Ailleurs", department="Support", email="zoe@example.org")
    async with at(cast, "/team", secret) as tab:
        assert await names(tab) == ["Ben Dedans"]
        await soon(lambda: is_led(tab), of="what she leads")
        await asyncio.to_thread(miss, cast, owner_id=cast.admin.user_id)
        await asyncio.to_thread(miss, cast, owner_id=ben)
        await soon(
            lambda: (line := heard(tab, "Ben Dedans")) is not None and line.missed == 1, of="Ben's call"
        )
        assert "Zoé" not in tab.heard.text
        assert (await tab.state(TeamState)).total.missed == 1


async def test_who_leads_no_more_sees_nothing_any_more(cast: Cast) -> None:
    """ACL-04: at the next change."""
    _, secret = cast.join("Léa Chef", "agent")
    team_id = team(cast, "Ventes", lead="lea@example.org")
    cast.create("Ben Dedans", department="Ventes")
    async with at(cast, "/team", secret) as tab:
        without = TeamForm.parse({"name": "Ventes"}, cast.kit.teams.modules)
        cast.kit.teams.change(cast.admin, team_id=team_id, form=without, version=1)
        await soon(lambda: tab.heard.vars(TeamState).get("people") == [], of="the end")


async def test_pages_sorted_in_other_ways_are_read_once(cast: Cast) -> None:
    """NFR."""
    _, secret = cast.join("Solène Petit", "supervisor")
    async with AsyncExitStack() as house:
        addresses = ("/team", "/team?sort=-load", "/team?sort=-missed", "/team?sort=last")
        tabs = [await house.enter_async_context(at(cast, path, secret)) for path in addresses]
        with counted(cast.kit.db) as asked:
            await asyncio.to_thread(miss, cast, owner_id=cast.admin.user_id)
            await soon(lambda: all(heard(tab, "Olga Martin") for tab in tabs), of="every page")
        assert sum("activity_counts" in each for each in asked if each.startswith("SELECT")) == 1
        assert [(await names(tab))[0] for tab in tabs] == [
            "Olga Martin",
            "Olga Martin",
            "Olga Martin",
            "Solène Petit",
        ]


async def test_the_address_says_what_is_shown_and_forgeries_are_dropped(cast: Cast) -> None:
    """ACL-09."""
    support = team(cast, "Support")
    cast.create("Ben Dedans", department="Support")
    async with tab_of(cast) as tab:
        for query, expected, shown in (
            (f"?team={support}&period=30d&sort=-name", ("30d", support, "-name"), ["Ben Dedans"]),
            (f"?team={'f' * 32}&sort=photo_url&period=century", ("7d", "f" * 32, "name"), None),
            ("?team=<b>&sort=--load", ("7d", "", "name"), None),
        ):
            await tab.fire(TeamState.load_team, path=f"/team{query}")
            state = await tab.state(TeamState)
            assert (state.asked.span, state.asked.team, state.asked.sort) == expected
            assert await names(tab) == (shown or ["Ben Dedans", "Olga Martin"])
        told = await tab.fire(TeamState.choose_team, path="/team", team=support)
        assert told.redirects == [f"/team?team={support}"]
        assert tab.heard.failures == []


def test_an_address_is_gone_on_from_without_what_changes() -> None:
    asked = Asked.parse({"period": "30d", "team": "a" * 32, "sort": "-load"})
    assert (asked.column, asked.is_down) == ("load", True)
    assert (asked.undated, asked.unsorted) == (
        f"team={'a' * 32}&sort=-load&",
        f"period=30d&team={'a' * 32}&",
    )
    assert asked.address(team="") == "/team?period=30d&sort=-load"
    assert Asked.parse({}).address(team="") == "/team"


async def test_the_menu_leads_there_for_who_may(cast: Cast) -> None:
    _, secret = cast.join("Solène Petit", "supervisor")
    async with tab_of(cast, secret) as tab:
        await tab.fire(SessionState.enter, path="/team")
        session = await tab.state(SessionState)
        assert ("users:read" in session.permissions, session.leads) == (True, False)
