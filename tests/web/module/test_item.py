"""One activity as its page shows it, and what its buttons do."""

import pytest

from comunik_kit.modules.acting import Aim
from comunik_kit.web.module.item_state import ItemState
from comunik_kit.web.session import SessionState
from tests.support.cast import Cast
from tests.support.events import Tab
from tests.support.waiting import soon
from tests.web.live_page import at
from tests.web.module.conftest import Opener, Ring

pytestmark = pytest.mark.anyio


async def notice(tab: Tab) -> tuple[str, str]:
    told = (await tab.state(SessionState)).notice
    return told.kind, told.key


async def test_every_button_does_what_it_says(cast: Cast, ring: Ring, a_tab: Opener) -> None:
    path = f"/calls/{ring('Dubois')}"
    ana, _ = cast.join("Ana Lopez", "agent")
    async with a_tab() as tab:
        await tab.fire(ItemState.load_item, path=path)
        assert (await tab.state(ItemState)).item.may_take
        await tab.fire(ItemState.take, path=path)
        assert (await tab.state(ItemState)).item.line.is_mine
        assert await notice(tab) == ("success", "items.told.taken")
        await tab.fire(ItemState.move, path=path, status="called_back")
        assert (await tab.state(ItemState)).item.line.status == "called_back"
        await tab.fire(ItemState.write_note, path=path, form={"note": "Rappelle demain"})
        await tab.fire(ItemState.add_tag, path=path, form={"tag": "Été"})
        shown = (await tab.state(ItemState)).item
        assert (shown.line.tags, shown.timeline[1].text) == (["Été"], "Rappelle demain")
        await tab.fire(ItemState.drop_tag, path=path, tag="Été")
        assert (await tab.state(ItemState)).item.line.tags == []
        await tab.fire(ItemState.ask_whom, path=path)
        await tab.fire(ItemState.look_for_person, path=path, text="ana")
        assert [each.id for each in (await tab.state(ItemState)).people] == [ana.user_id]
        await tab.fire(ItemState.give, path=path, owner_id=ana.user_id)
        shown = await tab.state(ItemState)
        assert (shown.item.line.owner, shown.giving) == ("Ana Lopez", False)
        await tab.fire(ItemState.give_back, path=path)
        assert (await tab.state(ItemState)).item.line.owner == ""
        assert tab.heard.failures == []


async def test_who_was_slower_is_told_and_sees_who_was_faster(cast: Cast, ring: Ring, a_tab: Opener) -> None:
    item = ring("Dubois")
    sami, _ = cast.join("Sami Roy", "supervisor")
    async with a_tab() as tab:
        await tab.fire(ItemState.load_item, path=f"/calls/{item}")
        cast.kit.module_acts.take(sami, aim=Aim("calls", item, 1))
        await tab.fire(ItemState.take, path=f"/calls/{item}")
        assert await notice(tab) == ("danger", "errors.changed_meanwhile")
        assert (await tab.state(ItemState)).item.line.owner == "Sami Roy"


async def test_what_is_wrong_with_a_note_or_a_tag_is_said_under_its_field(ring: Ring, a_tab: Opener) -> None:
    """INP-02."""
    path = f"/calls/{ring('Dubois')}"
    async with a_tab() as tab:
        await tab.fire(ItemState.load_item, path=path)
        forms = (await tab.state(ItemState)).forms
        await tab.fire(ItemState.write_note, path=path, form={"note": " "})
        shown = await tab.state(ItemState)
        assert (shown.errors["note"].key, shown.forms) == ("errors.required", forms)
        await tab.fire(ItemState.add_tag, path=path, form={"tag": "x" * 40})
        shown = await tab.state(ItemState)
        assert (shown.errors["tag"].key, list(shown.errors)) == ("errors.too_long", ["tag"])
        assert shown.item.timeline == []


async def test_a_user_reads_and_every_button_is_refused(cast: Cast, ring: Ring, a_tab: Opener) -> None:
    """ACL-02: whatever the page shows, the services ask again."""
    ugo, secret = cast.join("Ugo Petit", "user")
    path = f"/calls/{ring('Dubois', owner_id=ugo.user_id)}"
    async with a_tab(secret) as tab:
        await tab.fire(ItemState.load_item, path=path)
        assert (await tab.state(ItemState)).status == "found"
        for handler, given in (
            (ItemState.take, {}),
            (ItemState.give_back, {}),
            (ItemState.move, {"status": "called_back"}),
            (ItemState.write_note, {"form": {"note": "x"}}),
            (ItemState.add_tag, {"form": {"tag": "x"}}),
            (ItemState.give, {"owner_id": cast.admin.user_id}),
        ):
            await tab.fire(handler, path=path, **given)
            assert await notice(tab) == ("danger", "errors.forbidden")
        await tab.fire(ItemState.ask_whom, path=path)
        await tab.fire(ItemState.look_for_person, path=path, text="")
        shown = await tab.state(ItemState)
        assert (shown.giving, shown.people, shown.item.version, shown.item.timeline) == (False, [], 1, [])


async def test_what_is_out_of_reach_is_missing_and_tells_nothing(
    cast: Cast, ring: Ring, a_tab: Opener
) -> None:
    """ACL-03."""
    _, secret = cast.join("Agnès Petit", "agent")
    far = ring("Affaire privée")
    async with a_tab(secret) as tab:
        for path in (f"/calls/{far}", f"/calls/{'f' * 32}", "/calls/x/y", f"/leads/{far}", f"/x/{far}"):
            told = await tab.fire(ItemState.load_item, path=path)
            assert (await tab.state(ItemState)).status == "missing"
            assert "Affaire" not in told.text
            await tab.fire(ItemState.take, path=path)
    assert cast.kit.module_items.item(cast.admin, "calls", far).line.owner == ""


async def test_an_open_activity_shows_what_others_do_to_it(cast: Cast, ring: Ring) -> None:
    """Decision 10."""
    item = ring("Dubois")
    sami, _ = cast.join("Sami Roy", "supervisor")
    async with at(cast, f"/calls/{item}") as tab:
        cast.kit.module_acts.note(sami, aim=Aim("calls", item), text="Vu avec elle")
        await soon(lambda: "Vu avec elle" in tab.heard.text, of="the note")


async def test_an_open_activity_that_goes_to_another_team_is_gone(cast: Cast, ring: Ring) -> None:
    """ACL-03, ACL-04."""
    agnes, secret = cast.join("Agnès Petit", "agent")
    item = ring("Dubois", owner_id=agnes.user_id)
    async with at(cast, f"/calls/{item}", secret) as tab:
        cast.kit.module_acts.give(cast.admin, aim=Aim("calls", item, 1), owner_id=cast.admin.user_id)
        await soon(lambda: tab.heard.vars(ItemState).get("status") == "missing", of="the end")
        assert (await tab.state(ItemState)).item.line.title == ""
