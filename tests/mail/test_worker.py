"""A worker against a carrier that fails on order; the state of the row, and what must not have been sent."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from comunik_kit.mail import recording
from comunik_kit.mail.recording import Ready
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.sender import (
    Busy,
    KeyReused,
    Misconfigured,
    Rejected,
    Rendered,
    Retry,
    Sent,
    Unreachable,
)
from comunik_kit.workspaces.tables import Workspace
from tests.mail.ground import Carrier, Post
from tests.support.clock import MovedClock


def test_a_message_is_sent_with_the_carriers_proof(post: Post) -> None:
    """« Sent » is only ever written with the carrier's id."""
    message_id = post.put()
    carrier = Carrier()
    assert post.worker(carrier).step() == 1

    row = post.row(message_id)
    assert (row.state, row.channel, row.provider_id) == ("sent", "resend", "id-of-invite/1/1")
    assert row.sent_at == post.clock.now()
    assert (row.lease_until, row.lease_by, row.last_error) == (None, "", "")
    assert post.worker(carrier).step() == 0
    assert carrier.keys == ["invite/1/1"]


def test_a_passing_trouble_is_tried_again_later_with_the_same_key_and_bytes(
    post: Post, clock: MovedClock
) -> None:
    """REL-02: even when the workspace changed its colours between the two tries."""
    message_id = post.put(params={"full_name": "Ana"})
    carrier = Carrier(Retry("time-out"))
    written: list[Rendered] = []

    def render(letter: Letter) -> Rendered:
        written.append(post.renderer.render(letter))
        return written[-1]

    worker = post.worker(carrier, render=render)
    worker.step()
    assert (post.row(message_id).state, post.row(message_id).attempts) == ("queued", 1)
    assert post.row(message_id).last_error == "retry: time-out"
    with post.db.write() as session:
        workspace = session.exec(select(Workspace)).one()
        workspace.accent, workspace.brand = "#ff0000", "Other"
        session.add(workspace)
    clock.move(seconds=4)
    assert worker.step() == 0
    clock.move(seconds=1)
    assert worker.step() == 1

    assert carrier.tried == ["invite/1/1", "invite/1/1"]
    assert written[0] == written[1]
    assert post.row(message_id).state == "sent"


def test_a_message_surely_not_taken_wears_the_new_colours(post: Post, clock: MovedClock) -> None:
    """After a plain 429 nobody has seen the message: there is nothing to repeat byte for byte."""
    post.put(params={"full_name": "Ana"})
    carrier = Carrier(Busy(3))
    worker = post.worker(carrier)
    worker.step()
    with post.db.write() as session:
        workspace = session.exec(select(Workspace)).one()
        workspace.brand = "Studio Léa"
        session.add(workspace)
    clock.move(seconds=3)
    worker.step()

    assert carrier.sent[0][1].from_name == "Studio Léa"


def test_a_burst_of_429_waits_without_burning_attempts(post: Post, clock: MovedClock) -> None:
    """REL-03: nothing is tried while the carrier asks to wait."""
    keys = [f"invite/{number}/1" for number in range(3)]
    for key in keys:
        post.put(key)
    carrier = Carrier(Busy(7), Busy(7))
    worker = post.worker(carrier)
    for _ in range(2):
        worker.step()
        assert worker.step() == 0
        clock.move(seconds=7)
    while worker.step():
        pass

    assert sorted(carrier.keys) == keys
    assert {(row.state, row.attempts) for row in post.rows()} == {("sent", 0)}
    assert len(carrier.tried) == 5


def test_a_wrong_key_pauses_the_channel_and_keeps_every_row(post: Post, clock: MovedClock) -> None:
    """REL-03: the reason stands on the row; one message tries the way, and mail resumes by itself."""
    for number in range(3):
        post.put(f"invite/{number}/1")
    carrier = Carrier(Misconfigured("401 missing_api_key"))
    worker = post.worker(carrier)
    worker.step()
    assert worker.step() == 0
    assert len(carrier.tried) == 1
    assert [row.last_error for row in post.rows()].count("misconfigured: 401 missing_api_key") == 1
    assert {(row.state, row.lease_by) for row in post.rows()} == {("queued", "")}

    clock.move(minutes=2)
    assert (worker.step(), len(carrier.tried)) == (1, 2)
    assert (worker.step(), worker.step()) == (2, 0)
    assert len(carrier.sent) == 3
    assert {(row.state, row.attempts) for row in post.rows()} == {("sent", 0)}


def test_a_refused_recipient_fails_alone_with_the_reason(post: Post) -> None:
    """Fault 7: the others leave."""
    first = post.put("invite/1/1")
    post.put("invite/2/1")
    carrier = Carrier(Rejected("422 invalid `to`"))
    post.worker(carrier).step()

    assert post.row(first).state == "failed"
    assert post.row(first).last_error == "rejected: 422 invalid `to`"
    assert carrier.keys == ["invite/2/1"]


