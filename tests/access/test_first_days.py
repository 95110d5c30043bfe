"""What somebody missed while they were away, and the tour that they are shown once."""

from datetime import datetime, timedelta

import pytest

from comunik_kit.access.limits import TOUCH_EVERY, VISIT_ENDS
from comunik_kit.kernel.actor import Actor
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.modules.asking import ItemFilter, Span
from comunik_kit.modules.news import LONGEST
from comunik_kit.modules.registry import MODULES
from comunik_kit.modules.views import News, NewsLine
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock

CALLS = MODULES[0]
MINUTE = timedelta(minutes=1)


def happened(cast: Cast, module: str, kind: str, *, at: datetime, owner_id: str | None = None) -> None:
    new = NewActivity(module, kind, "Dubois", at, owner_id=owner_id)
    with cast.kit.db.write() as s:
        post(s, cast.workspace_id, new, max(at, cast.kit.clock.now()))


def comes_back(cast: Cast, clock: MovedClock, secret: str, *, after: timedelta) -> None:
    clock.move(seconds=after.total_seconds())
    assert cast.kit.sessions.actor(secret, origin=ORIGIN) is not None


def news(cast: Cast, actor: Actor) -> News:
    return cast.kit.home.view(actor).news


def test_whoever_was_away_is_told_what_happened_meanwhile(cast: Cast, clock: MovedClock) -> None:
    """Their own and their team's alone, by module, and only since they left."""
    ugo, secret = cast.join("Ugo Petit", "user")
    left = clock.now()
    happened(cast, "calls", "received", owner_id=ugo.user_id, at=left - MINUTE)
    happened(cast, "calls", "received", owner_id=ugo.user_id, at=left + MINUTE)
    happened(cast, "calls", "received", owner_id=ugo.user_id, at=left + 61 * MINUTE)
    happened(cast, "tickets", "created", owner_id=ugo.user_id, at=left + MINUTE)
    happened(cast, "calls", "received", owner_id=cast.admin.user_id, at=left + MINUTE)

    comes_back(cast, clock, secret, after=VISIT_ENDS)

    found = news(cast, ugo)
    assert [(line.module, line.number) for line in found.lines] == [("calls", 2), ("tickets", 1)]
    assert found.since == left.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_the_list_that_a_line_leads_to_has_just_as_many(cast: Cast, clock: MovedClock) -> None:
    left = clock.now()
    for minutes in (-1, 0, 1, 90):
        happened(cast, "calls", "received", at=left + minutes * MINUTE)
    comes_back(cast, clock, cast.admin_secret, after=timedelta(minutes=29))
    assert news(cast, cast.admin) == News()
    cast.amend(cast.admin.user_id, previous_visit_at=left)
    clock.move(hours=2)

    told = news(cast, cast.admin)

    [line] = told.lines
    wanted = ItemFilter.parse(CALLS, {"kind": line.kind, "since": told.since})
    assert line == NewsLine("calls", "received", 3)
    assert cast.kit.module_items.page(cast.admin, "calls", wanted).total == line.number


@pytest.mark.parametrize("away", [TOUCH_EVERY, VISIT_ENDS - timedelta(seconds=1)])
def test_whoever_was_away_for_a_moment_is_told_nothing(
    cast: Cast, clock: MovedClock, away: timedelta
) -> None:
    ugo, secret = cast.join("Ugo Petit", "user")
    happened(cast, "calls", "received", owner_id=ugo.user_id, at=clock.now() + MINUTE / 2)
    comes_back(cast, clock, secret, after=away)
    assert news(cast, ugo) == News()


def test_where_nothing_happened_nothing_is_told(cast: Cast, clock: MovedClock) -> None:
    ugo, secret = cast.join("Ugo Petit", "user")
    comes_back(cast, clock, secret, after=VISIT_ENDS)
    assert news(cast, ugo) == News()


