"""The funnel: what both databases count is what one counts by hand, whatever happened."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from comunik_kit.invitations.archive_filter import ArchiveFilter
from comunik_kit.invitations.archive_views import Funnel, FunnelLine
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.mail.tables import OutboxMessage
from tests.invitations.history import Letter, Past, Sent, past_of
from tests.support.cast import Cast
from tests.support.clock import MovedClock

ALL = ArchiveFilter()


def funnel(cast: Cast, **query: str) -> Funnel:
    return cast.kit.archive.funnel(cast.admin, ArchiveFilter.parse(query))


def figures(line: FunnelLine) -> dict[str, int]:
    return {step.name: step.count for step in line.steps}


def shares(line: FunnelLine) -> dict[str, tuple[str, int]]:
    return {step.name: (step.base, step.percent) for step in line.steps}


def test_an_empty_workspace_has_no_funnel(cast: Cast) -> None:
    assert funnel(cast) == Funnel()


def test_each_step_says_how_many_their_share_and_the_time_in_the_middle(cast: Cast, past: Past) -> None:
    at = past.now - timedelta(days=3)

    def seconds(n: float) -> datetime:
        return at + timedelta(seconds=n)

    opened = Letter(sent_at=seconds(10), delivered_at=seconds(14), opened_at=seconds(100), delivery="opened")
    past.write(
        Sent(at=at, letters=(opened,), accepted_at=seconds(400)),
        Sent(at=at, letters=(replace(opened, sent_at=seconds(20), opened_at=seconds(60)),)),
        Sent(at=at, letters=(Letter(sent_at=seconds(40), delivered_at=seconds(42), delivery="delivered"),)),
        Sent(at=at),
    )
    whole = funnel(cast).whole
    assert figures(whole) == {"created": 4, "sent": 3, "delivered": 3, "opened": 2, "accepted": 1}
    assert shares(whole) == {
        "created": ("", -1),
        "sent": ("created", 75),
        "delivered": ("sent", 100),
        "opened": ("delivered", 67),
        "accepted": ("opened", 50),
    }
    # After 10, 20 and 40 s; 4, 2 (whose clock runs before) and 2 s; 86 and 46 s; 300 s; and 400 s in all.
    assert [step.seconds for step in whole.steps] == [-1, 20, 2, 66, 300]
    assert whole.to_acceptance == 400
    assert [step.width for step in whole.steps] == [100, 75, 75, 50, 25]


@pytest.mark.parametrize("channel", ["smtp", "local"])
def test_what_a_carrier_does_not_tell_is_not_counted_as_none(cast: Cast, past: Past, channel: str) -> None:
    """No opening is told by SMTP or the built-in outbox: that is no zero, and acceptances follow what was sent."""
    at = past.now - timedelta(days=1)
    letter = Letter(sent_at=at, channel=channel)
    past.write(Sent(at=at, letters=(letter,), accepted_at=past.now), Sent(at=at, letters=(letter,)))
    whole = funnel(cast).whole
    assert figures(whole) == {"created": 2, "sent": 2, "delivered": -1, "opened": -1, "accepted": 1}
    assert shares(whole)["accepted"] == ("sent", 50)
    assert shares(whole)["opened"] == ("", -1)


def test_people_who_accept_without_any_opening_told_show_that_openings_are_not_followed(
    cast: Cast, past: Past
) -> None:
    at = past.now - timedelta(days=1)
    arrived = Letter(sent_at=at, delivered_at=at, delivery="delivered")
    past.write(Sent(at=at, letters=(arrived,)))
    assert figures(funnel(cast).whole)["opened"] == 0
    past.write(Sent(at=at, letters=(arrived,), accepted_at=past.now))
    assert figures(funnel(cast).whole)["opened"] == -1


def test_with_two_carriers_arrivals_are_a_share_of_those_that_are_followed(cast: Cast, past: Past) -> None:
    at = past.now - timedelta(days=1)
    past.write(
        Sent(at=at, letters=(Letter(sent_at=at, channel="smtp"),)),
        Sent(at=at, letters=(Letter(sent_at=at, delivered_at=at, delivery="delivered"),)),
    )
    arrived = funnel(cast).whole.steps[2]
    assert (arrived.count, arrived.followed, arrived.percent) == (1, 1, 100)


def test_each_department_has_its_line_the_largest_first(cast: Cast, past: Past) -> None:
    at = past.now - timedelta(days=1)
    for name, people in (("Vente", 1), ("Support", 3), ("", 2)):
        past.write(*[Sent(at=at, department=name, accepted_at=past.now)] * people)
    found = funnel(cast)
    assert [(line.name, line.steps[0].count) for line in found.departments] == [
        ("Support", 3),
        ("", 2),
        ("Vente", 1),
    ]
    assert [line.id for line in found.departments][1] == "none"
    assert (found.left_out, found.whole.steps[0].count) == (0, 6)
    assert {line.to_acceptance for line in found.departments} == {86_400}


def test_departments_beyond_the_twelfth_are_counted_but_have_no_line(cast: Cast, past: Past) -> None:
    for number in range(15):
        past.write(Sent(at=past.now, department=f"Dep {number}"))
    found = funnel(cast)
    assert (len(found.departments), found.left_out, found.whole.steps[0].count) == (12, 3, 15)


def test_the_funnel_follows_the_period_the_department_and_the_inviter(cast: Cast, past: Past) -> None:
    other = cast.create("Mado Petit")
    past.write(
        Sent(at=past.now - timedelta(days=60), department="Vente"),
        Sent(at=past.now - timedelta(days=1), department="Vente", inviter=other),
        Sent(at=past.now - timedelta(days=1), department="Support"),
    )
    asked = {
        "7d": {"period": "7d"},
        "vente": {"department": past.departments["Vente"]},
        "mado": {"inviter": other},
        "state": {"state": "accepted", "q": "nobody", "delivery": "bounced"},
    }
    found = {name: funnel(cast, **query).whole.steps[0].count for name, query in asked.items()}
    assert found == {"7d": 2, "vente": 2, "mado": 1, "state": 3}


def test_a_neighbours_invitations_are_in_nobody_elses_funnel(cast: Cast, past: Past, elsewhere: Past) -> None:
    """ACL-03."""
    elsewhere.write(*[Sent(at=past.now, department="Ailleurs", letters=(Letter(sent_at=past.now),))] * 3)
    assert funnel(cast) == Funnel()
    past.write(Sent(at=past.now))
    found = funnel(cast)
    assert figures(found.whole) == {"created": 1, "sent": 0, "delivered": 0, "opened": 0, "accepted": 0}
    assert funnel(cast, department=elsewhere.departments["Ailleurs"]) == found


def test_who_may_not_read_people_gets_no_funnel(cast: Cast) -> None:
    """ACL-01."""
    agent, _ = cast.join("Anna Petit", "agent")
    with pytest.raises(Forbidden):
        cast.kit.archive.funnel(agent, ALL)


# --- The same, counted by hand.


@dataclass(frozen=True)
class History:
    """Seconds after its creation at which one invitation took each step; None for never."""

    department: str
    letters: tuple[tuple[str, int | None, int | None, int | None, int | None], ...]
    accepted: int | None
    revoked: bool


moments = st.none() | st.integers(0, 500_000)
letters = st.tuples(st.sampled_from(["resend", "smtp", "local"]), moments, moments, moments, moments)
histories = st.lists(
    st.builds(
        History,
        department=st.sampled_from(["", "Vente", "Support"]),
        letters=st.lists(letters, max_size=2).map(tuple),
        accepted=moments,
        revoked=st.booleans(),
    ),
    max_size=12,
)
First = dict[str, int | None]


def earliest(values: Iterable[int | None]) -> int | None:
    return min((value for value in values if value is not None), default=None)


def first_of(history: History) -> First:
    """Find the first moment of each step, by hand."""
    left = [letter for letter in history.letters if letter[1] is not None]
    opened = earliest([at for letter in left for at in letter[3:]])
    delivered = earliest([*(letter[2] for letter in left), opened])
    sent = earliest([letter[1] for letter in left])
    follows = delivered is not None or any(letter[0] == "resend" for letter in left)
    return {
        "created": 0,
        "sent": sent,
        "followed": 0 if follows else None,
        "delivered": delivered,
        "opened": opened,
        "accepted": None if history.revoked else history.accepted,
    }


def number(firsts: Sequence[First], *steps: str) -> int:
    return sum(all(first[step] is not None for step in steps) for first in firsts)


def middle(firsts: Sequence[First], start: str, end: str) -> float:
    made = [(first[start], first[end]) for first in firsts]
    times = [max(0, b - a) for a, b in made if a is not None and b is not None]
    return median(times) if times else -1


def by_hand(firsts: Sequence[First]) -> dict[str, tuple[int, int, float]]:
    """Count, share and time of each step."""
    has_arrivals = number(firsts, "followed") > 0 or not number(firsts, "sent")
    opened = number(firsts, "opened")
    has_openings = opened > 0 or (has_arrivals and not number(firsts, "followed", "accepted"))
    base = "opened" if opened else "sent"

    def step(name: str, start: str, of: str) -> tuple[int, int, float]:
        whole = number(firsts, of)
        share = round(number(firsts, of, name) * 100 / whole) if whole else -1
        return number(firsts, name), share, middle(firsts, start, name)

    unknown = (-1, -1, -1)
    return {
        "sent": step("sent", "created", "created"),
        "delivered": step("delivered", "sent", "followed") if has_arrivals else unknown,
        "opened": step("opened", "delivered", "delivered") if has_openings else unknown,
        "accepted": step("accepted", base, base),
    }


def written(past: Past, history: History) -> Sent:
    at = past.now - timedelta(days=30)

    def moment(seconds: int | None) -> datetime | None:
        return None if seconds is None else at + timedelta(seconds=seconds)

    sent = tuple(
        Letter(
            channel=channel,
            sent_at=moment(left),
            delivered_at=moment(arrived),
            opened_at=moment(opened),
            clicked_at=moment(clicked),
            version=version,
        )
        for version, (channel, left, arrived, opened, clicked) in enumerate(history.letters, 1)
    )
    return Sent(
        at=at,
        department=history.department,
        letters=sent,
        accepted_at=moment(history.accepted),
        revoked_at=past.now if history.revoked else None,
    )


def told(line: FunnelLine) -> Iterator[tuple[str, tuple[int, int, float]]]:
    return ((step.name, (step.count, step.percent, step.seconds)) for step in line.steps[1:])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=histories)
def test_both_databases_count_what_one_counts_by_hand(
    cast: Cast, clock: MovedClock, lived: list[History]
) -> None:
    past = past_of(cast, clock)
    known = cast.kit.archive.choices(cast.admin, ALL).departments
    past.departments.update({each.name: each.id for each in known})
    with cast.kit.db.write() as s:
        s.execute(delete(OutboxMessage))
        s.execute(delete(Invitation))
    past.write(*(written(past, history) for history in lived))

    found = funnel(cast)
    firsts = [first_of(history) for history in lived]
    if not lived:
        assert found == Funnel()
        return
    wanted = by_hand(firsts)
    for name, (count, share, seconds) in told(found.whole):
        assert (name, count, share) == (name, *wanted[name][:2])
        assert seconds == pytest.approx(wanted[name][2], abs=1)
    assert found.whole.to_acceptance == pytest.approx(middle(firsts, "created", "accepted"), abs=1)
    names = {line.name: line for line in found.departments}
    assert set(names) == {history.department for history in lived}
    for name, line in names.items():
        here = [first for first, history in zip(firsts, lived, strict=True) if history.department == name]
        assert {step: value[:2] for step, value in told(line)} == {
            step: value[:2] for step, value in by_hand(here).items()
        }
        assert line.to_acceptance == pytest.approx(middle(here, "created", "accepted"), abs=1)
