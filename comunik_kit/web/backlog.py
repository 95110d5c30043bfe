"""How many events of one page may wait for their turn (WEB-05).

Reflex handles the events of a page one after the other, from a queue that has no length of its own: while a handler
takes its time, a socket that goes on talking would fill the memory. So its reader waits, from a bound on, until the
event in hand has ended. Nothing is dropped, and nobody else's reader waits with it.

Reflex's own queue is looked at, nothing is counted beside it: it takes an event out however that ended (done, failed,
overtaken by a newer one, its page gone), so no place can be lost. What a handler sets off stands there too and counts.
Background events never do: one that lives as long as its page takes nobody's place. Most of them end their predecessor;
those that do not have a bound of their own, among their like.

The underscored names are those of `reflex_base` 0.10.1, and pinned with it.
"""

import asyncio
from typing import Any

from reflex_base.event.processor import EventProcessor
from reflex_base.registry import RegisteredEventHandler, RegistrationContext

# No page of ours says as much in one breath (see tests/web/test_flow.py); of messages of the largest size it is 6 MB.
MOST_WAITING = 100
# Each of these does a work that a page has once, and finds out that it is being done.
MOST_BESIDE = 10


async def room_for_one(processor: EventProcessor, token: str) -> None:
    """Wait until fewer events of a page are in hand or waiting than may be."""
    while True:
        await processor.join()  # until all that was said stands in its page's queue; no handler is waited for
        queue = processor._token_queues.get(token)
        if queue is None or len(queue) < MOST_WAITING:
            return
        in_hand = processor._tasks.get(queue[0][0].ctx.txid)
        if in_hand is None:  # nothing would end: better too many than a socket that is never read again
            return
        await asyncio.wait([in_hand])


async def room_beside(
    processor: EventProcessor, token: str, taker: RegisteredEventHandler, name: str
) -> None:
    """Wait until fewer background events of this name are at work for a page than may be, if none ends another."""
    if not taker.handler.is_background or taker.handler.supersedes:
        return
    await processor.join()
    while len(at_work := _named(processor, f"reflex_event|{name}|{token}|")) >= MOST_BESIDE:
        await asyncio.wait(at_work, return_when=asyncio.FIRST_COMPLETED)


def _named(processor: EventProcessor, mark: str) -> list[asyncio.Task[Any]]:
    return [task for task in processor._tasks.values() if task.get_name().startswith(mark)]


def name_in(event: object = None) -> str:
    """Read who an event is for; empty for what is no event."""
    name = event.get("name") if isinstance(event, dict) else None
    return name if isinstance(name, str) else ""


def taker_of(name: str) -> RegisteredEventHandler | None:
    """Find who takes an event. What nobody takes is never over for Reflex, which keeps what is not."""
    return RegistrationContext.get().event_handlers.get(name)
