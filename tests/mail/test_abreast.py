"""Several hand-overs under way: only where nothing sets a pace, and no answer waits for another message's."""

import threading

import pytest

from comunik_kit.mail.sender import Rejected, Rendered, Sent, Unreachable
from tests.mail.ground import Carrier, Post
from tests.support.clock import MovedClock
from tests.support.waiting import eventually

PATIENCE = 20


class Abreast(Carrier):
    """A carrier of three at once, that knows how many it had in hand."""

    channel = "smtp"
    at_once = 3

    def __init__(self, *failures: BaseException) -> None:
        """Begin with empty hands."""
        super().__init__(*failures)
        self.in_hand = self.most = 0
        self._count = threading.Lock()

    def send(self, message: Rendered, key: str) -> Sent:
        """Keep the message, and note who was here with it."""
        with self._count:
            self.in_hand += 1
            self.most = max(self.most, self.in_hand)
        try:
            self.meanwhile(key)
            return super().send(message, key)
        finally:
            with self._count:
                self.in_hand -= 1

    def meanwhile(self, key: str) -> None:
        """Do what a test wants done while a message is under way."""


def _put(post: Post, number: int) -> None:
    for each in range(number):
        post.put(f"key-{each}", to_email=f"p{each}@exemple.fr", subject_id=f"{each:032x}")


def _states(post: Post) -> list[str]:
    return [row.state for row in post.rows()]


def test_messages_travel_together_as_many_as_the_carrier_takes(post: Post) -> None:
    _put(post, 9)
    together = threading.Barrier(3)

    class Meeting(Abreast):
        def meanwhile(self, key: str) -> None:
            del key
            together.wait(PATIENCE)

    carrier = Meeting()
    assert post.worker(carrier).step() == 9

    assert carrier.most == 3
    assert sorted(carrier.keys) == [f"key-{each}" for each in range(9)]
    assert {(row.state, row.provider_id) for row in post.rows()} == {
        ("sent", f"id-of-key-{each}") for each in range(9)
    }


def test_where_there_is_a_pace_they_travel_one_by_one(post: Post) -> None:
    """The pace is kept by slots, which a message beside another would not wait for."""
    _put(post, 4)
    carrier = Abreast()
    worker = post.worker(carrier, rate=1000.0)
    eventually(lambda: not worker.step(), of="an empty queue")

    assert carrier.most == 1
    assert carrier.keys == [f"key-{each}" for each in range(4)]


def test_an_answer_is_recorded_while_another_message_still_waits_for_its_own(post: Post) -> None:
    """The moment in which a crash could double a message is no longer for having company."""
    _put(post, 4)

    class OneSlow(Abreast):
        def meanwhile(self, key: str) -> None:
            if key == "key-0":
                eventually(
                    lambda: _states(post).count("sent") == 3, seconds=PATIENCE, of="the others' record"
                )

    post.worker(OneSlow()).step()

    assert _states(post) == ["sent"] * 4


def test_one_that_is_refused_is_no_matter_of_the_others(post: Post) -> None:
    _put(post, 5)
    post.worker(Abreast(Rejected("550 no such user"))).step()

    assert sorted(_states(post)) == ["failed", *["sent"] * 4]


def test_a_carrier_that_is_away_stops_the_rest_and_loses_nothing(post: Post, clock: MovedClock) -> None:
    """REL-03: who was under way is tried again, who was not is given back; nobody is said to have left."""
    _put(post, 8)
    carrier = Abreast(*(Unreachable("closed") for _ in range(8)))
    worker = post.worker(carrier)
    worker.step()
    assert set(_states(post)) == {"queued"}
    assert {row.lease_by for row in post.rows()} == {""}

    carrier.failures.clear()
    for _ in range(40):
        clock.move(minutes=1)
        worker.step()
    assert _states(post) == ["sent"] * 8
    assert len(set(carrier.keys)) == len(carrier.keys) == 8


def test_told_to_stop_it_records_what_is_under_way_and_gives_back_the_rest(post: Post) -> None:
    """REL-08."""
    _put(post, 8)
    stop = threading.Event()

    class Stopping(Abreast):
        def meanwhile(self, key: str) -> None:
            del key
            stop.set()

    carrier = Stopping()
    post.worker(carrier).step(stop=stop)

    left = [row for row in post.rows() if row.state == "sent"]
    assert 1 <= len(left) == len(carrier.keys) <= 3
    assert {row.lease_by for row in post.rows()} == {""}


@pytest.mark.parametrize("at_once", [1, 3])
def test_single_messages_never_become_a_batch(post: Post, at_once: int) -> None:
    """Begun together, each still goes under its own key, and is tried again by itself."""
    _put(post, 3)
    seen: set[str] = set()

    class Looking(Abreast):
        def meanwhile(self, key: str) -> None:
            del key
            seen.update(row.batch_key for row in post.rows())

    carrier = Looking()
    carrier.at_once = at_once
    post.worker(carrier).step()

    assert seen == {""}
