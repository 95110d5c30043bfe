"""The delivery line: reports in any order say one thing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.mail.delivery import RETURNED, Delivery, Line, after

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KINDS = [
    *("sent", "delayed", RETURNED, "delivered", "suppressed", "failed"),
    *("bounced", "opened", "clicked", "complained"),
]
TOLD = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 5_000)), max_size=12)


def folded(told: list[tuple[str, int]]) -> Line:
    line = Line()
    for kind, minutes in told:
        line = line.told(kind, NOW + timedelta(minutes=minutes))
    return line


def naive(told: list[tuple[str, int]]) -> Line:
    """Say the same of a whole set of reports at once."""

    def earliest(*kinds: str) -> datetime | None:
        return min((NOW + timedelta(minutes=m) for kind, m in told if kind in kinds), default=None)

    word = next((kind for kind in reversed(KINDS) if any(kind == said for said, _ in told)), "")
    return Line(
        "bounced" if word == RETURNED else word,
        earliest("delivered"),
        earliest("opened"),
        earliest("clicked"),
        earliest("suppressed", "failed", "bounced", "complained"),
    )


@given(TOLD, st.randoms(use_true_random=False))
def test_reports_in_any_order_and_any_number_of_times_say_the_same(
    told: list[tuple[str, int]], chance: object
) -> None:
    """REL-06: shuffled and doubled, and equal to looking at all of them at once."""
    again = [*told, *told]
    chance.shuffle(again)  # pyright: ignore[reportAttributeAccessIssue]

    assert folded(again) == folded(told) == naive(told)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (["sent"], "sent"),
        (["delivered", "sent"], "delivered"),
        (["delayed", "sent"], "delayed"),
        (["delivered", "delayed"], "delivered"),
        (["opened", "delivered"], "opened"),
        (["bounced", "delivered"], "bounced"),
        (["bounced", "clicked"], "clicked"),
        (["complained", "clicked"], "complained"),
        ([RETURNED], "bounced"),
        ([RETURNED, "delayed"], "bounced"),
        ([RETURNED, "delivered"], "delivered"),
        (["delivered", RETURNED], "delivered"),
        ([RETURNED, "bounced", "delivered"], "bounced"),
    ],
)
def test_the_stronger_word_stands(told: list[str], says: str) -> None:
    """An automatic reply taken for a bounce does not take an arrival back; a bounce for good does."""
    assert folded([(kind, 0) for kind in told]).delivery == says


def test_a_message_that_merely_came_back_has_not_ended_for_good() -> None:
    assert folded([(RETURNED, 1)]).ended_at is None
    assert folded([("bounced", 1)]).ended_at == NOW + timedelta(minutes=1)


def test_each_moment_is_the_earliest_told() -> None:
    line = folded([("opened", 9), ("opened", 4), ("opened", 7)])

    assert (line.opened_at, line.delivered_at) == (NOW + timedelta(minutes=4), None)


def test_two_words_alone_are_folded_too() -> None:
    assert after("", Delivery.SENT) == "sent"
    assert after(Delivery.CLICKED, Delivery.OPENED) == "clicked"
