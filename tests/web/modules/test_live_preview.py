"""« Voir l’accueil comme… » stays what the other one sees: it follows while it is looked at, and is noted once."""

import asyncio
from datetime import timedelta

import pytest

from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.modules.arranging import Setting
from comunik_kit.web.modules.preview_state import HomePreviewState
from comunik_kit.web.session import SessionState
from tests.support.cast import Cast
from tests.support.events import Tab
from tests.support.statements import counted
from tests.support.waiting import soon
from tests.web.live_page import at

pytestmark = pytest.mark.anyio
PATH = "/settings/modules"


def modules(tab: Tab) -> list[str] | None:
    """What the browser was told of the other one's modules."""
    seen = tab.heard.vars(HomePreviewState).get("preview")
    return seen.modules if seen else None


def looks(cast: Cast) -> int:
    return cast.acts().count("home_seen_as")


def ring(cast: Cast, owner: str) -> None:
    """Have somebody called, an hour ago, and tell who listens."""
    now = cast.kit.clock.now()
    new = NewActivity("calls", "received", "Garage Central", now - timedelta(hours=1), owner_id=owner)
    with cast.kit.db.write() as s:
        post(s, cast.workspace_id, new, now)
    cast.kit.fanout.announce(cast.workspace_id, Topic.ACTIVITY)


async def test_a_person_s_home_follows_their_rights_and_what_happens_and_is_noted_once(cast: Cast) -> None:
    ana, kit = cast.create("Ana Lopez", role_id=cast.roles["user"]), cast.kit
    async with at(cast, PATH) as tab:
        await tab.fire(HomePreviewState.see_as_person, path=PATH, user_id=ana)
        assert modules(tab) == ["calls", "tickets", "discussions"]
        await asyncio.to_thread(
            kit.personal_modules.switch, cast.admin, user_id=ana, module="tickets", on=False
        )
        await soon(lambda: modules(tab) == ["calls", "discussions"], of="the module that is gone")
        await asyncio.to_thread(cast.demote, ana, "agent")
        kit.fanout.announce(cast.workspace_id, Topic.PEOPLE)
        await soon(lambda: "leads" in (modules(tab) or []), of="the new role's modules")
        await asyncio.to_thread(ring, cast, ana)
        await soon(lambda: tab.heard.vars(HomePreviewState)["widgets"]["calls"].figure == 1, of="the figure")
        assert looks(cast) == 1
        assert tab.heard.failures == []


async def test_a_role_s_home_follows_the_workspace_s_modules(cast: Cast) -> None:
    async with at(cast, PATH) as tab:
        form = {"role_id": cast.roles["user"], "tier_id": cast.tier_id, "department": ""}
        await tab.fire(HomePreviewState.see_as_role, path=PATH, form=form)
        act = cast.kit.workspace_modules.set
        await asyncio.to_thread(act, cast.admin, module="calls", setting=Setting.ON, on=False)
        await soon(lambda: modules(tab) == ["tickets", "discussions"], of="the module that is gone")
        assert looks(cast) == 1


async def test_what_may_be_seen_no_more_is_put_away(cast: Cast) -> None:
    """ACL-04, ACL-06."""
    ana = cast.create("Ana Lopez", role_id=cast.roles["user"])
    async with at(cast, PATH) as tab:
        await tab.fire(HomePreviewState.see_as_person, path=PATH, user_id=ana)
        await asyncio.to_thread(cast.kit.users.delete, cast.admin, user_id=ana)
        await soon(lambda: tab.heard.vars(HomePreviewState)["shown"] is False, of="the end")
        shown = await tab.state(HomePreviewState)
        assert (shown.preview.name, shown.widgets) == ("", {})
        assert (await tab.state(SessionState)).notice.key == "errors.not_found"


async def test_without_a_preview_nothing_is_drawn_and_an_ended_one_stays_away(cast: Cast) -> None:
    ana = cast.create("Ana Lopez")
    async with at(cast, PATH) as tab:
        await tab.fire(HomePreviewState.see_as_person, path=PATH, user_id=ana)
        await tab.fire(HomePreviewState.end_preview, path=PATH)
        tab.heard.deltas.clear()
        with counted(cast.kit.db) as asked:
            cast.kit.fanout.announce(cast.workspace_id, Topic.ACTIVITY)
            await soon(lambda: bool(asked), of="looking whether there is anything to draw")
            await asyncio.sleep(0.3)
        assert [statement for statement in asked if "activities" in statement] == []
        assert tab.heard.vars(HomePreviewState) == {}
        assert not (await tab.state(HomePreviewState)).shown
