"""Counting tries."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from comunik_kit.access.errors import TooManyAttempts
from comunik_kit.access.limits import Limit
from comunik_kit.access.throttle import Throttle, network_of
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring
from tests.access.acts import at_once
from tests.support.clock import MovedClock

THREE = Limit("test", 3, timedelta(minutes=5))
ALL = Limit("test/all", 100, timedelta(minutes=5))


@pytest.fixture
def throttle(database: Database, clock: MovedClock, keyring: Keyring) -> Throttle:
    """Lend counters on each database."""
    return Throttle(db=database, clock=clock, keyring=keyring)


def try_once(throttle: Throttle, subject: str = "ana") -> Callable[[], object]:
    """Count one try."""
    return lambda: throttle.count((THREE, subject))


def test_the_try_above_the_limit_is_refused_until_the_window_ends(
    throttle: Throttle, clock: MovedClock
) -> None:
    """AUT-07: both sides of the limit, and nobody is locked out for good."""
    for _ in range(3):
        throttle.count((THREE, "ana"))
    clock.move(minutes=4, seconds=59)
    with pytest.raises(TooManyAttempts) as refused:
        throttle.count((THREE, "ana"))
    assert refused.value.params == {"count": 1}
    throttle.count((THREE, "bob"))

    clock.move(seconds=1)
    throttle.count((THREE, "ana"))


def test_many_tries_at_once_are_counted_one_by_one(throttle: Throttle) -> None:
    """AUT-07: of fifty at the same moment, three pass."""
    answers = at_once(*[try_once(throttle)] * 50)

    assert sum(answer is None for answer in answers) == 3
    assert sum(isinstance(answer, TooManyAttempts) for answer in answers) == 47


def test_a_full_subject_does_not_fill_the_ones_after_it(throttle: Throttle) -> None:
    """AUT-07: one address alone cannot use up everybody's window."""
    for _ in range(200):
        throttle.allows((THREE, "one address"), (ALL, ""))

    assert throttle.allows((THREE, "another address"), (ALL, ""))


def test_counters_survive_a_restart_and_a_success_does_not_count(
    throttle: Throttle, database: Database, clock: MovedClock, keyring: Keyring
) -> None:
    """AUT-07."""
    for _ in range(3):
        throttle.count((THREE, "ana"))
    restarted = Throttle(db=database, clock=clock, keyring=keyring)
    assert not restarted.allows((THREE, "ana"))

    with database.write() as s:
        restarted.forgive(s, (THREE, "ana"))
        restarted.forgive(s, (THREE, "ana"))
    assert restarted.allows((THREE, "ana"))
    assert not restarted.allows((THREE, "ana"))


def test_a_clock_set_back_locks_nobody_out(throttle: Throttle, clock: MovedClock) -> None:
    """AUT-07: a window from the future is a new one."""
    for _ in range(4):
        throttle.allows((THREE, "ana"))
    clock.move(hours=-2)

    assert throttle.allows((THREE, "ana"))


def test_old_windows_are_swept_away_and_live_ones_kept(throttle: Throttle, clock: MovedClock) -> None:
    """AUT-07."""
    for _ in range(3):
        throttle.count((THREE, "ana"))
    throttle.sweep()
    assert not throttle.allows((THREE, "ana"))

    clock.move(days=2)
    throttle.sweep()
    assert throttle.allows((THREE, "ana"))


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_subscriber_is_one_subject(ip: str, network: str) -> None:
    """AUT-08: a /64 has more addresses than any counter."""
    assert network_of(ip) == network
