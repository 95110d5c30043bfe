"""How a worker stops, wakes, shows that it lives, and keeps quiet."""

import logging
import threading

import pytest
from sqlmodel import select

from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail import repository
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.sender import Misconfigured, Rendered, Retry, Sent
from comunik_kit.mail.tables import WorkerBeat
from tests.mail.ground import KEY, Carrier, Post
from tests.support.clock import MovedClock
from tests.support.waiting import eventually


def test_a_stopping_worker_finishes_the_one_in_hand_and_gives_the_rest_back(post: Post) -> None:
    """REL-08."""
    for number in range(5):
        post.put(f"invite/{number}/1")
    stop = threading.Event()

    class Stopping(Carrier):
        def send(self, message: Rendered, key: str) -> Sent:
            stop.set()
            return super().send(message, key)

    carrier = Stopping()
    post.worker(carrier).run(stop)

    assert len(carrier.keys) == 1
    assert {(row.state, row.lease_by) for row in post.rows()} == {("sent", ""), ("queued", "")}


def test_a_nudge_wakes_a_worker_at_once(post: Post) -> None:
    """A person who just clicked does not wait for the next look."""
    carrier, stop = Carrier(), threading.Event()
    worker = post.worker(carrier, poll=60.0)
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        eventually(lambda: bool(_beats(post)), of="the first look")
        post.put()
        worker.nudge()
        eventually(lambda: carrier.keys == ["invite/1/1"], seconds=5, of="the mail")
    finally:
        stop.set()
        worker.nudge()
        thread.join(10)
    assert not thread.is_alive()


def _beats(post: Post) -> list[WorkerBeat]:
    with post.db.read() as session:
        return list(session.exec(select(WorkerBeat)).all())


def test_a_worker_leaves_a_sign_of_life(post: Post, clock: MovedClock) -> None:
    """REL-09: one row a worker, renewed; a worker gone for a day is forgotten."""
    stop = threading.Event()
    for name in ("old", "new"):
        _one_turn(post, name, stop)
        clock.move(days=1, seconds=1)
    _one_turn(post, "new", stop)

    assert [(beat.name, beat.at) for beat in _beats(post)] == [("new", clock.now())]


def _one_turn(post: Post, name: str, stop: threading.Event) -> None:
    worker = post.worker(Carrier(), name=name)
    worker._turn(stop)


def test_neither_the_table_nor_the_log_ever_holds_the_link(
    post: Post, clock: MovedClock, caplog: pytest.LogCaptureFixture
) -> None:
    """TOK-01, LOG-03: the canary is the whole secret, and each half of it."""
    caplog.set_level(logging.DEBUG)
    subject, carrier = "b" * 32, Carrier(Retry("500"), Misconfigured("401"), RuntimeError("odd"))
    post.put()
    worker = post.worker(carrier)
    for _ in range(6):
        worker.step()
        clock.move(minutes=3)

    secret = Renderer(keyring=Keyring(KEY), public_url="").link(_sent_letter(post)).rpartition("/")[2]
    assert secret in carrier.sent[0][1].text
    assert subject == post.rows()[0].subject_id
    dump = repr([row.model_dump() for row in post.rows()]) + caplog.text
    assert secret not in dump
    assert secret[22:] not in dump


def _sent_letter(post: Post) -> Letter:
    with post.db.read() as session:
        found = repository.letter(session, post.rows()[0].id)
    assert found is not None
    return found
