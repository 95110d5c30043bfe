"""`python -m bench.interference`: how much longer a page's event takes while the worker empties a large queue.

The running app with its own worker, over 100,000 people; an admin turns the pages of the list through the app's
WebSocket. Quiet and busy rounds take turns, so that whatever else the machine does falls on both.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import median

from bench import outside, processes, services, sinks
from bench.measure import Measure, percentiles, table
from comunik_kit.audit.journal import Origin
from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.kernel.actor import Actor
from comunik_kit.wiring import Kit
from tests.web.installation import Line, full_name

PEOPLE, QUEUE, ROUNDS, EVENTS = 100_000, 4_000, 3, 150
AT_ONCE = 500
MOST = 2.0
PAUSE = 0.01  # between two events of one person, who reads faster than anybody
PAGE = "/users"
_numbers = count(2_000_000)


class Reader(Line):
    """An admin who turns pages and notes how long each takes to come."""

    async def turn(self, handler: str) -> float:
        """Turn a page; seconds from the click to the new rows."""
        self._told, began = asyncio.Event(), time.perf_counter()
        await self.say(full_name(handler), path=PAGE)
        await asyncio.wait_for(self._told.wait(), 30)
        return time.perf_counter() - began

    async def _hear(self, name: str, *data: object) -> None:
        await super()._hear(name, *data)
        if "users_state" in repr(data):
            self._told.set()


@dataclass(slots=True)
class Found:
    """Each round's seconds, and how many messages left in the busy ones."""

    quiet: list[Sequence[float]] = field(default_factory=list)
    busy: list[Sequence[float]] = field(default_factory=list)
    sent: int = 0
    seconds: float = 0.0


def main() -> int:
    """Measure, print, and return 1 when the worker is felt too much."""
    parser = argparse.ArgumentParser(prog="python -m bench.interference", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--sink", choices=("local", "smtp", "resend"), default="resend")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    processes.CACHE.mkdir(parents=True, exist_ok=True)
    with sinks.sink(given.sink) as variables:
        kit, _ = services.filled(processes.CACHE, given.people, run="interference", **variables)
        with processes.app(kit.settings.data_dir, variables) as running:
            found = asyncio.run(_rounds(kit, running.address, given.rounds))
    p50, p95 = _across(found.quiet), _across(found.busy)
    print(f"{given.sink}: {found.sent:,} messages left in {found.seconds:.1f} s of busy rounds")
    ratio = p95[1] / p50[1]
    measures = [
        Measure("a page of the list, quiet: median", p50[0], "ms"),
        Measure("a page of the list, quiet: 95 %", p50[1], "ms"),
        Measure("a page of the list, worker busy: median", p95[0], "ms"),
        Measure("a page of the list, worker busy: 95 %", p95[1], "ms"),
        Measure("busy / quiet, 95 %", ratio, "times", MOST),
    ]
    print(table(measures))
    return 0 if all(measure.kept for measure in measures) else 1


def _across(rounds: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Give the middle round's median and 95th percentile."""
    found = [percentiles(seconds) for seconds in rounds]
    return median(each[0] for each in found), median(each[1] for each in found)


async def _rounds(kit: Kit, address: str, rounds: int) -> Found:
    actor, found = services.admin(kit), Found()
    with kit.db.write() as session:
        started = kit.sessions.start(session, actor.user_id, origin=Origin())
    async with Reader(address, {session_cookie_name(kit.settings): started.secret}) as reader:
        await reader.say(full_name("users_state.load"), path=PAGE)
        await reader.settled()
        await _turns(reader)
        for _ in range(rounds):
            await asyncio.to_thread(_queue, kit, actor)
            found.quiet.append(await _turns(reader))
            kit.mail_control.resume(actor)
            before, began = outside.waiting(kit), time.perf_counter()
            found.busy.append(await _turns(reader))
            found.seconds += time.perf_counter() - began
            found.sent += before - outside.waiting(kit)
    return found


def _queue(kit: Kit, actor: Actor) -> None:
    """Fill the queue up while nothing leaves."""
    kit.mail_control.pause(actor)
    forms = outside.Forms(kit, actor)
    while outside.waiting(kit) < QUEUE:
        people = [forms.fill(next(_numbers)) for _ in range(AT_ONCE)]
        kit.invitations.create_and_invite_all(actor, given=people)


async def _turns(reader: Reader) -> list[float]:
    """Turn ten pages on and back again, over and over."""
    seconds = []
    for step in range(EVENTS):
        handler = "users_state.turn_on" if step % 20 < 10 else "users_state.turn_back"  # noqa: PLR2004
        seconds.append(await reader.turn(handler))
        await asyncio.sleep(PAUSE)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
