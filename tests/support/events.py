"""A page without a browser: forged or honest events through Reflex's own pipeline, guard included.

The underscored names are Reflex's and pinned with it; they are used here and nowhere else in the tests.
"""

import asyncio
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeAlias, cast

import reflex as rx
from reflex.app_mixins.middleware import MiddlewareMixin
from reflex.event import Event, EventCallback, EventHandler
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import BaseState, OnLoadInternalState, State
from reflex.utils.format import get_event_handler_parts
from reflex_base.event import EventSpec
from reflex_base.event.context import EventContext
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor
from reflex_base.event.processor.future import EventFuture

from comunik_kit.web.guard import Guard

PAGE = "http://localhost:3000"
PATIENCE = 10.0
LASTING = ".follow"
_numbers = itertools.count()

Handler: TypeAlias = EventHandler | EventCallback[*tuple[Any, ...]]
"""A state's handler: the first is what it is, the second what Reflex tells type checkers that it is."""


@dataclass
class Outcome:
    """What an event made happen in the browser, and what it raised."""

    deltas: list[Mapping[str, Any]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    def vars(self, state: type[BaseState]) -> dict[str, Any]:
        """Merge what was sent for one state, by var name without Reflex's suffix."""
        merged: dict[str, Any] = {}
        for delta in self.deltas:
            for name, value in delta.get(state.get_full_name(), {}).items():
                merged[name.removesuffix("_rx_state_")] = value
        return merged

    @property
    def redirects(self) -> list[str]:
        """List the addresses the browser was sent to."""
        return [str(e.payload.get("path", "")) for e in self.events if e.name == "_redirect"]

    @property
    def text(self) -> str:
        """Everything the browser was told, as one text to search for what must not be in it."""
        return repr(self.deltas) + repr(self.events)


class Tab:
    """One tab of one browser; use as `async with Tab(cookies) as tab`."""

    def __init__(
        self,
        cookies: Mapping[str, str] | None = None,
        *,
        origin: str | None = PAGE,
        report: Callable[[Exception], EventSpec] | None = None,
        **headers: str,
    ) -> None:
        """Take the cookies of its handshake and the page it comes from (None: no `Origin` header).

        `report` makes an event of a failure, as the app has it done; without, a failure is only noted.
        """
        self._report = report
        self.token = f"tab-{next(_numbers)}"
        self._headers: dict[str, str] = {}
        self.call_it(host="localhost:3000")
        self.call_it(**headers)
        self.become(cookies or {})
        if origin is not None:
            self._headers["origin"] = origin
        self._outcome = Outcome()
        self._outside = True
        self._lasting: set[str] = set()
        self.states = StateManagerMemory()
        guard = MiddlewareMixin()
        guard.add_middleware(Guard())
        self._processor = BaseStateEventProcessor(
            middleware=guard, backend_exception_handler=self._fail, graceful_shutdown_timeout=2
        )

    def call_it(self, **headers: str) -> None:
        """Say other headers of the handshake, by their names with `_` for `-`."""
        self._headers |= {name.replace("_", "-"): value for name, value in headers.items()}

    def become(self, cookies: Mapping[str, str]) -> None:
        """Take other cookies, as a stranger who has got hold of the tab's token."""
        self._headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def _fail(self, exception: Exception) -> EventSpec | None:
        self._outcome.failures.append(exception)
        return self._report(exception) if self._report else None

    async def __aenter__(self) -> Self:
        """Start the pipeline."""
        self._processor._root_context = EventContext(
            token="",
            txid="",
            parent_txid=None,
            state_manager=self.states,
            enqueue_impl=self._enqueue,
            emit_delta_impl=self._keep_delta,
            emit_event_impl=self._keep_events,
        )
        await self._processor.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the pipeline; what a page keeps going ends with its tab."""
        self.close()
        await self._processor.__aexit__(kind, error, trace)

    async def _enqueue(self, token: str, *events: Event) -> Sequence[EventFuture]:
        """Note which events go on for as long as their page is open: nobody waits for those."""
        futures = await self._processor.enqueue_many(token, *events)
        named = zip(futures, events, strict=True)
        self._lasting |= {future.txid for future, event in named if event.name.endswith(LASTING)}
        return futures

    async def _done(self, future: EventFuture) -> None:
        """Wait for an event, however it ends, and for what it set off, which may grow meanwhile."""
        await asyncio.wait([future])
        for child in future.children:
            if child.txid not in self._lasting:
                await self._done(child)

    async def _keep_delta(self, token: str, delta: Mapping[str, Any], **_: Any) -> None:
        assert token == self.token
        self._outcome.deltas.append(delta)

    async def _keep_events(self, token: str, *events: Event, **_: Any) -> None:
        assert token == self.token
        self._outcome.events.extend(events)

    @property
    def heard(self) -> Outcome:
        """What the browser was told since the last event was sent."""
        return self._outcome

    async def fire(self, handler: Handler | str, *, path: str = "/", **payload: Any) -> Outcome:
        """Send one event as a socket client would, and wait for all it sets off."""
        future = await self._send(handler, path, payload)
        async with asyncio.timeout(PATIENCE):
            await self._done(future)
        return self._outcome

    async def open(self, path: str) -> None:
        """Go to a page: what runs when it opens begins, and some of it goes on for as long as it is open."""
        arriving = State.hydrate_and_load if self._outside else OnLoadInternalState.on_load_internal
        self._outside = False
        await self._send(cast("Handler", arriving), path, {})

    def close(self) -> None:
        """Drop the socket, as a closed tab does."""
        self._processor._on_disconnect(self.token)

    async def _send(self, handler: Handler | str, path: str, payload: Mapping[str, Any]) -> EventFuture:
        name = handler if isinstance(handler, str) else name_of(handler)
        self._outcome = Outcome()
        data = {
            "pathname": path.partition("?")[0],
            "asPath": path,
            "query": {},
            "token": self.token,
            "sid": self.token,
            "ip": "127.0.0.1",
            "headers": dict(self._headers),
        }
        event = Event(name=name, payload=dict(payload), router_data=data)
        return await self._processor.enqueue(self.token, event)

    async def state(self, cls: type[BaseState]) -> Any:
        """Look at the tab's state on the server."""
        root = await self.states.get_state(rx.BaseStateToken(ident=self.token, cls=cls))
        return await root.get_state(cls)


def name_of(handler: Handler) -> str:
    """Name a handler as the socket does."""
    return ".".join(part for part in get_event_handler_parts(cast("EventHandler", handler)) if part)
