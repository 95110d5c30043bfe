"""Real worker processes, killed with SIGKILL: nothing is lost and nothing is doubled."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.db import Database
from tests.mail.ground import Post
from tests.support.resend import Resend
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[2]
Start = Callable[[str, str], subprocess.Popen[bytes]]


@pytest.fixture
def living_post(database: Database) -> Post:
    """Lend a post office that runs by the machine's own clock, as the processes do."""
    return Post(database, SystemClock()).open()


@pytest.fixture
def start(database_url: str, resend_server: Resend, tmp_path: Path) -> Iterator[Start]:
    """Start worker processes; whatever still runs at the end is killed."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(moment: str, name: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "tests.mail.sending_process",
            database_url,
            resend_server.url,
            moment,
        ]
        running.append(subprocess.Popen([*command, str(tmp_path / name)], cwd=ROOT))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


def _all_sent(post: Post) -> bool:
    return {row.state for row in post.rows()} == {"sent"}


@pytest.mark.parametrize(("moment", "accepted"), [("writing", 0), ("sent", 1)])
def test_a_worker_killed_on_the_way_loses_and_doubles_nothing(
    living_post: Post, resend_server: Resend, start: Start, tmp_path: Path, moment: str, accepted: int
) -> None:
    """REL-02, faults 1 and 2: killed after the claim, or after the provider's 200 and before our commit."""
    keys = [f"invite/{number}/1" for number in range(3)]
    for key in keys:
        living_post.put(key)
    first = start(moment, "first")
    eventually((tmp_path / "first").exists, seconds=30, of="the moment to kill")
    assert len(resend_server.emails) == accepted
    first.kill()
    first.wait()
    assert {row.state for row in living_post.rows()} == {"queued"}

    start("never", "second")
    eventually(lambda: _all_sent(living_post), seconds=30, of="the rest of the mail")
    assert resend_server.accepted_by_key == dict.fromkeys(keys, 1)
    assert len(resend_server.emails) == len(keys)
    assert {row.provider_id for row in living_post.rows()} == set(resend_server.emails)


def test_four_processes_of_which_two_are_killed_send_everything_once(
    living_post: Post, resend_server: Resend, start: Start
) -> None:
    """REL-05: eighty messages; each key is accepted once, and no row stays behind."""
    keys = [f"invite/{number}/1" for number in range(80)]
    for key in keys:
        living_post.put(key)
    processes = [start("never", f"worker{number}") for number in range(4)]
    eventually(lambda: len(resend_server.emails) > 5, seconds=60, of="the first mails")
    for process in processes[:2]:
        process.kill()
        time.sleep(0.1)

    eventually(lambda: _all_sent(living_post), seconds=60, of="all mail")
    assert resend_server.accepted_by_key == dict.fromkeys(keys, 1)
    assert len(resend_server.emails) == len(keys)
