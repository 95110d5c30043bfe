"""Real worker processes, killed with SIGKILL: nothing is lost and nothing is doubled."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.db import Database
from tests.mail.ground import Post
from tests.support import forks
from tests.support.resend import Resend
from tests.support.waiting import eventually

# Whether the database is SQLite: what dies is the worker, at a moment that no database sets.
DEATHS = {True: 100, False: 25}
Start = Callable[..., forks.Program]


@pytest.fixture
def living_post(database: Database) -> Post:
    """Lend a post office that runs by the machine's own clock, as the processes do."""
    return Post(database, SystemClock()).open()


@pytest.fixture
def start(database_url: str, resend_server: Resend, tmp_path: Path) -> Iterator[Start]:
    """Start worker processes; whatever still runs at the end is killed."""
    running: list[forks.Program] = []

    def begin(moment: str, name: str, batch: int = 1) -> forks.Program:
        module, word = "tests.mail.sending_process", str(tmp_path / name)
        command = [sys.executable, "-m", module, database_url, resend_server.url, moment, word, str(batch)]
        running.append(forks.start(command))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


def _put(post: Post, number: int) -> list[str]:
    """Write to so many people; how the provider names them."""
    for each in range(number):
        post.put(f"invite/{each}/1", to_email=f"person{each}@exemple.fr", subject_id=f"{each:032x}")
    return [f"Ana Martin <person{each}@exemple.fr>" for each in range(number)]


def _all_sent(post: Post) -> bool:
    return {row.state for row in post.rows()} == {"sent"}


def _each_once(post: Post, resend_server: Resend, people: list[str]) -> None:
    """Every person has one message, every key was taken once, and every row has the proof of its own message."""
    assert Counter(email["to"][0] for email in resend_server.emails.values()) == Counter(people)
    assert set(resend_server.accepted_by_key.values()) == {1}
    proofs = {row.provider_id: f"Ana Martin <{row.to_email}>" for row in post.rows()}
    assert proofs == {name: email["to"][0] for name, email in resend_server.emails.items()}


@pytest.mark.parametrize(("moment", "batch"), [("writing", 3), ("sent", 1)])
def test_a_worker_killed_on_the_way_loses_and_doubles_nothing(
    living_post: Post, resend_server: Resend, start: Start, tmp_path: Path, moment: str, batch: int
) -> None:
    """REL-02, faults 1 and 2: killed after the claim, or after the provider's 200 and before our commit."""
    people = _put(living_post, 3)
    first = start(moment, "first", batch)
    eventually((tmp_path / "first").exists, seconds=60, of="the moment to kill")
    assert len(resend_server.emails) == (0 if moment == "writing" else batch)
    first.kill()
    first.wait()
    assert {row.state for row in living_post.rows()} == {"queued"}

    start("never", "second", 2)
    eventually(lambda: _all_sent(living_post), seconds=60, of="the rest of the mail")
    _each_once(living_post, resend_server, people)


def test_a_hundred_workers_killed_between_the_answer_and_the_record(
    living_post: Post, database_url: str, resend_server: Resend
) -> None:
    """REL-02: single messages and batches of two, three and four, in one queue; the same batch under the same key."""
    deaths = DEATHS[living_post.db.is_sqlite]
    people = _put(living_post, deaths * 3)
    module = "tests.mail.dying_processes"
    told = forks.run([sys.executable, "-m", module, database_url, resend_server.url, str(deaths)])

    assert told == (0, f"{deaths}\n")
    assert {request.path for request in resend_server.requests} == {"/emails", "/emails/batch"}
    assert _all_sent(living_post)
    _each_once(living_post, resend_server, people)
    # What each died over went out once again.
    assert Counter(resend_server.requests_by_key.values())[2] == deaths
    assert max(resend_server.requests_by_key.values()) == 2


def test_four_processes_of_which_some_are_killed_send_a_thousand_messages_once(
    living_post: Post, resend_server: Resend, start: Start
) -> None:
    """REL-05: two of four are killed on the way and two come after them; no row stays behind."""
    people = _put(living_post, 1000)
    processes = [start("never", f"worker{number}", 3 + number) for number in range(4)]
    for number, process in enumerate(processes[:2]):
        eventually(lambda: len(resend_server.emails) > 150 * (number + 1), seconds=120, of="some mail")  # noqa: B023
        process.kill()
        start("never", f"successor{number}", 5)

    eventually(lambda: _all_sent(living_post), seconds=120, of="all mail")
    _each_once(living_post, resend_server, people)
