"""The journal as its page asks for it, through Reflex's own pipeline."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.web.audit.asking import Offer
from comunik_kit.web.audit.keeping_state import JournalKeepingState
from comunik_kit.web.audit.state import JournalState
from comunik_kit.web.narrowing import Chip
from comunik_kit.web.session import SessionState
from tests.support.cast import Cast
from tests.support.events import Tab

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def a_tab(cast: Cast, secret: str = "") -> AsyncIterator[Tab]:
    """Open a tab of Olga's, or of whoever has this cookie."""
    name = session_cookie_name(cast.kit.settings)
    async with Tab({name: secret or cast.admin_secret}) as tab:
        yield tab


async def tags(tab: Tab) -> list[str]:
    return [row.tag for row in (await tab.state(JournalState)).page.rows]


async def test_the_address_says_what_is_shown_and_the_chips_take_it_away(cast: Cast) -> None:
    ana = cast.create("Ana Lopez")
    async with a_tab(cast) as tab:
        await tab.fire(JournalState.load_journal, path=f"/settings/audit?person={ana}&act=people&q=lopez")
        asked = (await tab.state(JournalState)).asked
        assert await tags(tab) == ["user_created"]
        assert asked.chips == [
            Chip("audit.chip.search", f"/settings/audit?person={ana}&act=people", text="lopez"),
            Chip("audit.person", "/settings/audit?q=lopez&act=people", text="Ana Lopez"),
            Chip("audit.act", f"/settings/audit?q=lopez&person={ana}", key="audit.group.people"),
        ]
        assert asked.query == f"q=lopez&person={ana}&act=people"


async def test_forged_values_are_the_whole_journal(cast: Cast) -> None:
    """ACL-09, ACL-03: nor does a chip repeat them."""
    async with a_tab(cast) as tab:
        await tab.fire(JournalState.load_journal, path=f"/settings/audit?person={'f' * 32}&act=x&period=y")
        assert (await tab.state(JournalState)).asked.chips == []
        assert len(await tags(tab)) == 3


async def test_typing_searches_and_offers_people_by_the_address_that_asks_for_them(cast: Cast) -> None:
    ana = cast.create("Ana Lopez")
    async with a_tab(cast) as tab:
        await tab.fire(JournalState.load_journal, path="/settings/audit?act=people")
        await tab.fire(JournalState.look_for_people, text="lopez")
        shown = await tab.state(JournalState)
        href = f"/settings/audit?person={ana}&act=people"
        assert shown.offers.found == [Offer("Ana Lopez", "ana@example.org", href)]
        await tab.fire(JournalState.look_for_people, text="zzz")
        shown = await tab.state(JournalState)
        assert (shown.offers.found, shown.offers.nobody) == ([], True)
        await tab.fire(JournalState.look_for_entries, text="lopez")
        assert await tags(tab) == ["user_created"]


async def test_choices_go_to_an_address(cast: Cast) -> None:
    async with a_tab(cast) as tab:
        await tab.fire(JournalState.load_journal, path="/settings/audit")
        done = await tab.fire(JournalState.narrow_acts, value="roles")
        assert done.redirects == ["/settings/audit?act=roles"]
        done = await tab.fire(JournalState.narrow_days, form={"from": "2026-03-01", "to": ""})
        assert done.redirects == ["/settings/audit?from=2026-03-01"]


async def test_the_time_entries_are_kept_is_set_and_a_forged_one_refused(cast: Cast) -> None:
    """LOG-04."""
    async with a_tab(cast) as tab:
        await tab.fire(JournalKeepingState.load_keeping, path="/settings/audit")
        await tab.fire(JournalKeepingState.keep_journal, form={"months": "24"})
        assert (await tab.state(JournalKeepingState)).kept.months == 24
        assert (await tab.state(SessionState)).notice.key == "audit.kept.told"
        await tab.fire(JournalKeepingState.keep_journal, form={"months": "1"})
        assert (await tab.state(JournalKeepingState)).kept.months == 24
        assert (await tab.state(SessionState)).notice.kind == "danger"


async def test_who_may_not_read_the_journal_is_shown_none(cast: Cast) -> None:
    """ACL-01."""
    _, secret = cast.join("Mado Blanc", "manager")
    async with a_tab(cast, secret) as tab:
        done = await tab.fire(JournalState.load_journal, path="/settings/audit")
        assert await tags(tab) == []
        assert "Olga" not in done.text
