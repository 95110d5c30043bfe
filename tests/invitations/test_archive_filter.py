"""What the address of the archive may say, and the periods it cuts."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.invitations.archive_filter import ArchiveFilter
from comunik_kit.kernel.periods import ANY_TIME, Period, Span

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)
NAMES = ("q", "state", "delivery", "department", "inviter", "period", "from", "to", "secret")
queries = st.dictionaries(
    st.sampled_from(NAMES),
    st.text(max_size=140)
    | st.sampled_from(["accepted", "trouble", "none", "7d", "dates", "2026-02-30", "2026-03-29", "a" * 32]),
)


@given(queries)
def test_whatever_an_address_says_it_is_read_and_written_back_alike(query: dict[str, str]) -> None:
    """ACL-09: never refused, never more than we know."""
    asked = ArchiveFilter.parse(query)
    assert ArchiveFilter.parse(asked.query()) == asked
    assert asked.query().keys() <= set(NAMES) - {"secret"}
    asked.span(NOON, PARIS)


def test_forged_values_are_not_asked_for() -> None:
    forged = {"state": "stolen", "delivery": "1=1", "department": "../x", "inviter": "*", "period": "century"}
    assert (
        ArchiveFilter.parse(forged | {"from": "2026-02-30", "to": "\u0662\u0660\u0662\u0666-01-01"})
        == ArchiveFilter()
    )


@pytest.mark.parametrize(
    ("period", "first"),
    [
        ("7d", datetime(2026, 11, 11, 23, tzinfo=UTC)),
        ("30d", datetime(2026, 10, 19, 22, tzinfo=UTC)),  # a day of summer time
        ("quarter", datetime(2026, 9, 30, 22, tzinfo=UTC)),
        ("year", datetime(2025, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_a_period_begins_at_a_midnight_of_the_workspace(period: str, first: datetime) -> None:
    assert ArchiveFilter.parse({"period": period}).span(NOON, PARIS) == Span(first, None)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24), ("2026-12-31", 24)]
)
def test_a_day_is_one_day_also_when_the_clock_changes(day: str, hours: int) -> None:
    span = ArchiveFilter.parse({"from": day, "to": day}).span(NOON, PARIS)
    assert span.start
    assert span.end
    assert (span.end - span.start).total_seconds() == hours * 3600


def test_dates_win_over_a_period_stand_in_order_and_may_be_open() -> None:
    turned = ArchiveFilter.parse({"period": "7d", "from": "2026-05-02", "to": "2026-05-01"})
    assert (turned.period, turned.first_day, turned.last_day) == (
        Period.DATES,
        date(2026, 5, 1),
        date(2026, 5, 2),
    )
    assert ArchiveFilter.parse({"to": "2026-05-01"}).span(NOON, PARIS).start is None
    assert ArchiveFilter.parse({"period": "dates"}).span(NOON, PARIS) == ANY_TIME


def test_asking_otherwise_keeps_the_rest_and_takes_away() -> None:
    asked = ArchiveFilter.parse({"q": "ana", "state": "accepted", "from": "2026-05-01"})
    assert asked.asking(state="").query() == {"q": "ana", "from": "2026-05-01"}
    assert asked.asking(period="30d").query() == {"q": "ana", "state": "accepted", "period": "30d"}
    assert asked.asking(to="2026-05-09").query()["to"] == "2026-05-09"
    assert asked.asking(state="forged").query() == {"q": "ana", "from": "2026-05-01"}
