"""A process killed in the middle of an import: another goes on, nobody is lost and nobody doubled."""

import signal
import sys
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from comunik_kit.importing.inputs import Sending
from comunik_kit.importing.working import LEASE, WRITTEN_AT_ONCE
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.fanout import Topic
from tests.importing.desk import Desk
from tests.importing.files import people
from tests.support import forks
from tests.support.cast import found, kit_on
from tests.support.clock import MovedClock

LINES = 250


@pytest.mark.parametrize("chunks", [0, LINES // WRITTEN_AT_ONCE])
def test_an_import_whose_process_was_killed_is_completed_by_another(
    database_url: str, tmp_path: Path, chunks: int
) -> None:
    """Faults 1 and 2: killed between the writing of a chunk and its commit, at the first and the last chunk."""
    desk = Desk(found(kit_on(database_url, SystemClock(), tmp_path)))
    import_id = desk.judge(people(LINES))
    desk.imports.write(desk.cast.admin, import_id=import_id, sending=Sending())
    module = "tests.importing.importing_process"
    command = [sys.executable, "-m", module, database_url, str(tmp_path), import_id, str(chunks)]
    assert forks.run(command) == (-signal.SIGKILL, "")
    assert (
        desk.view(import_id).written
        == len(desk.people()) - 1
        == len(desk.cast.letters())
        == chunks * WRITTEN_AT_ONCE
    )

    desk.work(import_id)  # the dead one still holds it
    assert desk.view(import_id).state == "writing"
    later = kit_on(database_url, MovedClock(SystemClock().now() + LEASE + timedelta(seconds=1)), tmp_path)
    later.import_work.do(import_id)
    assert desk.view(import_id).state == "finished"
    assert desk.counts(import_id) == {"written": LINES}
    assert len(desk.people()) == LINES + 1
    assert set(Counter(letter.to_email for letter in desk.cast.letters()).values()) == {1}
    later.db.dispose()
    desk.kit.db.dispose()


def test_a_process_that_stops_leaves_its_import_to_the_next_at_once(
    database_url: str, tmp_path: Path
) -> None:
    """REL-08: the chunk in hand is finished, and nobody waits until the lease runs out."""
    desk, stop = Desk(found(kit_on(database_url, SystemClock(), tmp_path))), threading.Event()
    import_id = desk.judge(people(LINES))
    desk.imports.write(desk.cast.admin, import_id=import_id, sending=Sending())
    with desk.kit.fanout.listening(lambda _workspace, topic: stop.set() if topic is Topic.PEOPLE else None):
        desk.kit.import_work.run(stop)
    assert desk.view(import_id).state == "writing"
    assert desk.view(import_id).written == WRITTEN_AT_ONCE

    other = kit_on(database_url, SystemClock(), tmp_path)
    assert other.import_work.round()
    assert desk.view(import_id).state == "finished"
    assert desk.counts(import_id) == {"written": LINES}
    assert not other.import_work.round()
    other.db.dispose()
    desk.kit.db.dispose()
