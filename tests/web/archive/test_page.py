"""The archive as its page asks for it, through Reflex's own pipeline."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from reflex.utils.format import json_dumps

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.web.archive.funnel_state import FunnelState
from comunik_kit.web.archive.state import ArchiveState
from comunik_kit.web.narrowing import Chip
from comunik_kit.web.session import SessionState
from tests.invitations.history import Letter, Past, Sent, past_of
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.support.deliveries import hand_over
from tests.support.events import Tab
from tests.support.waiting import soon

pytestmark = pytest.mark.anyio


@pytest.fixture
def past(cast: Cast, clock: MovedClock) -> Past:
    """Lend the pen that writes the past."""
    return past_of(cast, clock)


@asynccontextmanager
async def a_tab(cast: Cast, secret: str = "") -> AsyncIterator[Tab]:
    """Open a tab of Olga's, or of whoever has this cookie."""
    name = session_cookie_name(cast.kit.settings)
    async with Tab({name: secret or cast.admin_secret}) as tab:
        yield tab


async def names(tab: Tab) -> list[str]:
    return [row.name for row in (await tab.state(ArchiveState)).page.rows]


async def test_the_address_says_what_is_shown_and_the_chips_take_it_away(cast: Cast, past: Past) -> None:
    past.write(
        Sent(name="Ana Lopez", accepted_at=past.now, department="Vente"),
        Sent(name="Bob Noir", department="Vente"),
        Sent(name="Eva Rose", accepted_at=past.now),
    )
    vente = past.departments["Vente"]
    async with a_tab(cast) as tab:
        await tab.fire(ArchiveState.load, path=f"/invitations?state=accepted&department={vente}&q=ana")
        shown = await tab.state(ArchiveState)
        assert tab.heard.failures == []
        assert await names(tab) == ["Ana Lopez"]
        assert shown.asked.chips == [
            Chip("archive.chip.search", f"/invitations?state=accepted&department={vente}", text="ana"),
            Chip(
                "archive.column.state",
                f"/invitations?q=ana&department={vente}",
                key="invitations.state.accepted",
            ),
            Chip("archive.column.department", "/invitations?q=ana&state=accepted", text="Vente"),
        ]
        assert shown.asked.query == f"q=ana&state=accepted&department={vente}"


async def test_forged_values_are_the_whole_archive(cast: Cast, past: Past) -> None:
    """ACL-09, ACL-03: nor does a chip repeat them."""
    past.write(Sent(name="Ana Lopez"))
    forged = f"state=x&delivery=%27&department={'f' * 32}&inviter={'0' * 32}&period=century&from=2026-99-99"
    async with a_tab(cast) as tab:
        await tab.fire(ArchiveState.load, path=f"/invitations?{forged}")
        shown = await tab.state(ArchiveState)
        assert await names(tab) == ["Ana Lopez"]
        assert (shown.asked.chips, shown.asked.query) == ([], "")


async def test_choosing_leads_to_the_address_that_asks_for_it(cast: Cast) -> None:
    async with a_tab(cast) as tab:
        await tab.fire(ArchiveState.load, path="/invitations?q=ana&period=7d")
        told = await tab.fire(ArchiveState.narrow, name="state", value="accepted")
        assert told.redirects == ["/invitations?q=ana&state=accepted&period=7d"]
        told = await tab.fire(ArchiveState.between, form={"from": "2026-01-01", "to": ""})
        assert told.redirects == ["/invitations?q=ana&from=2026-01-01"]
        told = await tab.fire(ArchiveState.narrow, name="q", value="other")
        assert told.redirects == []
        told = await tab.fire(ArchiveState.narrow, name="state", value="//evil.example")
        assert told.redirects == ["/invitations?q=ana&period=7d"]


async def test_choosing_before_the_page_is_read_keeps_what_its_address_asks_for(cast: Cast) -> None:
    async with a_tab(cast) as tab:
        told = await tab.fire(
            ArchiveState.narrow, path="/invitations?q=ana&period=7d", name="state", value="accepted"
        )
        assert told.redirects == ["/invitations?q=ana&state=accepted&period=7d"]


