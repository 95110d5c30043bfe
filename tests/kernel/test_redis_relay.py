"""Announcements between processes, by a real Redis."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from redis import Redis

from comunik_kit.kernel.fanout import ANY_WORKSPACE, Fanout, Topic
from comunik_kit.kernel.redis_relay import PATIENCE, RedisRelay
from tests.kernel import announcing_process
from tests.support.redis import OwnServer, own_server
from tests.support.waiting import eventually

pytestmark = pytest.mark.redis
EACH_TOPIC = {(ANY_WORKSPACE, topic) for topic in Topic}
_HELLO = "hello"


class Process:
    """What one process of the product has: its fan-out, its relay, and a page that keeps what it is told."""

    def __init__(self, url: str) -> None:
        """Begin with nothing heard."""
        self.fanout, self.told = Fanout(), list[tuple[str, Topic]]()
        self.relay = RedisRelay(url, self.fanout)

    def listen(self, workspace_id: str, topic: Topic) -> None:
        """Keep it."""
        self.told.append((workspace_id, topic))

    @property
    def heard(self) -> list[tuple[str, Topic]]:
        """What was told, but the greetings."""
        return [each for each in self.told if not each[0].startswith(_HELLO)]

    def hears(self, other: "Process") -> None:
        """Wait until it hears another one."""

        def greeted() -> bool:
            greeting = f"{_HELLO}-{id(other)}"
            other.fanout.announce(greeting, Topic.MAIL)
            return (greeting, Topic.MAIL) in self.told

        eventually(greeted, seconds=30, of="hearing each other")


class Household:
    """Starts processes, and ends them with the test."""

    def __init__(self, stack: ExitStack) -> None:
        """Take where their ends are kept."""
        self._stack = stack

    def start(self, url: str) -> Process:
        """Start one more."""
        started = Process(url)
        self._stack.enter_context(started.fanout.listening(started.listen))
        self._stack.enter_context(started.relay.running())
        return started

    def pair(self, url: str) -> tuple[Process, Process]:
        """Start two that hear each other."""
        one, two = self.start(url), self.start(url)
        one.hears(two)
        two.hears(one)
        return one, two


@pytest.fixture
def household() -> Iterator[Household]:
    """Lend a house for processes."""
    with ExitStack() as stack:
        yield Household(stack)


@pytest.fixture
def server() -> Iterator[OwnServer]:
    """Lend a Redis of the test's own, which it may stop and start."""
    with own_server() as running:
        yield running


def test_what_one_announces_the_other_hears_once_and_itself_once(
    redis_url: str, household: Household
) -> None:
    """One's own words come back from Redis, and are passed over."""
    one, two = household.pair(redis_url)
    one.fanout.announce("w1", Topic.PEOPLE)
    assert one.heard == [("w1", Topic.PEOPLE)]
    eventually(lambda: two.heard == [("w1", Topic.PEOPLE)], of="hearing")

    two.fanout.announce("w2", Topic.MAIL)  # comes after one's own words came back
    eventually(lambda: ("w2", Topic.MAIL) in one.heard, of="the answer")
    assert one.heard == two.heard == [("w1", Topic.PEOPLE), ("w2", Topic.MAIL)]


def test_another_process_is_heard_down_to_its_last_word(redis_url: str, household: Household) -> None:
    """It ends right after it has spoken."""
    one, _ = household.pair(redis_url)
    speak = [sys.executable, announcing_process.__file__, redis_url, "w7"]
    subprocess.run(speak, check=True, timeout=60, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})

    eventually(lambda: {("w7", topic) for topic in Topic} <= set(one.heard), of="hearing all three")
    assert len(one.heard) == len(Topic)


def test_installations_that_share_a_server_do_not_hear_each_other(
    redis_url: str, household: Household
) -> None:
    """The number of the database tells them apart."""
    server, _, number = redis_url.rpartition("/")
    ours, _ = household.pair(redis_url)
    theirs, listener = household.pair(f"{server}/{int(number) + 32}")
    theirs.fanout.announce("w1", Topic.PEOPLE)
    eventually(lambda: listener.heard == [("w1", Topic.PEOPLE)], of="hearing")

    assert ours.heard == []


@pytest.mark.parametrize("said", [b"w1 unheard-of", b"\xff\xfe", b"", b"w1", b" " * 5_000])
def test_what_is_no_announcement_is_passed_over(redis_url: str, household: Household, said: bytes) -> None:
    """A newer version's topic, or noise: nobody is told, and the listening goes on."""
    one, two = household.pair(redis_url)
    number = redis_url.rpartition("/")[2]
    with Redis.from_url(redis_url) as client:
        assert client.publish(f"comunik-kit/{number}/changes/other", said) == 2
    two.fanout.announce("w1", Topic.PEOPLE)
    eventually(lambda: bool(one.heard), of="hearing")

    assert one.heard == [("w1", Topic.PEOPLE)]


def test_a_restart_of_redis_loses_nothing_that_was_announced_meanwhile(
    server: OwnServer, household: Household
) -> None:
    """Acts go on without it, and one's own pages are told at once; the others, when it is back."""
    one, two = household.pair(server.url)
    server.stop()
    began = time.monotonic()
    one.fanout.announce("w1", Topic.PEOPLE)
    assert time.monotonic() - began < PATIENCE / 2
    assert one.heard[:1] == [("w1", Topic.PEOPLE)]
    assert two.heard == []

    server.start()
    eventually(lambda: ("w1", Topic.PEOPLE) in two.heard or set(two.heard) >= EACH_TOPIC, seconds=40, of="it")
    eventually(lambda: set(two.heard) >= EACH_TOPIC, seconds=40, of="looking once more")
    eventually(lambda: set(one.heard) >= EACH_TOPIC, seconds=40, of="looking once more")
    two.told.clear()
    two.hears(one)
    one.fanout.announce("w2", Topic.MAIL)
    eventually(lambda: ("w2", Topic.MAIL) in two.heard, of="hearing again")


def test_who_listened_all_the_time_is_not_told_to_look_again(redis_url: str, household: Household) -> None:
    one, two = household.pair(redis_url)
    assert (one.heard, two.heard) == ([], [])


def test_a_redis_that_comes_late_is_found(
    server: OwnServer, household: Household, caplog: pytest.LogCaptureFixture
) -> None:
    """And whatever was announced before is looked at once more."""
    server.stop()
    one, two = household.start(server.url), household.start(server.url)
    one.fanout.announce("w1", Topic.PEOPLE)
    eventually(
        lambda: caplog.text.count("do not reach Redis") == 3, of="three tries, by two who listen and one"
    )
    server.start()

    eventually(lambda: set(two.heard) >= EACH_TOPIC, seconds=40, of="looking once more")
    two.hears(one)


def test_a_process_ends_without_waiting_for_a_redis_that_is_gone(server: OwnServer) -> None:
    with ExitStack() as stack:
        one = Household(stack).start(server.url)
        one.hears(Household(stack).start(server.url))
        server.stop()
        one.fanout.announce("w1", Topic.PEOPLE)
        began = time.monotonic()
    assert time.monotonic() - began < 5 * PATIENCE
