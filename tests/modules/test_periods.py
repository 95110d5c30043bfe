"""Days are those of a person's own calendar, clock changes included."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.kernel.zones import zone_named
from comunik_kit.modules.asking import Span
from comunik_kit.modules.periods import SPANS, change_percent, period_of, trend

ZONES = ("UTC", "Europe/Paris", "America/Santiago", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia")
PARIS = ZoneInfo("Europe/Paris")
DAYS = 7


def test_a_week_begins_at_local_midnight_seven_days_back_today_included() -> None:
    period = period_of(Span.WEEK, datetime(2026, 1, 14, 15, 0, tzinfo=UTC), PARIS)
    assert period.start == datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
    assert period.cuts[-DAYS] == datetime(2026, 1, 7, 23, 0, tzinfo=UTC)
    assert period.cuts[-1] == datetime(2026, 1, 13, 23, 0, tzinfo=UTC)


def test_the_period_before_ends_at_this_hour_of_the_clock_across_a_clock_change() -> None:
    """In Paris the clock goes forward on 29 March 2026: seven days earlier is 167 hours earlier."""
    now = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
    same_hour = period_of(Span.WEEK, now, PARIS).cuts[DAYS]
    assert same_hour.astimezone(PARIS).hour == now.astimezone(PARIS).hour == 10
    assert now - same_hour == timedelta(hours=167)


@pytest.mark.parametrize(("day", "hours"), [(29, 23), (28, 24)])
def test_the_day_of_a_clock_change_is_one_day(day: int, hours: int) -> None:
    now = datetime(2026, 3, day, 20, 0, tzinfo=UTC) + timedelta(days=1)
    period = period_of(Span.WEEK, now, PARIS)
    assert period.cuts[-1] - period.cuts[-2] == timedelta(hours=hours)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(ZONES),
    st.sampled_from(SPANS),
)
def test_stretches_never_overlap_and_never_reach_beyond_now(now: datetime, name: str, span: Span) -> None:
    period = period_of(span, now, ZoneInfo(name))
    days = {Span.TODAY: 1, Span.WEEK: 7, Span.MONTH: 30}[span]
    assert list(period.cuts) == sorted(period.cuts)
    assert len(period.cuts) == len(period.points) + 1
    assert period.cuts[-1] <= now
    assert period.points[period.current] <= now
    assert period.until <= period.points[period.current]
    assert now - period.start < timedelta(days=2 * days, hours=3)


def test_today_is_told_by_the_hour_and_compared_with_yesterday_until_this_hour() -> None:
    period = period_of(Span.TODAY, datetime(2026, 1, 14, 9, 30, tzinfo=UTC), PARIS)
    assert (len(period.points), period.current) == (24 + 11, 24)
    assert period.points[period.current] == datetime(2026, 1, 13, 23, 0, tzinfo=UTC)
    assert period.until == datetime(2026, 1, 13, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 30, 23), (10, 26, 25)])
def test_the_hours_of_a_day_on_which_the_clock_changes_are_those_that_it_had(
    month: int, day: int, hours: int
) -> None:
    period = period_of(Span.TODAY, datetime(2026, month, day, 6, 0, tzinfo=UTC), PARIS)
    assert period.current == hours


def test_a_day_begins_at_midnight_with_one_point_and_nothing_before_it() -> None:
    midnight = datetime(2026, 1, 13, 23, 0, tzinfo=UTC)
    period = period_of(Span.TODAY, midnight, PARIS)
    assert (period.points[-1], len(period.points) - period.current) == (midnight, 1)
    assert period.until == period.start


def test_an_unknown_zone_falls_back_to_utc_instead_of_breaking_the_page() -> None:
    assert zone_named("Mars/Olympus") == ZoneInfo("UTC")
    assert zone_named("../etc") == ZoneInfo("UTC")
    assert zone_named("Europe/Paris") == PARIS


def test_figures_add_up_and_the_rest_of_the_seventh_day_counts_in_neither() -> None:
    found = period_of(Span.WEEK, datetime(2026, 1, 14, 15, 0, tzinfo=UTC), PARIS).figures(
        [1, 1, 1, 1, 1, 1, 4, 10, 2, 2, 2, 2, 2, 2, 2]
    )
    assert (found.figure, found.previous) == (14, 10)
    assert found.points == (1, 1, 1, 1, 1, 1, 14, 2, 2, 2, 2, 2, 2, 2)


@pytest.mark.parametrize(
    ("figure", "previous", "percent"),
    [(15, 10, 50), (5, 10, -50), (10, 10, 0), (0, 4, -100), (3, 0, None), (0, 0, None)],
)
def test_change_is_said_in_whole_percent_or_not_at_all(
    figure: int, previous: int, percent: int | None
) -> None:
    assert change_percent(figure, previous) == percent


@pytest.mark.parametrize(
    ("figure", "previous", "word"),
    [(15, 10, "up"), (5, 10, "down"), (10, 10, "same"), (1001, 1000, "same"), (3, 0, "new"), (0, 0, "none")],
)
def test_change_is_said_in_a_word_that_never_contradicts_the_percent(
    figure: int, previous: int, word: str
) -> None:
    assert trend(figure, previous) == word