async def test_the_newest_search_wins_and_keeps_the_filters(cast: Cast, past: Past) -> None:
    past.write(Sent(name="Ana Lopez", accepted_at=past.now), Sent(name="Ana Noir"), Sent(name="Bob Noir"))
    async with a_tab(cast) as tab:
        await tab.fire(ArchiveState.load, path="/invitations?state=accepted")
        await tab.fire(ArchiveState.look_for, text="bob")
        assert await names(tab) == []
        await tab.fire(ArchiveState.look_for, text="àna")
        assert await names(tab) == ["Ana Lopez"]
        shown = await tab.state(ArchiveState)
        assert (shown.asked.search, shown.asked.state) == ("àna", "accepted")


async def test_pages_lead_on_and_back(cast: Cast, past: Past) -> None:
    past.write_many(Sent(name=f"P {n:02}", at=past.now - timedelta(minutes=n)) for n in range(30))
    async with a_tab(cast) as tab:
        await tab.fire(ArchiveState.load, path="/invitations")
        await tab.fire(ArchiveState.turn_on)
        assert await names(tab) == [f"P {n:02}" for n in range(25, 30)]
        await tab.fire(ArchiveState.turn_back)
        assert await names(tab) == [f"P {n:02}" for n in range(25)]


async def test_the_funnel_follows_the_address(cast: Cast, past: Past) -> None:
    past.write(Sent(at=past.now - timedelta(days=60)), Sent(letters=(Letter(sent_at=past.now),)))
    async with a_tab(cast) as tab:
        counts = []
        for path in ("/invitations", "/invitations?period=30d"):
            await tab.fire(ArchiveState.load, path=path)
            drawn = await tab.state(FunnelState)
            counts.append([step.count for step in drawn.funnel.whole.steps][:2])
        assert drawn.loaded
        assert counts == [[2, 1], [1, 1]]


async def test_an_open_page_moves_when_a_message_leaves(cast: Cast) -> None:
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez"))
    message = cast.letters()[-1].id
    async with a_tab(cast) as tab:
        await tab.open("/invitations")
        await soon(lambda: cast.kit.fanout.is_heard and "Ana Lopez" in tab.heard.text, of="the page")
        hand_over(cast.kit, message)

        def moved() -> bool:
            page = tab.heard.vars(ArchiveState).get("page")
            return bool(page and page.rows and page.rows[0].delivery == "sent")

        await soon(moved, of="the row")


async def test_who_may_not_read_people_sees_nothing(cast: Cast, past: Past) -> None:
    """ACL-02."""
    past.write(Sent(name="Ana Lopez", department="Vente"))
    _, secret = cast.join("Anna Petit", "agent")
    async with a_tab(cast, secret) as tab:
        for handler in (ArchiveState.load, ArchiveState.turn_on, ArchiveState.turn_back, FunnelState.draw):
            told = await tab.fire(handler, path="/invitations")
            assert "Ana Lopez" not in told.text
            assert "Vente" not in told.text
        told = await tab.fire(ArchiveState.look_for, text="ana")
        assert "Ana Lopez" not in told.text


async def test_a_full_page_is_light_and_has_no_secret(cast: Cast, past: Past) -> None:
    """INV-10; the page's delta is 15 kB at most."""
    at = past.now - timedelta(days=9)
    letter = Letter(sent_at=at, delivered_at=at, opened_at=at, clicked_at=at, delivery="clicked")
    past.write_many(
        Sent(
            name=f"Marie-Antoinette Rochefoucauld {n:02}",
            email=f"marie-antoinette.rochefoucauld.{n}@ateliers.example.org",
            at=at,
            department=f"Relations internationales {n % 14}",
            accepted_at=past.now,
            letters=(letter,),
            reminders=2,
        )
        for n in range(30)
    )
    async with a_tab(cast) as tab:
        await tab.fire(SessionState.enter)  # what every page begins with is weighed elsewhere
        told = await tab.fire(ArchiveState.load, path="/invitations")
        sizes = [len(json_dumps(delta, separators=(",", ":")).encode()) for delta in told.deltas]
        assert max(sizes) <= 15_000, sizes
        assert "/invite" not in told.text
        assert len(await names(tab)) == 25
