"""How a process shares its time among its threads, and how it ends."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

Item = TypeVar("Item")

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_TURN = 0.0005
_BACK = 5
_STRETCH, _BREATH = 50, 0.001


def take_short_turns() -> None:
    """Let a thread that computes keep the interpreter for 0.5 ms at a time, not for the 5 ms that are usual.

    Whoever answers a page gives the interpreter away at each of a dozen looks into the database, and waits for it as
    often: while an import was judged in the same process, a page of the list took 17 times as long, with short turns 7
    times. What computes for long is in the companion since; a file that is read and an export that is written are not.
    """
    sys.setswitchinterval(_TURN)


def giving_way(items: Iterable[Item]) -> Iterator[Item]:
    """Pass things on, and leave the interpreter to the other threads for 1 ms after every 50 of them.

    A file of 10,000 lines takes twice as long, 0.4 s; a page of the list meanwhile 1.5 times as long as usual, where it
    took 6 times as long.
    """
    for number, item in enumerate(items, 1):
        yield item
        if number % _STRETCH == 0:
            time.sleep(_BREATH)


def step_back() -> None:
    """Let processes in which somebody waits have the processor first."""
    with suppress(OSError):
        os.nice(_BACK)


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Ask Linux to end this process when the one that started it dies, even by kill -9; elsewhere do nothing.

    Otherwise a server's orphan would keep the port, and go on sending mail beside its successor.
    """
    if not sys.platform.startswith("linux") or os.getppid() == 1:
        return
    ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, number.value, 0, 0, 0)
