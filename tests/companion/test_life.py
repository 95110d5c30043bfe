"""How a companion starts, dies, comes again and ends: real processes."""

import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from comunik_kit.companion.keeping import Companion, working
from comunik_kit.kernel.bell import Bell
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.fanout import ANY_WORKSPACE, Fanout, Topic
from tests.companion.conftest import House, is_alive
from tests.companion.patient_companion import FOLDER
from tests.support.cast import kit_on
from tests.support.runs import ROOT
from tests.support.waiting import eventually


def test_it_lives_as_long_as_the_app(lone_house: House) -> None:
    with lone_house.living() as companion:
        pid = companion.process_id
        assert pid is not None
        assert is_alive(pid)
    assert not is_alive(pid)
    assert companion.process_id is None


def test_one_that_is_killed_is_started_again_and_mail_leaves(house: House) -> None:
    """REL-02: and every open page looks once more, for what it may have missed."""
    with house.living() as companion:
        first = companion.process_id
        assert first is not None
        os.kill(first, signal.SIGKILL)
        eventually(lambda: companion.process_id not in {None, first}, of="the next one")
        house.invite()
        eventually(lambda: house.states() == ["sent"], seconds=30, of="the mail")
    assert {(ANY_WORKSPACE, topic) for topic in Topic} <= set(house.heard)


def test_it_ends_with_an_app_that_is_killed(lone_house: House) -> None:
    """REL-02: an orphan would go on sending beside the next one."""
    command = [sys.executable, "-m", "tests.companion.parent_process"]
    parent = subprocess.Popen(command, env=lone_house.environ, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    lone_house.wait_for_beat()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    eventually(lambda: not is_alive(child), of="the companion's end")


def test_at_the_end_the_message_in_hand_goes_out_first(lone_house: House, tmp_path: Path) -> None:
    """REL-08."""
    ended = threading.Event()
    begun, leave = threading.Event(), threading.Event()

    def live() -> None:
        with lone_house.living(**{FOLDER: str(tmp_path)}):
            begun.set()
            leave.wait(30)
        ended.set()

    app = threading.Thread(target=live)
    app.start()
    assert begun.wait(30)
    lone_house.invite()
    eventually((tmp_path / "in hand").exists, of="the hand-over")
    leave.set()
    assert not ended.wait(0.3)
    (tmp_path / "go").touch()
    assert ended.wait(10)
    app.join()
    assert lone_house.states() == ["sent"]


def test_one_that_cannot_live_is_tried_at_longer_and_longer_intervals(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A wrong installation must not keep the machine busy; the app goes on."""
    caplog.set_level(logging.WARNING)
    bell = Bell()
    companion = Companion(
        [sys.executable, "-c", "raise SystemExit(3)"], {"mail": bell}, Fanout(), first_pause=0.05
    )
    with companion.running():
        eventually(lambda: len(caplog.messages) >= 3, of="three tries")
        bell.ring()
    assert [message.rpartition(" in ")[2] for message in caplog.messages[:3]] == ["0.05 s", "0.1 s", "0.2 s"]
    assert all("status 3" in message for message in caplog.messages[:3])


def test_one_that_cannot_be_started_costs_the_app_nothing(caplog: pytest.LogCaptureFixture) -> None:
    companion = Companion(["/nowhere/python"], {"mail": Bell()}, Fanout(), first_pause=0.01)
    with companion.running():
        eventually(lambda: "FileNotFoundError" in caplog.text, of="the refusal")
    assert companion.process_id is None


def test_the_command_worker_does_the_same_work_and_ends_when_it_is_told(lone_house: House) -> None:
    """REL-08: for several machines; nobody rings for it."""
    command = [str(Path(sys.executable).with_name("comunik-kit")), "worker"]
    worker = subprocess.Popen(command, env=lone_house.environ, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        lone_house.wait_for_beat()
        lone_house.invite()
        eventually(lambda: lone_house.states() == ["sent"], seconds=30, of="the mail")
    finally:
        worker.terminate()
    assert worker.wait(20) == 0


def test_it_loads_neither_reflex_nor_what_serves_pages(lone_house: House) -> None:
    """That is what makes it small."""
    look = (
        "import sys; import comunik_kit.companion.__main__ as it; kit = it.assemble(it.read())\n"
        "with it.labouring(kit): kit.worker.step()\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'reflex', 'reflex_base', 'granian'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", look],
        env=lone_house.environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_who_wants_no_companion_works_inside_or_not_at_all(lone_house: House) -> None:
    """`embedded` is one process; `none` leaves the work to `comunik-kit worker`."""
    settings, folder = lone_house.kit.settings, lone_house.kit.settings.data_dir
    for place in ("none", "embedded"):
        kit = kit_on(settings.database_url, SystemClock(), folder, KIT_WORKER=place)
        lone_house.invite(f"{place.title()} Lopez")
        with working(kit):
            threads = {thread.name for thread in threading.enumerate()}
            assert ("mail" in threads) is (place == "embedded")
            assert "companion" not in threads
            if place == "embedded":
                eventually(lambda: lone_house.states() == ["sent", "sent"], of="the mail")
        kit.db.dispose()
        assert ("sent" in lone_house.states()) is (place == "embedded")
