"""What the page of people costs: each message to the browser, and what a tab keeps on the server."""

from collections.abc import Iterator

import pytest
import reflex as rx
from reflex.state import BaseState
from reflex.utils.format import json_dumps

from comunik_kit.web.session import SessionState
from comunik_kit.web.users.offers_state import OffersState
from comunik_kit.web.users.state import UsersState
from tests.web.live_page import at
from tests.web.users.conftest import Stage

pytestmark = pytest.mark.anyio
MOST_TOLD, MOST_KEPT = 15_000, 20_000
# The first message of a tab has what every page of the app begins with: it grows by the page, never by the data.
MOST_AT_FIRST = 25_500
LONG = "Relations internationales et partenariats "


@pytest.fixture
def crowded(stage: Stage) -> Stage:
    """Fill more than a page with people whose every word is long."""
    for n in range(30):
        stage.cast.create(
            f"Marie-Antoinette Rochefoucauld-Montmorency {n:02}",
            email=f"marie-antoinette.rochefoucauld-montmorency.{n}@ateliers.example.org",
            department=f"{LONG}{n % 14}",
            company=f"Société générale d’aménagement {n % 14}",
            phone=f"+3361234{n:04}",
        )
    return stage


async def test_no_message_of_a_full_page_is_heavy(crowded: Stage) -> None:
    async with crowded.tab() as tab:
        path = "/users?columns=role,department,company,tier,created,seen"
        for handler, given in (
            (SessionState.enter, {}),
            (UsersState.load, {}),
            (OffersState.offer, {"open": True}),
            (UsersState.turn_on, {}),
        ):
            told = await tab.fire(handler, path=path, **given)
            sizes = [len(json_dumps(delta, separators=(",", ":")).encode()) for delta in told.deltas]
            first = sizes.pop(0) if handler is SessionState.enter else 0
            assert first <= MOST_AT_FIRST, first
            assert max(sizes, default=0) <= MOST_TOLD, (handler, sizes)


async def test_a_tab_on_a_full_page_keeps_little(crowded: Stage) -> None:
    async with at(crowded.cast, "/users") as tab:
        root = await tab.state(rx.State)
        # What was never touched is not stored.
        kept = {each.get_full_name(): len(each._serialize()) for each in family(root) if each._was_touched}
        assert (await tab.state(UsersState)).page.rows != []
        assert sum(kept.values()) <= MOST_KEPT, kept


def family(state: BaseState) -> Iterator[BaseState]:
    yield state
    for child in state.substates.values():
        yield from family(child)