def test_a_key_known_with_other_content_is_left_to_a_person(post: Post, clock: MovedClock) -> None:
    """It may have been sent: it is not tried again."""
    message_id = post.put()
    carrier = Carrier(KeyReused("409"))
    worker = post.worker(carrier)
    worker.step()
    clock.move(hours=1)

    assert worker.step() == 0
    assert post.row(message_id).state == "dead"
    assert carrier.sent == []


def test_a_poison_message_dies_at_the_third_time_and_blocks_nobody(post: Post, clock: MovedClock) -> None:
    """REL-04: one of ten cannot be written, nine leave."""
    poison = post.put("invite/0/1", to_name="poison")
    for number in range(1, 10):
        post.put(f"invite/{number}/1")
    carrier = Carrier()

    def render(letter: Letter) -> Rendered:
        if letter.to_name == "poison":
            raise KeyError(letter.to_name)
        return post.renderer.render(letter)

    worker = post.worker(carrier, render=render)
    for _ in range(5):
        worker.step()
        clock.move(minutes=1)

    row = post.row(poison)
    assert (row.state, row.attempts, row.last_error) == ("dead", 3, "rendering: KeyError")
    assert len(carrier.keys) == 9
    assert "invite/0/1" not in carrier.tried


def test_a_row_that_nobody_can_read_blocks_nobody(post: Post, clock: MovedClock) -> None:
    """REL-04: a moment that is none, written by a mistake of ours."""
    poison = post.put("invite/0/1", params={"expires_at": "tomorrow"})
    post.put("invite/1/1")
    carrier = Carrier()
    worker = post.worker(carrier)
    for _ in range(4):
        worker.step()
        clock.move(minutes=1)

    assert post.row(poison).state == "dead"
    assert carrier.tried == ["invite/1/1"]


def test_a_database_that_refuses_one_record_leaves_the_others_alone(
    post: Post, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REL-07: the message waits for its lease to run out, the next one leaves at once."""
    post.put("invite/0/1")
    post.put("invite/1/1")
    carrier, begin, refused = Carrier(), recording.begin, []

    def refuse_once(*args: Any, **kwargs: Any) -> list[Ready]:
        if not refused:
            refused.append(args)
            raise OperationalError("BEGIN", {}, Exception("database is locked"))
        return begin(*args, **kwargs)

    monkeypatch.setattr(recording, "begin", refuse_once)
    worker = post.worker(carrier)
    worker.step()
    assert len(carrier.tried) == 1
    clock.move(minutes=1)
    worker.step()

    assert sorted(carrier.keys) == ["invite/0/1", "invite/1/1"]


def test_a_carriers_own_mistake_is_tried_again(post: Post, clock: MovedClock) -> None:
    """An exception nobody foresaw is a passing trouble, never a lost message."""
    message_id = post.put()
    carrier = Carrier(ZeroDivisionError("in the carrier's code"))
    worker = post.worker(carrier)
    worker.step()
    assert post.row(message_id).last_error == "retry: ZeroDivisionError"
    clock.move(seconds=5)
    worker.step()

    assert carrier.keys == ["invite/1/1"]


def test_an_outage_of_an_hour_ends_with_every_message_sent(post: Post, clock: MovedClock) -> None:
    """Fault 4: and in the meantime the dead service is not asked for every row."""
    for number in range(20):
        post.put(f"invite/{number}/1")

    class Down(Carrier):
        def send(self, message: Rendered, key: str) -> Sent:
            if clock.now() < back_at:
                self.tried.append(key)
                raise Unreachable("ConnectError")
            return super().send(message, key)

    back_at = clock.now() + timedelta(hours=1)
    carrier = Down()
    worker = post.worker(carrier)
    for _ in range(2 * 60 * 4):
        while worker.step():
            pass
        clock.move(seconds=15)

    assert {row.state for row in post.rows()} == {"sent"}
    assert sorted(carrier.keys) == sorted(f"invite/{number}/1" for number in range(20))
    assert len(carrier.tried) < 120


def test_a_message_in_doubt_for_too_long_is_not_sent_again(post: Post, clock: MovedClock) -> None:
    """REL-02, fault 5: a process that died while sending and comes back a day later asks a person."""
    message_id = post.put(params={})
    carrier = Carrier(SystemExit("the process dies here"))
    with pytest.raises(SystemExit):
        post.worker(carrier).step()
    clock.move(hours=21)
    post.worker(carrier).step()

    row = post.row(message_id)
    assert (row.state, row.last_error) == ("dead", "in_doubt")
    assert carrier.sent == []


def test_a_message_whose_link_died_while_it_waited_is_not_sent(post: Post, clock: MovedClock) -> None:
    """Nobody is invited to a closed door."""
    message_id = post.put()
    clock.move(days=8)
    carrier = Carrier()
    post.worker(carrier).step()

    assert carrier.tried == []
    assert (post.row(message_id).state, post.row(message_id).last_error) == ("failed", "expired")
