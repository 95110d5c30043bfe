"""How a process ends."""

import ctypes
import os
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Ask Linux to end this process when the one that started it dies, even by kill -9; elsewhere do nothing.

    Otherwise a server's orphan would keep the port, and go on sending mail beside its successor.
    """
    if not sys.platform.startswith("linux") or os.getppid() == 1:
        return
    ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, number.value, 0, 0, 0)
