"""A page that keeps in step with what others do (decision 10): it re-reads its own small part when that was changed.

A background event listens for as long as the page is open: `follow` below, started before the page loads (`Page.live`).
Reflex ends it when the reader goes to another page or closes the tab, because it belongs to what the page started
when it opened; a socket that disappears otherwise is noticed by its cookies, which are kept no longer than it.
While nothing is announced nothing happens: no query, no lock, no timer but one a minute. A part whose figures move
with the clock alone says so (`Part.moves`) and is read again every few seconds for as long as they do.

A background event outlives the guard's check, so who reads is asked again each time, before anything is read and
written (SES-03). Reading does not count as a visit: an open tab keeps no session alive (SES-05).
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex_base.event.context import EventContext

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.fanout import ANY_WORKSPACE, Topic
from comunik_kit.web.common_readings import CommonReadings
from comunik_kit.web.session import (
    Claim,
    Handshake,
    SessionState,
    actor_behind,
    claim_of,
    current_handshake,
    require_actor,
)
from comunik_kit.wiring import kit

State = TypeVar("State", bound=rx.State)
Shown = TypeVar("Shown")
News = TypeVar("News")
Wanted = TypeVar("Wanted")
Found = TypeVar("Found")

logger = logging.getLogger(__name__)

PAUSE = 0.5  # between two readings of one tab
TOGETHER = 0.02  # an act announces more than one topic, and they are one change
LATER = 3.0  # after a reading that failed, or a page that has not loaded yet
LOOK_AROUND = 60.0
MOVING = 5.0
# Readings for open tabs wait for each other, never for what people ask for.
_READERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")
_COMMON: WeakKeyDictionary[asyncio.AbstractEventLoop, CommonReadings] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Part(Generic[State, Shown, News]):
    """The part of a page that others may change.

    `permission` is empty for what everybody who is signed in sees. `shown` tells what is on the screen (None: nothing
    yet), `read` fetches just that, in a thread and with no state at hand, and `place` puts it there. `moves` tells of
    what was read whether it will be another soon by itself;
    `still` tells of what is shown that it will not, which spares the first look.

    Where many pages show the same, `read` only tells what of it a reader wants, with nothing in it but what it
    depends on, and `common` reads that, once for all who want it; `place` gets a `Common`.
    """

    permission: str
    shown: Callable[[State], Awaitable[Shown | None]]
    read: Callable[[Actor, Shown], News]
    place: Callable[[State, News], Awaitable[None]]
    moves: Callable[[News], bool] | None = None
    still: Callable[[Shown], bool] | None = None
    common: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Common(Generic[Wanted, Found]):
    """What a page wants, and what was read of it for all who want it."""

    wanted: Wanted
    found: Found


class _Step(Enum):
    DONE = auto()
    AGAIN = auto()
    LATER = auto()
    BEGIN_ANEW = auto()
    END = auto()


async def follow(
    state: State, part: Part[State, Shown, News], *topics: Topic, at_end: Any = None
) -> list[Any]:
    """Keep a part in step with these topics; the body of a background event.

    `at_end` is the event that comes when the reader may read it no longer; the guard says where the page goes then.
    """
    tab = _Tab(state, part, require_actor(), current_handshake())
    with _changes(tab.reader, frozenset(topics)) as changes:
        async with state:
            pass  # once, or else Reflex takes the lock when the page is left
        while True:
            changed = await changes.come(MOVING if tab.moves else LOOK_AROUND)
            if not tab.handshake.is_open:
                return []
            if not (changed or tab.moves):
                continue
            await asyncio.sleep(TOGETHER)
            changes.forget()
            step = await tab.get_in_step(changes, changed=changed)
            if step is _Step.BEGIN_ANEW:
                # Reflex has forgotten the tab, which said nothing for an hour: its next event loads the page.
                return [SessionState.enter]
            if step is _Step.END:
                return [at_end] if at_end else []
            if step is not _Step.DONE:
                changes.remember()
            await asyncio.sleep(LATER if step is _Step.LATER else PAUSE)


@dataclass(slots=True)
class _Tab(Generic[State, Shown, News]):
    """An open page, who began to read it, and whether what it shows moves by itself, as far as was read.

    `dropped`: the last reading was overtaken, and not shown.
    """

    state: State
    part: Part[State, Shown, News]
    reader: Actor
    handshake: Handshake
    moves: bool = field(init=False)
    claim: Claim = field(init=False, repr=False)
    dropped: bool = False

    def __post_init__(self) -> None:
        """Look once at a part that may move; read the cookies once, which a socket cannot change."""
        self.moves = self.part.moves is not None
        self.claim = claim_of(self.handshake)

    async def get_in_step(self, changes: "_Changes", *, changed: bool) -> _Step:
        """Read once more what the page shows, and show it, unless the page shows something else by then."""
        step, shown = await self._look()
        if shown is None:
            return _Step.LATER if step is _Step.DONE else step
        if not changed and self.part.still and self.part.still(shown):
            self.moves = False
            return _Step.DONE
        # What was read earlier, for others, does not tell of the last change.
        since = changes.last if changed else time.monotonic()
        try:
            asked = _Asked(self.claim, self.reader.session_id, self.part, shown)
            answer = await _answer(asked, since)
            news: Any = answer[0] if answer else None
            if answer and self.part.common:
                news = Common(news, await _in_common(news, self.part.common, since))
        except Exception as error:  # noqa: BLE001  - the page stays as it is, and the next try comes by itself
            logger.warning("an open page could not be read again: %s", type(error).__name__)
            return _Step.LATER
        return await self._show(shown, news, changes) if answer else _Step.END

    async def _look(self) -> tuple[_Step, Shown | None]:
        """See what the page shows; where that can be done without the lock, `_show` asks all of it again with it."""
        if seen := _at_hand(self.state):
            return await self._seen(seen)
        async with self.state:
            return await self._seen(self.state)

    async def _seen(self, state: State) -> tuple[_Step, Shown | None]:
        step = await self._may_go_on(state)
        return step, await self.part.shown(state) if step is _Step.DONE else None

    async def _may_go_on(self, state: rx.State) -> _Step:
        """Tell whether the state is there, and still of the session that began to read (SES-09)."""
        if not state.router_data:
            return _Step.BEGIN_ANEW
        session = await state.get_state(SessionState)
        return _Step.DONE if session._session_id == self.reader.session_id else _Step.END

    async def _show(self, shown: Shown, news: News, changes: "_Changes") -> _Step:
        async with self.state:
            step = await self._may_go_on(self.state)
            if step is not _Step.DONE:
                return step
            if self._is_overtaken(changes) or await self.part.shown(self.state) != shown:
                return _Step.AGAIN
            await self.part.place(self.state, news)
        self.moves = self.part.moves is not None and self.part.moves(news)
        return _Step.DONE

    def _is_overtaken(self, changes: "_Changes") -> bool:
        """Tell whether something changed meanwhile, perhaps by the reader's own hand, and the page shows it already.

        Never twice in a row: where something changes all the time the page would not move at all.
        """
        self.dropped = changes.came_again and not self.dropped
        return self.dropped


class _Changes:
    """The changes of some topics, brought from the announcers' threads: one wake-up, however many there were."""

    def __init__(self, reader: Actor, topics: frozenset[Topic]) -> None:
        self._places, self._topics = {reader.workspace_id, reader.user_id, ANY_WORKSPACE}, topics
        self._loop, self._came, self._noted = asyncio.get_running_loop(), asyncio.Event(), False
        self.last = 0.0

    def note(self, place: str, topic: Topic) -> None:
        """Take note, in the announcer's thread; `last` is when the last change was announced."""
        if topic not in self._topics or place not in self._places:
            return
        self.last = time.monotonic()
        if not self._noted:
            self._noted = True
            self._loop.call_soon_threadsafe(self._came.set)

    async def come(self, seconds: float) -> bool:
        """Wait for a change; False when none came for so long that it is time to look around."""
        try:
            async with asyncio.timeout(seconds):
                await self._came.wait()
        except TimeoutError:
            return False
        return True

    def forget(self) -> None:
        """Begin anew: what was announced so far is in the database."""
        self._noted = False
        self._came.clear()

    @property
    def came_again(self) -> bool:
        """Tell whether something changed since the last `forget`."""
        return self._noted

    def remember(self) -> None:
        """Have the next wait end at once."""
        self._came.set()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a page asks: whoever has the same session and sees the same part of it asks the same."""

    claim: Claim
    session_id: str
    part: Part[Any, Any, Any]
    shown: Any

    def may_be_told(self, actor: Actor) -> bool:
        """Tell whether this is still who began to read, with the right to."""
        is_allowed = actor.may(self.part.permission) if self.part.permission else not actor.is_held
        return is_allowed and actor.session_id == self.session_id


def _at_hand(state: State) -> State | None:
    """Give a state without its lock, if it is this process that has it; none when it was forgotten, or is in Redis."""
    manager, seen = EventContext.get().state_manager, cast("State", cast("Any", state).__wrapped__)
    if not isinstance(manager, StateManagerMemory):
        return None
    return seen if manager.states.get(seen.router.session.client_token) is seen._get_root_state() else None


def _read(asked: _Asked) -> tuple[Any] | None:
    """Read for whoever is behind the page by now; None when that is nobody, somebody else or without the right."""
    actor = actor_behind(asked.claim, visits=False)
    if actor is None or not asked.may_be_told(actor):
        return None
    return (asked.part.read(actor, asked.shown),)


async def _answer(asked: _Asked, since: float) -> tuple[Any] | None:
    """Read once for all tabs of a session that show the same; what has lists in it is like nothing else."""
    try:
        hash(asked)
    except TypeError:
        return await asyncio.get_running_loop().run_in_executor(_READERS, _read, asked)
    return await _in_common(asked, _read, since)


async def _in_common(wanted: Any, read: Callable[[Any], Any], since: float) -> Any:
    """Read with whoever else of this event loop wants the same."""
    loop = asyncio.get_running_loop()
    if loop not in _COMMON:
        _COMMON[loop] = CommonReadings(_READERS, pause=PAUSE)
    return await _COMMON[loop].get(wanted, read, since=since)


@contextmanager
def _changes(reader: Actor, topics: frozenset[Topic]) -> Iterator[_Changes]:
    changes = _Changes(reader, topics)
    with kit().fanout.listening(changes.note):
        yield changes
