"""The decisions of the page of sending, as tables: another try, its key, its words, the forms, the pause, the bars."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.locale import catalogue
from comunik_kit.mail.inputs import Limits, NewBlock, TroubleFilter
from comunik_kit.mail.retrying import Obstacle, next_key, obstacle_of, reason_key
from comunik_kit.mail.tables import MailChannel
from comunik_kit.mail.telling import bars, hours_until, pause_of
from tests.support.clock import START


@pytest.mark.parametrize(
    ("expires_in", "link_lives", "is_blocked", "obstacle"),
    [
        (None, True, False, Obstacle.NONE),
        (60, True, False, Obstacle.NONE),
        (0, True, False, Obstacle.LINK),
        (-60, True, False, Obstacle.LINK),
        (60, False, False, Obstacle.LINK),
        (None, True, True, Obstacle.BLOCKED),
        (60, False, True, Obstacle.LINK),
    ],
)
def test_another_try_makes_sense_while_the_link_lives_and_the_address_takes_mail(
    *, expires_in: int | None, link_lives: bool, is_blocked: bool, obstacle: Obstacle
) -> None:
    expires = "" if expires_in is None else (START + timedelta(seconds=expires_in)).isoformat()
    told = obstacle_of(expires_at=expires, link_lives=link_lives, is_blocked=is_blocked, now=START)
    assert told is obstacle


@pytest.mark.parametrize(
    ("key", "following"),
    [
        ("invite/1/1", "invite/1/1/retry/1"),
        ("invite/1/1/retry/1", "invite/1/1/retry/2"),
        ("invite/1/1/retry/9", "invite/1/1/retry/10"),
        ("a/retry/b", "a/retry/b/retry/1"),
        ("x" * 200, "x" * 180 + "/retry/1"),
    ],
)
def test_each_try_by_hand_has_a_key_of_its_own(key: str, following: str) -> None:
    assert next_key(key) == following
    assert len(following) <= 200


@pytest.mark.parametrize(
    ("code", "state", "key"),
    [
        ("rejected", "failed", "mail.failure.rejected"),
        ("in_doubt", "dead", "mail.failure.in_doubt"),
        ("retry", "dead", "mail.given_up.retry"),
        ("unreachable", "dead", "mail.given_up.unreachable"),
        ("unexpected", "dead", "mail.given_up.unexpected"),
        ("", "suppressed", "mail.given_up.suppressed"),
        ("", "failed", "mail.given_up.failed"),
        ("never heard of", "dead", "mail.given_up.dead"),
    ],
)
def test_why_is_said_in_words_that_exist_and_promise_no_further_try(code: str, state: str, key: str) -> None:
    assert reason_key(code, state) == key
    assert "essai suit" not in str(catalogue("fr")[key])


@pytest.mark.parametrize(
    ("form", "limits"),
    [
        ({}, Limits()),
        ({"rate": "", "daily_quota": "  "}, Limits()),
        ({"rate": "2", "daily_quota": "100"}, Limits(2.0, 100)),
        ({"rate": "0,5", "daily_quota": "1 000"}, Limits(0.5, 1000)),
        ({"rate": "0.01", "daily_quota": "10\u202f000\u00a0000"}, Limits(0.01, 10_000_000)),
    ],
)
def test_limits_are_read_as_people_write_numbers(form: dict[str, object], limits: Limits) -> None:
    assert Limits.parse(form) == limits


@pytest.mark.parametrize(
    "rate", ["0", "0.001", "-1", "10001", "1e3", "nan", "inf", "deux", "1.2.3", "٣", 2, ["1"]]
)
def test_a_rate_out_of_range_is_refused_at_its_field(rate: object) -> None:
    """INP-01."""
    with pytest.raises(InvalidInput) as refused:
        Limits.parse({"rate": rate, "daily_quota": ""})
    assert list(refused.value.errors) == ["rate"]


@pytest.mark.parametrize(
    "quota", ["0", "-5", "1.5", "10000001", "beaucoup", "٣", "9" * 5000, 5, None.__class__]
)
def test_a_quota_out_of_range_is_refused_at_its_field(quota: object) -> None:
    """INP-01."""
    with pytest.raises(InvalidInput) as refused:
        Limits.parse({"rate": "", "daily_quota": quota})
    assert list(refused.value.errors) == ["daily_quota"]


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        Limits.parse({"rate": "x", "daily_quota": "y"})
    assert sorted(refused.value.errors) == ["daily_quota", "rate"]
    with pytest.raises(InvalidInput) as refused:
        NewBlock.parse({"email": "pas une adresse", "note": "x" * 201})
    assert sorted(refused.value.errors) == ["email", "note"]


@given(kind=st.one_of(st.text(), st.integers(), st.none()), search=st.one_of(st.text(), st.integers()))
def test_any_filter_is_one_of_ours_and_short(kind: object, search: object) -> None:
    """INP-01."""
    wanted = TroubleFilter.parse(kind, search)
    assert wanted.kind in {"all", "failed", "dead", "suppressed"}
    assert len(wanted.search) <= 100
    assert wanted.search.isprintable()


def test_a_pause_by_hand_goes_before_what_the_carrier_said() -> None:
    channel = MailChannel(
        name="resend",
        paused_by="c" * 32,
        paused_at=START,
        paused_until=START + timedelta(hours=1),
        pause_reason="quota",
    )
    told = pause_of(channel, START, by="Marie")
    assert (told.reason, told.by, told.until) == ("manual", "Marie", "")
    assert pause_of(MailChannel(name="resend"), START).reason == ""


def test_the_hours_are_those_of_the_clock_on_the_wall() -> None:
    """Half-hour zones begin their hours at half past ours; the night the clock is put back still has 24 bars."""
    kolkata = datetime(2026, 3, 2, 9, 10, tzinfo=UTC).astimezone(ZoneInfo("Asia/Kolkata"))
    assert hours_until(kolkata)[-1] == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    night = datetime(2026, 10, 25, 3, 20, tzinfo=UTC).astimezone(ZoneInfo("Europe/Paris"))
    hours = hours_until(night)
    assert len({each.astimezone(UTC) for each in hours}) == 24
    assert hours[-1] - hours[0] == timedelta(hours=23)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=24, max_size=24))
def test_a_bar_is_seen_when_there_is_something_and_no_pile_leaves_the_picture(
    counts: list[tuple[int, int]],
) -> None:
    drawn = bars(hours_until(START), counts)
    for bar, (sent, failed) in zip(drawn, counts, strict=True):
        assert (bar.sent_height > 0, bar.failed_height > 0) == (sent > 0, failed > 0)
        assert bar.sent_height + bar.failed_height <= 102.1
