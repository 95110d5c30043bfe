"""A module's list as its page asks for it, through Reflex's own pipeline."""

import pytest
from reflex.utils.format import json_dumps

from comunik_kit.modules.acting import Aim
from comunik_kit.web.module.choices_state import ItemChoicesState
from comunik_kit.web.module.state import ModuleState
from comunik_kit.web.narrowing import Chip
from tests.support.cast import Cast
from tests.support.events import Tab
from tests.support.waiting import soon
from tests.web.live_page import at
from tests.web.module.conftest import Opener, Ring
from tests.web.users.test_weight import MOST_AT_FIRST, MOST_TOLD

pytestmark = pytest.mark.anyio


async def titles(tab: Tab) -> list[str]:
    return [row.title for row in (await tab.state(ModuleState)).page.rows]


async def test_the_address_says_what_is_shown_and_the_chips_take_it_away(
    cast: Cast, ring: Ring, a_tab: Opener
) -> None:
    ring("Dubois", owner_id=cast.admin.user_id)
    ring("Dubreuil")
    ring("Durand", kind="received", status="answered", owner_id=cast.admin.user_id)
    async with a_tab() as tab:
        await tab.fire(ModuleState.load, path="/calls?kind=missed&owner=me&q=dub")
        shown = await tab.state(ModuleState)
        assert tab.heard.failures == []
        assert await titles(tab) == ["Dubois"]
        assert shown.asked.chips == [
            Chip("items.chip.search", "/calls?kind=missed&owner=me", text="dub"),
            Chip("modules.column.kind", "/calls?q=dub&owner=me", key="modules.kind.calls.missed"),
            Chip("modules.column.owner", "/calls?q=dub&kind=missed", key="items.owner.me"),
        ]


async def test_forged_values_ask_for_nothing(ring: Ring, a_tab: Opener) -> None:
    """ACL-09: nor does a chip repeat them."""
    ring("Dubois")
    async with a_tab() as tab:
        forged = "kind=x&status=open&owner=%27&department=1&period=century&from=2026-99-99"
        await tab.fire(ModuleState.load, path=f"/calls?{forged}")
        shown = await tab.state(ModuleState)
        assert await titles(tab) == ["Dubois"]
        assert shown.asked.chips == []


async def test_choosing_leads_to_the_address_that_asks_for_it(a_tab: Opener) -> None:
    async with a_tab() as tab:
        await tab.fire(ModuleState.load, path="/calls?q=ana&period=7d")
        told = await tab.fire(ModuleState.narrow, path="/calls?q=ana&period=7d", name="owner", value="me")
        assert told.redirects == ["/calls?q=ana&owner=me&period=7d"]
        told = await tab.fire(ModuleState.narrow, path="/calls?q=ana&period=7d", name="q", value="other")
        assert told.redirects == []
        told = await tab.fire(
            ModuleState.between, path="/calls?q=ana", form={"from": "2026-01-01", "to": "//evil.example"}
        )
        assert told.redirects == ["/calls?q=ana&from=2026-01-01"]


async def test_the_newest_search_wins_and_keeps_the_filters(cast: Cast, ring: Ring, a_tab: Opener) -> None:
    ring("Ana", owner_id=cast.admin.user_id)
    ring("Ana Noir")
    async with a_tab() as tab:
        await tab.fire(ModuleState.load, path="/calls?owner=me")
        await tab.fire(ModuleState.look_for, path="/calls?owner=me", text="bob")
        assert await titles(tab) == []
        await tab.fire(ModuleState.look_for, path="/calls?owner=me", text="àna")
        assert await titles(tab) == ["Ana"]


async def test_pages_lead_on_and_back(ring: Ring, a_tab: Opener) -> None:
    for number in range(30):
        ring(f"P {number}")
    async with a_tab() as tab:
        await tab.fire(ModuleState.load, path="/calls")
        first = await titles(tab)
        await tab.fire(ModuleState.turn_on, path="/calls")
        assert len(set(first) | set(await titles(tab))) == 30
        await tab.fire(ModuleState.turn_back, path="/calls")
        assert await titles(tab) == first


async def test_an_open_list_shows_what_comes_in_and_what_becomes_of_it(cast: Cast, ring: Ring) -> None:
    """Decision 10: within a second, whoever did it, and for who may see it alone."""
    kit, _ = cast.kit, cast.join("Ugo Petit", "user")
    async with at(cast, "/calls") as tab:
        item = ring("Dubois")
        kit.module_acts.note(cast.admin, aim=Aim("calls", item), text="entendu")
        await soon(lambda: "Dubois" in tab.heard.text, of="the row")
        kit.module_acts.take(cast.admin, aim=Aim("calls", item, 1))

        def is_taken() -> bool:
            page = tab.heard.vars(ModuleState).get("page")
            return bool(page and page.rows and page.rows[0].is_mine)

        await soon(is_taken, of="the new owner")


async def test_an_open_list_of_an_agent_hears_nothing_of_another_team(cast: Cast, ring: Ring) -> None:
    """ACL-03."""
    agnes, secret = cast.join("Agnès Petit", "agent")
    async with at(cast, "/calls", secret) as tab:
        far = ring("Affaire privée")
        cast.kit.module_acts.note(cast.admin, aim=Aim("calls", far), text="x")
        ring("Dubois", owner_id=agnes.user_id)
        cast.kit.module_acts.note(cast.admin, aim=Aim("calls", far), text="y")
        await soon(lambda: "Dubois" in tab.heard.text, of="the row")
        assert "Affaire privée" not in tab.heard.text


async def test_a_module_that_is_switched_off_meanwhile_closes_its_open_page(cast: Cast, ring: Ring) -> None:
    """ACL-04."""
    ugo, secret = cast.join("Ugo Petit", "user")
    item = ring("Dubois", owner_id=ugo.user_id)
    async with at(cast, "/calls", secret) as tab:
        cast.kit.personal_modules.switch(cast.admin, user_id=ugo.user_id, module="calls", on=False)
        cast.kit.module_acts.note(cast.admin, aim=Aim("calls", item), text="x")
        await soon(lambda: tab.heard.vars(ModuleState).get("status") == "missing", of="the end")
        assert (await tab.state(ModuleState)).page.rows == []


async def test_an_agents_filters_offer_no_department(cast: Cast, a_tab: Opener) -> None:
    """ACL-08."""
    _, secret = cast.join("Agnès Petit", "agent")
    cast.create("Ana Lopez", department="Ventes")
    async with a_tab(secret) as tab:
        told = await tab.fire(ItemChoicesState.offer_items, path="/calls")
        assert (await tab.state(ItemChoicesState)).choices.departments == []
        assert "Ventes" not in told.text


async def test_a_full_page_is_light(cast: Cast, ring: Ring, a_tab: Opener) -> None:
    """The page's own message has 15 kB at most; the first one of a tab begins every page of the app."""
    for number in range(30):
        ring(
            f"Marie-Antoinette Rochefoucauld {number:02}",
            customer="Ateliers de la Loire et de la Vienne",
            owner_id=cast.admin.user_id,
            details={"number": "+33199001234", "duration": 245, "queue": "Accueil du soir"},
        )
    async with a_tab() as tab:
        told = await tab.fire(ModuleState.load, path="/calls")
        sizes = [len(json_dumps(delta, separators=(",", ":")).encode()) for delta in told.deltas]
        assert sizes.pop(0) <= MOST_AT_FIRST
        assert max(sizes) <= MOST_TOLD, sizes
