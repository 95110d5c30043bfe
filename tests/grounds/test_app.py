"""The installation that the browser's tests drive is the one that people run."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support import app
from tests.support.waiting import eventually


@pytest.mark.browser
@pytest.mark.timeout(400)  # the first start compiles, perhaps after another worker's
def test_an_installation_starts_offers_its_set_up_and_starts_again_as_it_was(tmp_path: Path) -> None:
    """The pages are compiled before the first start at most; the data outlives even kill -9."""
    with app.running_afresh(tmp_path) as kit:
        assert httpx.get(f"{kit.url}/login").status_code == 200
        link = kit.set_up_link()
        assert kit.stop(signal.SIGKILL) == -signal.SIGKILL
        said_before = len(kit.words())
        kit.start()
        assert kit.set_up_link() == link
        assert "Compiling" not in kit.words()[said_before:]
        assert kit.stop() == 0


@pytest.mark.browser
@pytest.mark.timeout(400)  # the first start compiles, perhaps after another worker's
def test_its_companion_is_one_process_that_lives_as_long_as_it_does(tmp_path: Path) -> None:
    """REL-02: however the installation ends, even when nothing but its first process is killed."""
    with app.running_afresh(tmp_path) as kit:
        eventually(lambda: len(_companions(kit.process_id)) == 1, seconds=30, of="the companion")
        [first] = _companions(kit.process_id)
        assert kit.stop() == 0
        assert not _is_there(first)

        kit.start()
        eventually(lambda: len(_companions(kit.process_id)) == 1, seconds=30, of="the companion")
        [second] = _companions(kit.process_id)
        os.kill(kit.process_id, signal.SIGKILL)
        eventually(lambda: not _is_there(second), seconds=20, of="the companion's end")
        assert "Traceback" not in kit.words()


def _companions(pid: int) -> list[int]:
    return [each for each in _family(pid) if b"comunik_kit.companion" in _command(each)]


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _family(int(child))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def _is_there(pid: int) -> bool:
    return b"comunik_kit.companion" in _command(pid)
