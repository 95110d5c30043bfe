"""Pace as tables: how fast, when the next slot comes, what a quota leaves, when a queue is empty."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comunik_kit.mail import pacing
from comunik_kit.mail.pacing import Pace
from comunik_kit.mail.tables import MailChannel

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = "2026-03-02"
MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)


def _channel(**given: Any) -> MailChannel:
    return MailChannel(name="resend", **given)


@pytest.mark.parametrize(
    ("rate", "configured", "learned", "expected"),
    [
        (None, None, None, Pace(None, 2, 100)),
        (None, 5.0, None, Pace(5, 2, 100)),
        (0.5, 5.0, None, Pace(0.5, 2, 100)),
        (None, None, 10.0, Pace(None, 10, 100)),
    ],
)
def test_an_admins_rate_goes_before_the_environments_and_headers_before_the_first_guess(
    rate: float | None, configured: float | None, learned: float | None, expected: Pace
) -> None:
    """Messages and requests are two limits: both hold."""
    channel = _channel(rate=rate, learned_rate=learned)

    assert pacing.pace_of(channel, configured=configured, requests=2, batch=100) == expected


def test_a_provider_that_refused_batches_gets_single_messages() -> None:
    """What one worker found out holds for every worker, and for what is foretold."""
    channel = _channel(learned_batch=1)

    assert pacing.pace_of(channel, configured=None, requests=2, batch=100) == Pace(None, 2, 1)


@pytest.mark.parametrize(
    ("pace", "size", "seconds", "a_second"),
    [
        (Pace(), 1, 0, None),
        (Pace(batch=100), 100, 0, None),
        (Pace(messages=0.5), 1, 2, 0.5),
        (Pace(messages=20), 1, 0.05, 20),
        (Pace(requests=2), 1, 0.5, 2),
        (Pace(requests=2, batch=100), 100, 0.5, 200),
        (Pace(messages=2, requests=2, batch=100), 2, 1, 2),
        (Pace(messages=2.5, requests=2, batch=100), 2, 0.8, 2.5),
        (Pace(messages=0.5, requests=2, batch=100), 1, 2, 0.5),
        (Pace(messages=500, requests=2, batch=100), 100, 0.5, 200),
        (Pace(messages=20, requests=2), 1, 0.5, 2),
    ],
)
def test_the_slower_limit_holds_and_a_batch_is_one_seconds_worth_at_most(
    pace: Pace, size: int, seconds: float, a_second: float | None
) -> None:
    """REL-03: the margin is what arrival times may differ by, never more than three in a hundred."""
    assert pacing.size_of(pace) == size
    assert pacing.gap_after(pace, size).total_seconds() == pytest.approx(seconds * 1.015, abs=1e-6)
    expected = a_second and pytest.approx(a_second / 1.015, rel=1e-4)
    assert pacing.per_second(pace) == expected


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (Pace(), 10),
        (Pace(messages=0.1), 1),
        (Pace(messages=3.1), 3),
        (Pace(messages=500), 10),
        (Pace(requests=2, batch=100), 100),
        (Pace(messages=30, requests=2, batch=100), 30),
    ],
)
def test_one_claim_takes_a_batch_or_a_seconds_worth(pace: Pace, expected: int) -> None:
    """A worker that dies or is stopped holds little."""
    assert pacing.portion(pace, 10) == expected


@pytest.mark.parametrize(
    ("ago", "expected"),
    [(None, 0), (-3.0, 3), (0.0, 0), (0.2, -0.2), (0.3, 0), (3600.0, 0)],
)
def test_a_slot_just_missed_is_made_up_for_and_an_idle_time_is_not(
    ago: float | None, expected: float
) -> None:
    """No drift from a late worker, no burst after a quiet night."""
    next_slot_at = None if ago is None else NOW - timedelta(seconds=ago)

    assert pacing.first_slot(next_slot_at, NOW) == NOW + timedelta(seconds=expected)


def test_slots_follow_each_other_by_what_each_hand_over_holds() -> None:
    """A hand-over of two takes the room of two."""
    times, following = pacing.slots(NOW, Pace(messages=2), [1, 2, 1])

    after = [(moment - NOW).total_seconds() / 1.015 for moment in [*times, following]]
    assert after == pytest.approx([0, 0.5, 1.5, 2], abs=1e-5)


def test_a_thousand_slots_are_within_three_in_a_hundred_of_the_limit() -> None:
    """The figure of the house: 1,000 messages at two a second, whoever takes the slots and however late."""
    next_slot_at, now, sent = NOW, NOW, 0
    while sent < 1000:
        now = max(now, next_slot_at) + timedelta(seconds=0.02)  # work, always a little late
        [_], next_slot_at = pacing.slots(pacing.first_slot(next_slot_at, now), Pace(messages=2), [1])
        sent += 1

    assert 500 <= (now - NOW).total_seconds() <= 515


@pytest.mark.parametrize(
    ("late", "gap", "expected"),
    [
        (0.009, 0.5, 0.0),
        (0.06, 0.5, 0.05),
        (0.06, 1.0, 0.05),
        (0.06, 0.1, 0.0),
        (-0.4, 0.5, 0.0),
        (30.0, 0.5, 0.99),
    ],
)
def test_a_late_hand_over_puts_off_the_slots_behind_it(late: float, gap: float, expected: float) -> None:
    """What the margin covers puts nothing off, nor does anything at a pace at which chances even out."""
    assert pacing.put_off(late, gap) == pytest.approx(expected)


def test_too_many_slows_down_and_success_brings_back() -> None:
    """REL-03: never above what the provider allows, never to a standstill."""
    assert pacing.slower(2) == pytest.approx(1.8)
    assert pacing.slower(0.1) == pacing.SLOWEST
    assert pacing.recovered(1.8, 2) == pytest.approx(1.836)
    assert pacing.recovered(1.99, 2) == 2
    assert pacing.recovered(10, 5) == 5


@pytest.mark.parametrize(
    ("quota", "day", "sent", "expected"),
    [
        (None, TODAY, 50, None),
        (100, TODAY, 40, 60),
        (100, TODAY, 140, 0),
        (100, "2026-03-01", 100, 100),
        (100, "", 0, 100),
    ],
)
def test_a_quota_is_counted_by_the_day(quota: int | None, day: str, sent: int, expected: int | None) -> None:
    """The day is the one of UTC, and a new day begins at zero."""
    channel = _channel(daily_quota=quota, day=day, sent_today=sent)

    assert pacing.left_today(channel, NOW) == expected
    assert pacing.day_of(NOW) == TODAY
    assert pacing.end_of_day(NOW) == MIDNIGHT


@pytest.mark.parametrize(
    ("queued", "channel", "seconds"),
    [
        (0, {}, 0),
        (472, {}, 236 * 1.015),
        (472, {"next_slot_at": NOW + timedelta(seconds=60)}, 60 + 236 * 1.015),
        (472, {"next_slot_at": NOW - timedelta(hours=1)}, 236 * 1.015),
        (10, {"paused_until": MIDNIGHT, "pause_reason": "quota"}, 15 * 3600 + 5 * 1.015),
        (10, {"paused_until": NOW + timedelta(minutes=1), "pause_reason": "outage"}, 60 + 5 * 1.015),
        (10, {"paused_by": "a" * 32, "paused_at": NOW}, None),
        (10, {"paused_until": NOW + timedelta(minutes=2), "pause_reason": "misconfigured"}, None),
        (100, {"daily_quota": 100, "day": TODAY}, 50 * 1.015),
        (100, {"daily_quota": 100, "day": TODAY, "sent_today": 90}, 15 * 3600 + 45 * 1.015),
        (310, {"daily_quota": 100, "day": TODAY, "sent_today": 90}, (15 + 48) * 3600 + 50 * 1.015),
        (10, {"daily_quota": 0}, None),
        (300_000, {"daily_quota": 200_000, "day": TODAY}, 150_000 * 1.015),
    ],
)
def test_the_end_of_a_queue_is_foretold(queued: int, channel: dict[str, Any], seconds: float | None) -> None:
    """« 472 en file, fini à 14 h 20 »: by pace, pause and quota; silent where nobody can know."""
    expected = seconds and pytest.approx(seconds, abs=2)
    end = pacing.estimate(queued, _channel(**channel), Pace(messages=2), NOW)

    assert (end and (end - NOW).total_seconds()) == (expected if seconds != 0 else 0)


def test_a_queue_without_a_limit_is_foretold_by_an_assumption() -> None:
    """A channel without pace has no clock to go by: soon."""
    assert pacing.estimate(200, _channel(), Pace(), NOW) == NOW + timedelta(seconds=2)
