"""What a worker works with: its tools, how it goes about it, what it remembers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import random
from threading import Event

from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.fanout import Announce
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.sender import Rendered, Sender

LEASE = timedelta(seconds=60)  # longer than the slowest hand-over: connect, sign in, send, ten seconds each
POLL = 1.0


@dataclass(frozen=True, slots=True)
class Habits:
    """How a worker goes about it: how long its rows are its own, how often an idle one looks, its jitter.

    `wait` waits so many seconds, or until told to stop.
    """

    lease: timedelta = LEASE
    poll: float = POLL
    chance: Callable[[], float] = random
    wait: Callable[[Event, float], object] = Event.wait


@dataclass(frozen=True, slots=True)
class Tools:
    """What handing over needs."""

    db: Database
    clock: Clock
    sender: Sender
    render: Callable[[Letter], Rendered]
    announce: Announce
    habits: Habits


@dataclass(slots=True)
class Memory:
    """What a worker remembers from one claim to the next.

    That is how many passing troubles came in a row, how many messages go alone because one sank their batch, and how
    many seconds its quickest hand-over took.
    """

    failures: int = 0
    alone: int = 0
    quickest: float = 0.0
