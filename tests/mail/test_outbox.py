"""Writing a message, taking it back, leasing it."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import select

from comunik_kit.kernel.db import Database
from comunik_kit.mail import claiming, outbox, recording, repository
from comunik_kit.mail.claiming import Ask
from comunik_kit.mail.lines import line_of
from comunik_kit.mail.recording import Beginning, Ready
from comunik_kit.mail.sender import Rendered, Sent
from comunik_kit.workspaces.tables import Domain
from tests.mail.ground import Carrier, Post
from tests.support.clock import MovedClock


def test_a_message_is_there_when_the_act_is_and_only_then(post: Post) -> None:
    """REL-01: an act that fails leaves no message behind."""
    with pytest.raises(RuntimeError):
        _act_that_fails(post)
    assert post.rows() == []

    post.put("invite/1/1")
    assert [row.dedupe_key for row in post.rows()] == ["invite/1/1"]


def _act_that_fails(post: Post) -> None:
    with post.db.write() as session:
        outbox.enqueue(session, post.message("invite/1/1"), post.clock.now())
        raise RuntimeError


def test_the_same_key_twice_is_one_message(post: Post) -> None:
    """INV-04: the second is refused quietly, and changes nothing of the first."""
    first = post.put("invite/1/1", to_name="Ana")
    with post.db.write() as session:
        again = outbox.enqueue(session, post.message("invite/1/1", to_name="Eve"), post.clock.now())

    assert again is None
    assert [(row.id, row.to_name) for row in post.rows()] == [(first, "Ana")]


def test_cancelling_takes_back_older_versions_that_have_not_left(post: Post) -> None:
    """INV-06: what left stays what it is, and another subject's mail is not touched."""
    subject = "b" * 32
    sent = post.put("invite/1/1", version=1)
    post.worker(Carrier()).step()
    older, newer = post.put("invite/1/2", version=2), post.put("invite/1/3", version=3)
    other = post.put("invite/2/1", subject_id="f" * 32, version=1)
    with post.db.write() as session:
        count = outbox.cancel(session, subject, below_version=3, now=post.clock.now())

    states = {row.id: row.state for row in post.rows()}
    assert count == 1
    assert states == {sent: "sent", older: "cancelled", newer: "queued", other: "queued"}


def _claim(post: Post, mark: str, *, seconds: float = 60) -> list[str]:
    ask = Ask(channel="resend", mark=mark, lease=timedelta(seconds=seconds), batch=1)
    with post.db.write() as session:
        found = claiming.claim(session, post.clock.now(), ask)
    return found.ids if found else []


def test_a_lease_keeps_others_away_until_it_runs_out(post: Post, clock: MovedClock) -> None:
    """REL-05: before its end nobody else gets the row, after it anybody."""
    message_id = post.put()

    assert _claim(post, "one:1") == [message_id]
    clock.move(seconds=59)
    assert _claim(post, "two:1") == []
    clock.move(seconds=1)
    assert _claim(post, "two:2") == [message_id]
    assert post.row(message_id).lease_by == "two:2"


def test_a_lost_lease_can_neither_begin_nor_record(post: Post, clock: MovedClock) -> None:
    """A worker that slept through its lease finds the row taken over, and leaves it alone."""
    message_id = post.put()
    _claim(post, "slow", seconds=1)
    with post.db.read() as session:
        letter = repository.under_lease(session, [message_id], "slow")[message_id]
    clock.move(seconds=2)
    _claim(post, "quick")
    with post.db.write() as session:
        ready = Ready(letter, post.renderer.render(letter), "ana@exemple.fr")
        begun = recording.begin(session, [ready], Beginning("slow", clock.now()), clock.now())
        recorded = recording.record(session, [(letter, Sent("x"))], "slow", clock.now(), "smtp")

    assert (begun, recorded) == ([], [])
    assert post.row(message_id).state == "queued"
    assert post.row(message_id).lease_by == "quick"


def test_four_workers_send_every_message_once(post: Post) -> None:
    """REL-05: forty messages, four threads, no key twice."""
    keys = {f"invite/{number}/1" for number in range(40)}
    for key in keys:
        post.put(key)
    carrier = Carrier()
    barrier = threading.Barrier(4)

    def work(name: str) -> None:
        worker = post.worker(carrier, name=name)
        barrier.wait()
        while worker.step(limit=3):
            pass

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert Counter(carrier.tried) == Counter(keys)
    assert {row.state for row in post.rows()} == {"sent"}


def test_another_workspace_waits_for_its_own_domain(database: Database, clock: MovedClock) -> None:
    """A pending domain holds back its own mail alone; it leaves by itself once the domain stands."""
    ready = Post(database, clock).open(host="un.exemple.fr")
    waiting = Post(database, clock).open(host="deux.exemple.fr", state="pending")
    bare = Post(database, clock).open(host="")
    ready.put("invite/1/1")
    waiting.put("invite/2/1")
    bare.put("invite/3/1")
    carrier = Carrier()
    assert ready.worker(carrier).step() == 1
    assert carrier.keys == ["invite/1/1"]

    prove(waiting)
    ready.worker(carrier).step()
    assert carrier.keys == ["invite/1/1", "invite/2/1"]
    assert "https://deux.exemple.fr/invite/" in carrier.sent[1][1].text
    assert {row.dedupe_key: row.state for row in ready.rows()}["invite/3/1"] == "queued"


def prove(post: Post) -> None:
    """Let a workspace's domain stand."""
    with post.db.write() as session:
        domain = session.exec(select(Domain).where(Domain.workspace_id == post.workspace_id)).one()
        domain.state = "proven"
        session.add(domain)


class Revoker(Carrier):
    """A carrier during whose work the message is cancelled."""

    def __init__(self, post: Post) -> None:
        """Take the post office whose messages are cancelled."""
        super().__init__()
        self._post = post

    def send(self, message: Rendered, key: str) -> Sent:
        """Take the message, while somebody takes it back."""
        with self._post.db.write() as session:
            outbox.cancel(session, "b" * 32, now=self._post.clock.now())
        return super().send(message, key)


def test_a_message_cancelled_before_the_hand_over_does_not_leave(post: Post) -> None:
    """INV-07: the worker looks again right before it sends."""
    message_id = post.put()
    carrier = Carrier()

    def cancel_while_writing(letter: repository.Letter) -> Rendered:
        with post.db.write() as session:
            outbox.cancel(session, letter.subject_id, now=post.clock.now())
        return post.renderer.render(letter)

    post.worker(carrier, render=cancel_while_writing).step()

    assert carrier.tried == []
    assert post.row(message_id).state == "cancelled"


def test_a_message_cancelled_in_the_moment_it_leaves_is_recorded_as_sent(post: Post) -> None:
    """The archive tells the truth; the link inside is dead all the same."""
    message_id = post.put()
    carrier = Revoker(post)
    post.worker(carrier).step()

    row = post.row(message_id)
    assert len(carrier.sent) == 1
    assert (row.state, row.provider_id) == ("sent", "id-of-invite/1/1")


def test_a_scheduled_message_that_is_taken_back_says_when_that_was(post: Post, clock: MovedClock) -> None:
    """Not when it would have left."""
    message_id = post.put(send_at=clock.now() + timedelta(days=5))
    taken_back_at = clock.move(hours=1)
    with post.db.write() as session:
        assert outbox.cancel(session, "b" * 32, now=taken_back_at) == 1
    line = line_of(post.row(message_id), None, clock.move(hours=1))

    assert (line.word, line.at) == ("cancelled", taken_back_at.isoformat())
