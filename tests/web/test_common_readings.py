"""One reading for all who want the same, as fresh as each of them needs it."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from comunik_kit.web.common_readings import CommonReadings

pytestmark = pytest.mark.anyio
PAUSE = 0.2


@pytest.fixture
def readers() -> Iterator[ThreadPoolExecutor]:
    """Give threads that end with the test."""
    with ThreadPoolExecutor(2) as pool:
        yield pool


class Source:
    """Counts how often it is read; fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        """Begin unread."""
        self.read_at: list[float] = []
        self._failures = failures

    def read(self, wanted: str) -> str:
        """Tell what was wanted, and the how-manieth reading it is."""
        self.read_at.append(time.monotonic())
        time.sleep(0.05)
        if len(self.read_at) <= self._failures:
            raise RuntimeError(wanted)
        return f"{wanted} {len(self.read_at)}"


async def test_who_wants_the_same_since_the_same_change_shares_a_reading(readers: ThreadPoolExecutor) -> None:
    source, common, changed = Source(), CommonReadings(readers, pause=PAUSE), time.monotonic()
    found = await asyncio.gather(*(common.get("a", source.read, since=changed) for _ in range(20)))
    found.append(await common.get("a", source.read, since=changed))
    assert set(found) == {"a 1"}
    assert (await common.get("b", source.read, since=changed)) == "b 2"


async def test_what_was_read_before_a_change_is_read_again_and_not_sooner_than_the_pause(
    readers: ThreadPoolExecutor,
) -> None:
    source, common = Source(), CommonReadings(readers, pause=PAUSE)
    assert await common.get("a", source.read, since=time.monotonic()) == "a 1"
    later = [common.get("a", source.read, since=time.monotonic()) for _ in range(20)]
    assert set(await asyncio.gather(*later)) == {"a 2"}
    first, second = source.read_at
    assert second - first >= PAUSE * 0.95


async def test_a_page_that_is_left_takes_the_reading_from_nobody(readers: ThreadPoolExecutor) -> None:
    source, common, changed = Source(), CommonReadings(readers, pause=PAUSE), time.monotonic()
    left = asyncio.ensure_future(common.get("a", source.read, since=changed))
    stays = asyncio.ensure_future(common.get("a", source.read, since=changed))
    await asyncio.sleep(0)
    left.cancel()
    assert await stays == "a 1"


async def test_a_reading_that_failed_is_given_to_nobody_who_comes_after(readers: ThreadPoolExecutor) -> None:
    source, common, changed = Source(failures=1), CommonReadings(readers, pause=PAUSE), time.monotonic()
    with pytest.raises(RuntimeError):
        await common.get("a", source.read, since=changed)
    assert await common.get("a", source.read, since=changed) == "a 2"
