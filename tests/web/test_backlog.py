"""How many events of a page wait for their turn, and what becomes of the rest (WEB-05). No test looks at a clock."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from comunik_kit.users.profile import Profile
from comunik_kit.web.backlog import MOST_BESIDE, MOST_WAITING
from comunik_kit.web.notices.bell_state import BellState
from comunik_kit.web.session import SessionState
from comunik_kit.web.users.export_state import ExportState
from tests.support.cast import Cast
from tests.web.installation import COOKIE
from tests.web.wire import PATIENCE, Wire, at_work, remembered, serving, waiting

MESSAGES = 1_000
NUMBERS = [f"n{number:04}" for number in range(1, MESSAGES)]


@dataclass
class Gate:
    """Holds the handler that keeps a language until it is opened; then it goes on, or fails."""

    opened: threading.Event = field(default_factory=threading.Event)
    failure: Exception | None = None
    kept: int = 0

    def keep_language(self, *_: object, **__: object) -> None:
        """Stand in for the service."""
        assert self.opened.wait(PATIENCE)
        self.kept += 1
        if self.failure:
            raise self.failure


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    found = Gate()
    monkeypatch.setattr(Profile, "keep_language", found.keep_language)
    yield found
    found.opened.set()


def flood(wire: Wire) -> None:
    """Say a thousand things, the first of which is held at the gate."""
    wire.say(SessionState.choose_language, lang="fr")
    for number in NUMBERS:
        wire.say_number(number)


async def stands_still(wire: Wire, neighbour: Wire) -> None:
    """Wait until as much was read as may be, then let a neighbour be served a hundred times: more would be read now."""
    await wire.until(lambda: waiting(wire.token) >= MOST_WAITING)
    for number in range(100):
        neighbour.say_number(f"b{number}")
    await neighbour.until(lambda: "b99" in neighbour.numbers())


@pytest.mark.parametrize("failure", [None, RuntimeError("on purpose")], ids=["done", "failed"])
def test_a_flood_behind_a_slow_event_is_read_no_further_than_the_bound_and_then_handled_in_order(
    cast: Cast, gate: Gate, failure: Exception | None
) -> None:
    """WEB-05: one message is in the reader's hand, the rest in the socket; a neighbour is served; nothing is lost."""
    gate.failure = failure

    async def scene() -> None:
        cookies = {COOKIE: cast.admin_secret}
        async with serving() as server, Wire(server, cookies) as loud, Wire(server, cookies) as neighbour:
            flood(loud)
            await stands_still(loud, neighbour)
            assert waiting(loud.token) == MOST_WAITING
            assert len(loud.unread) == MESSAGES - MOST_WAITING - 1
            assert not set(NUMBERS) & set(loud.numbers())
            gate.opened.set()
            await loud.until(lambda: NUMBERS[-1] in loud.numbers())
            assert [number for number in loud.numbers() if number in NUMBERS] == NUMBERS
            await loud.until(lambda: not waiting(loud.token))

    asyncio.run(scene())
    assert gate.kept == 1


def test_what_a_page_said_before_it_went_away_is_done_and_its_place_is_given_back(
    cast: Cast, gate: Gate
) -> None:
    """WEB-05: nobody reads that it is gone while its reader waits; nothing is forgotten when it goes on."""
    said = MOST_WAITING + 50

    async def scene() -> None:
        cookies = {COOKIE: cast.admin_secret}
        async with serving() as server, Wire(server, cookies) as neighbour:
            async with Wire(server, cookies) as leaver:
                for _ in range(said):
                    leaver.say(SessionState.choose_language, lang="fr")
                leaver.hang_up()
                await stands_still(leaver, neighbour)
                assert len(leaver.unread) == said + 1 - MOST_WAITING - 1
                gate.opened.set()
            await neighbour.until(lambda: not waiting(leaver.token))
            assert list(server._crowd._sessions.values()) == [1]

    asyncio.run(scene())
    assert gate.kept == said


def test_what_lives_as_long_as_its_page_takes_no_place(cast: Cast) -> None:
    """WEB-05: a page goes on listening while it says more than may wait."""

    async def scene() -> None:
        async with serving() as server, Wire(server, {COOKIE: cast.admin_secret}) as page:
            for _ in range(MOST_WAITING + 50):
                page.say(BellState.follow)
            page.say_number("after")
            await page.until(lambda: "after" in page.numbers())
            assert not page.unread

    asyncio.run(scene())


def test_background_events_that_stand_side_by_side_are_few_and_all_of_them_are_handled(
    cast: Cast, gate: Gate
) -> None:
    """WEB-05: they begin at once, and would all wait for the page's state while one event holds it."""

    async def scene() -> None:
        cookies = {COOKIE: cast.admin_secret}
        async with serving() as server, Wire(server, cookies) as loud, Wire(server, cookies) as neighbour:
            loud.say(SessionState.choose_language, lang="fr")
            for _ in range(MESSAGES):
                loud.say(ExportState.prepare, query="no query")
            loud.say_number("after")
            await loud.until(lambda: at_work(ExportState.prepare, loud.token) >= MOST_BESIDE)
            neighbour.say_number("served")
            await neighbour.until(lambda: "served" in neighbour.numbers())
            assert at_work(ExportState.prepare, loud.token) == MOST_BESIDE
            assert len(loud.unread) == MESSAGES - MOST_BESIDE
            gate.opened.set()
            await loud.until(lambda: "after" in loud.numbers())
            await loud.until(lambda: not at_work(ExportState.prepare, loud.token))
            assert not loud.unread

    asyncio.run(scene())


@pytest.mark.parametrize("name", ["no.such.handler", "", None, 5, ["x"], {"x": 1}], ids=repr)
def test_an_event_that_nobody_takes_leaves_nothing_behind(cast: Cast, name: object) -> None:
    """WEB-05, INP-01: Reflex would keep each for as long as it runs; what comes after is handled."""

    async def scene() -> None:
        async with serving() as server, Wire(server, {COOKIE: cast.admin_secret}) as page:
            before = remembered()
            for _ in range(20):
                page.say_raw({"name": name, "payload": {}})
                page.say_raw(json.dumps({"name": name, "payload": {}}))
            page.say_number("after")
            await page.until(lambda: "after" in page.numbers())
            await page.until(lambda: not waiting(page.token))
            assert remembered() == before

    asyncio.run(scene())
