"""Waiting for something that happens elsewhere, with an end."""

import time
from collections.abc import Callable


def eventually(happened: Callable[[], bool], *, seconds: float = 10, of: str = "it") -> None:
    """Wait until it has happened; fail with its name when the time is up."""
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            raise AssertionError(f"{of} did not happen within {seconds:g} s")
        time.sleep(0.02)