def test_it_is_told_until_it_is_said_to_be_seen(cast: Cast, clock: MovedClock) -> None:
    ugo, secret = cast.join("Ugo Petit", "user")
    happened(cast, "calls", "received", owner_id=ugo.user_id, at=clock.now() + MINUTE)
    comes_back(cast, clock, secret, after=VISIT_ENDS)
    comes_back(cast, clock, secret, after=2 * TOUCH_EVERY)
    assert news(cast, ugo).lines
    entries = cast.acts()

    cast.kit.first_days.saw_news(ugo)

    assert news(cast, ugo) == News()
    assert cast.acts() == entries


def test_a_sign_in_is_a_visit_too(cast: Cast, clock: MovedClock) -> None:
    """The session before was over: it says nothing of when the person was here."""
    ugo, secret = cast.join("Ugo Petit", "user")
    left = clock.now()
    cast.kit.sessions.end(secret, origin=ORIGIN)
    happened(cast, "calls", "received", owner_id=ugo.user_id, at=left + MINUTE)
    clock.move(hours=40)

    cast.kit.sign_in.sign_in(email="ugo@example.org", password=PASSWORD, origin=ORIGIN)

    assert [line.number for line in news(cast, ugo).lines] == [1]
    assert cast.person(ugo.user_id).previous_visit_at == left


def test_whoever_was_away_for_long_is_told_of_the_last_days_alone(cast: Cast, clock: MovedClock) -> None:
    ugo, secret = cast.join("Ugo Petit", "user")
    happened(cast, "calls", "received", owner_id=ugo.user_id, at=clock.now() + MINUTE)
    cast.kit.sessions.end(secret, origin=ORIGIN)
    clock.move(hours=24 * 40)
    happened(cast, "calls", "received", owner_id=ugo.user_id, at=clock.now() - LONGEST + MINUTE)
    cast.kit.sign_in.sign_in(email="ugo@example.org", password=PASSWORD, origin=ORIGIN)
    assert [line.number for line in news(cast, ugo).lines] == [1]


def test_a_newcomer_is_new_until_the_tour_ended(cast: Cast, clock: MovedClock) -> None:
    _, secret = cast.join("Ugo Petit", "user")
    ugo = cast.actor(secret)
    cast.amend(ugo.user_id, toured_at=None)
    assert cast.kit.home.view(ugo).is_new
    before = cast.acts()

    cast.kit.first_days.end_tour(ugo)

    assert not cast.kit.home.view(ugo).is_new
    assert cast.person(ugo.user_id).toured_at == clock.now()
    assert cast.acts() == before


def test_what_one_says_of_one_s_own_home_touches_nobody_else(cast: Cast, clock: MovedClock) -> None:
    ugo, _ = cast.join("Ugo Petit", "user")
    ana, secret = cast.join("Ana Lopez", "user")
    happened(cast, "calls", "received", owner_id=ana.user_id, at=clock.now() + MINUTE)
    comes_back(cast, clock, secret, after=VISIT_ENDS)
    cast.kit.first_days.saw_news(ugo)
    assert news(cast, ana).lines


SINCE = "2026-03-01T08:00:00.000000Z"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"since": SINCE}, {"since": SINCE}),
        ({"since": SINCE, "from": "2026-03-02"}, {"from": "2026-03-02"}),
        ({"since": "2026-03-01"}, {}),
        ({"since": "2026-02-30T08:00:00.000000Z"}, {}),
        ({"since": "2026-03-01T25:00:00.000000Z"}, {}),
        ({"since": "1999-03-01T08:00:00.000000Z"}, {}),
        ({"since": "٢٠٢٦-03-01T08:00:00.000000Z"}, {}),
        ({"since": SINCE + "x"}, {}),
    ],
)
def test_an_address_may_ask_since_a_moment(query: dict[str, str], kept: dict[str, str]) -> None:
    """ACL-09: whatever is not a moment as we write it counts as not asked for."""
    asked = ItemFilter.parse(CALLS, query)
    assert asked.query() == kept
    assert (asked.period is Span.DATES) == bool(kept)
    assert ItemFilter.parse(CALLS, asked.query()) == asked
    assert asked.asking(CALLS, period="").query() == {}
