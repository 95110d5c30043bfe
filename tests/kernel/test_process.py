"""A server's children end with it, however it ends; its threads take short turns."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from comunik_kit.kernel import process
from tests.support.waiting import eventually

_PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]])
print(child.pid, flush=True)
time.sleep(60)
"""
_CHILD = """
import time
from comunik_kit.kernel.process import end_with_parent
end_with_parent()
print("ready", flush=True)
time.sleep(60)
"""


def test_a_child_ends_when_its_parent_is_killed() -> None:
    """REL-02: an orphan would go on sending mail beside its successor."""
    parent = subprocess.Popen([sys.executable, "-c", _PARENT, _CHILD], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert parent.stdout.readline() == "ready\n"
    assert _is_alive(child)

    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    eventually(lambda: not _is_alive(child), seconds=5, of="the child's end")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_thread_that_computes_lets_others_in_after_half_a_millisecond() -> None:
    before = sys.getswitchinterval()
    try:
        process.take_short_turns()
        assert sys.getswitchinterval() == pytest.approx(0.0005)
    finally:
        sys.setswitchinterval(before)


def test_long_work_gives_way_after_every_stretch_and_passes_everything_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """NFR: whoever reads a page meanwhile has the interpreter; nothing is read ahead of who takes it."""
    told: list[str] = []
    monkeypatch.setattr(process.time, "sleep", lambda _seconds: told.append("gave way"))
    taken = iter(range(120))
    passed = process.giving_way(taken)
    assert [next(passed) for _ in range(50)] == list(range(50))
    assert (told, next(taken)) == ([], 50)
    assert list(passed) == list(range(51, 120))
    assert told == ["gave way"] * 2
