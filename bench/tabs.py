"""`python -m bench.tabs`: from a POST of an activity to its figure on every open home page, with 200 of them open.

The running app over 200 demo people; the pages are sockets on which home was opened, as a browser opens it. The client
that listens on all of them shares the machine's cores with the app, so its load is in the figures.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import httpx

from bench import processes, services
from bench.measure import Measure, percentiles, table
from comunik_kit.audit.journal import Origin
from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.integrations.inputs import NewKey, Scope
from comunik_kit.kernel.actor import Actor
from comunik_kit.wiring import Kit
from tests.web.installation import Line, full_name

PEOPLE, TABS, PER_SESSION, EVENTS = 200, 200, 40, 30
MOST_MS = 500
PAUSE = 1.0  # longer than a page waits between two readings: each event is one change
PATIENCE = 30.0


class Tab(Line):
    """A home page that notes when it is told of something."""

    wanted = ""

    def await_title(self, title: str) -> asyncio.Future[float]:
        """Give the moment at which the page will have been told of a title."""
        self.wanted, self.told_at = title, asyncio.get_running_loop().create_future()
        return self.told_at

    async def _hear(self, name: str, *data: object) -> None:
        await super()._hear(name, *data)
        if self.wanted and self.wanted in repr(data):
            self.wanted = ""
            self.told_at.set_result(time.perf_counter())
            self.heard.clear()


def main() -> int:
    """Measure, print, and return 1 when the budget is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench.tabs", description=__doc__)
    parser.add_argument("--tabs", type=int, default=TABS)
    given = parser.parse_args()
    processes.CACHE.mkdir(parents=True, exist_ok=True)
    kit, _ = services.filled(processes.CACHE, PEOPLE, run="tabs")
    with processes.app(kit.settings.data_dir) as running:
        seconds = asyncio.run(_heard(kit, running.address, given.tabs))
    p50, p95 = percentiles(seconds)
    measures = [
        Measure(f"POST to figure, {given.tabs} tabs: median", p50, "ms"),
        Measure("the same: 95 %", p95, "ms", MOST_MS),
        Measure("the same: the last of all", max(seconds) * 1000, "ms"),
    ]
    print(table(measures))
    print(f"load of the machine: {', '.join(f'{each:.1f}' for each in os.getloadavg())}; 2 cores are meant")
    return 0 if all(each.kept for each in measures) else 1


async def _heard(kit: Kit, address: str, number: int) -> Sequence[float]:
    """Report one activity after the other; the seconds that each took to each tab."""
    actor, seconds = services.admin(kit), []
    new = NewKey.of("Bench", [Scope.ACTIVITIES_WRITE.value], None)
    key = kit.api_keys.show(actor, key_id=kit.api_keys.create(actor, new=new))
    async with _tabs(kit, actor, address, number) as tabs, httpx.AsyncClient(base_url=address) as client:
        for event in range(EVENTS):
            seconds += await _reported(client, key, tabs, f"Client {event:04} de l’essai")
            await asyncio.sleep(PAUSE)
    return seconds


@asynccontextmanager
async def _tabs(kit: Kit, actor: Actor, address: str, number: int) -> AsyncIterator[list[Tab]]:
    async with AsyncExitStack() as stack:
        with kit.db.write() as session:
            started = [
                kit.sessions.start(session, actor.user_id, origin=Origin())
                for _ in range(-(-number // PER_SESSION))
            ]
        name = session_cookie_name(kit.settings)
        tabs = [Tab(address, {name: started[each // PER_SESSION].secret}) for each in range(number)]
        for tab in tabs:
            await stack.enter_async_context(tab)
            await tab.say(full_name("home_state.follow"))
            await tab.say(full_name("home_state.load"))
            await tab.settled()
        yield tabs


async def _reported(client: httpx.AsyncClient, key: str, tabs: Sequence[Tab], title: str) -> list[float]:
    told = [tab.await_title(title) for tab in tabs]
    row = {"module": "calls", "kind": "received", "at": datetime.now(UTC).isoformat(), "title": title}
    began = time.perf_counter()
    answer = await client.post("/api/v1/activities", json=[row], headers={"Authorization": f"Bearer {key}"})
    answer.raise_for_status()
    return [at - began for at in await asyncio.wait_for(asyncio.gather(*told), PATIENCE)]


if __name__ == "__main__":
    sys.exit(main())
