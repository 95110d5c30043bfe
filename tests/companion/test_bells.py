"""What the app tells its companion, and what it hears from it: real processes, which never look by themselves."""

import io
import os
import signal
import uuid

import pytest

from comunik_kit.bulk.inputs import NewJob
from comunik_kit.importing.inputs import Manner, Sending
from comunik_kit.kernel.fanout import Topic
from comunik_kit.wiring.ground import worker_name
from comunik_kit.workspaces.repository import lock_workspace
from tests.companion.conftest import REAL, House
from tests.support.cast import kit_on
from tests.support.clock import MovedClock
from tests.support.waiting import eventually

_FILE = b"Nom;E-mail\nBo;bo@exemple.fr\nCy;cy@exemple.fr\n"
_SETTLED = {"judged", "finished"}


def test_mail_leaves_at_the_click(house: House) -> None:
    """Nobody looks for it: the click rings. An open page hears that it has left."""
    with house.living():
        house.invite()
        eventually(lambda: house.states() == ["sent"], of="the mail")
        eventually(lambda: (house.cast.workspace_id, Topic.MAIL) in house.heard, of="the news")

    assert {workspace for workspace, _ in house.heard} == {house.cast.workspace_id}


def test_an_import_is_judged_and_written_by_the_companion(house: House) -> None:
    """Its page hears of it; this process has no thread for it."""
    with house.living():
        import_id = house.kit.imports.receive(house.cast.admin, io.BytesIO(_FILE), name="a.csv")
        view = house.kit.imports.view(house.cast.admin, import_id)
        places = {name: int(place) for name, place in view.places.items() if place}
        manner = Manner(places, view.role_id, view.tier_id)
        house.kit.imports.judge(house.cast.admin, import_id=import_id, manner=manner)
        _wait(house, import_id, "judged")
        house.heard.clear()
        house.kit.imports.write(house.cast.admin, import_id=import_id, sending=Sending())
        _wait(house, import_id, "finished")
        eventually(lambda: (house.cast.workspace_id, Topic.PEOPLE) in house.heard, of="the news")

    assert house.kit.imports.view(house.cast.admin, import_id).written == 2
    assert len(house.cast.letters()) == 2


def _wait(house: House, import_id: str, state: str) -> None:
    eventually(
        lambda: house.kit.imports.view(house.cast.admin, import_id).state == state, seconds=5, of=state
    )


def test_an_act_on_many_is_carried_out_by_the_companion(house: House) -> None:
    ids = [house.cast.create(name) for name in ("Ana", "Bo")]
    with house.living():
        form = {"act": "invite", "request_key": str(uuid.uuid4())}
        job = house.kit.bulk_jobs.start(house.cast.admin, new=NewJob.parse(form, ids=ids, matching=None))
        eventually(
            lambda: house.kit.bulk_jobs.look(house.cast.admin, job_id=job.id).state == "finished",
            of="the act",
        )
        eventually(lambda: (house.cast.workspace_id, Topic.JOBS) in house.heard, of="the news")
        eventually(lambda: house.states() == ["sent", "sent"], of="the mail")


def test_what_waited_before_the_start_is_found_without_a_bell(house: House) -> None:
    house.invite()
    with house.living():
        eventually(lambda: house.states() == ["sent"], of="the mail")


def test_a_bell_that_nobody_hears_costs_nothing_and_the_work_is_found_all_the_same(lone_house: House) -> None:
    """The pipe of a companion that stands still fills up, and no click waits for it."""
    with lone_house.living(REAL) as companion:
        assert companion.process_id is not None
        with lone_house.kit.db.write() as s:
            lock_workspace(
                s, lone_house.cast.workspace_id
            )  # it shall not stand still in the middle of writing
            os.kill(companion.process_id, signal.SIGSTOP)
        try:
            for _ in range(50_000):  # more than a pipe holds: who waited for a reader would wait for ever
                lone_house.kit.worker.nudge()
            lone_house.invite()
            assert lone_house.states() == ["queued"]
        finally:
            os.kill(companion.process_id, signal.SIGCONT)
        eventually(lambda: lone_house.states() == ["sent"], of="the mail")


def test_the_app_takes_its_companion_for_no_other_worker(lone_house: House) -> None:
    """It would look once a second for what it is told anyway (`mail/watching.py`)."""
    with lone_house.living():
        assert lone_house.beats() == [worker_name()]


@pytest.mark.redis
def test_with_redis_news_come_by_redis_alone(lone_house: House, redis_url: str, clock: MovedClock) -> None:
    """A page that heard everything twice would read everything twice."""
    with lone_house.living(KIT_REDIS_URL=redis_url):
        listener = kit_on(
            lone_house.kit.settings.database_url,
            clock,
            lone_house.kit.settings.data_dir,
            KIT_REDIS_URL=redis_url,
        )
        told: list[tuple[str, Topic]] = []
        with listener.fanout.listening(lambda *said: told.append(said)), listener.relay.running():
            number = 0

            def is_told() -> bool:
                nonlocal number
                number += 1
                lone_house.invite(f"Personne{number} Lopez")
                eventually(lambda: set(lone_house.states()) == {"sent"}, of="the mail")
                return (lone_house.cast.workspace_id, Topic.MAIL) in told

            eventually(is_told, seconds=20, of="the news by Redis")
        listener.db.dispose()
        assert (lone_house.cast.workspace_id, Topic.MAIL) not in lone_house.heard
