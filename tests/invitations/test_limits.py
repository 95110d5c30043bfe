"""How often a link may be sent anew, exactly, also when many ask at once (INV-06)."""

from datetime import timedelta

import pytest

from comunik_kit.access.limits import Limit
from comunik_kit.invitations import rules
from comunik_kit.invitations.errors import TooManyResends
from tests.invitations.looking import invite, of
from tests.invitations.test_races import at_once
from tests.support.cast import Cast
from tests.support.clock import MovedClock


def resend(cast: Cast, user_id: str) -> None:
    cast.kit.invitations.resend(cast.admin, user_id=user_id)


def test_twelve_at_once_send_just_the_two_that_are_left(cast: Cast) -> None:
    invited = invite(cast)
    answers = at_once(*[lambda: resend(cast, invited.user_id)] * 12)
    assert sum(isinstance(answer, TooManyResends) for answer in answers) == 10
    assert len(of(cast, "invitation")) == rules.RESENDS_PER_HOUR
    assert cast.acts().count("invitation_resent") == 2


@pytest.mark.parametrize("kind", ["RESENDS_OF_INVITER", "RESENDS_OF_WORKSPACE"])
def test_the_days_limits_are_exact_at_once_and_say_when_the_next_may_leave(
    cast: Cast, clock: MovedClock, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(rules, kind, Limit(kind, 4, timedelta(days=1)))
    people = [invite(cast, f"P{number} Durand").user_id for number in range(8)]
    began = clock.now()
    clock.move(seconds=30)
    resend(cast, people[0])
    answers = at_once(*[lambda who=who: resend(cast, who) for who in people[1:]])

    refused = [answer for answer in answers if isinstance(answer, TooManyResends)]
    assert len(refused) == 4
    assert cast.acts().count("invitation_resent") == 4
    free_at = began + timedelta(days=1, minutes=1)  # thirty seconds later, and a whole minute
    assert {refusal.params["at"] for refusal in refused} == {free_at.isoformat()}
    clock.move_to(free_at)
    resend(cast, people[-1])


def test_a_refused_resend_is_not_counted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "RESENDS_OF_INVITER", Limit("i", 3, timedelta(days=1)))
    first, second = invite(cast), invite(cast, "Luc Morel")
    resend(cast, first.user_id)
    resend(cast, first.user_id)
    for _ in range(5):
        with pytest.raises(TooManyResends):
            resend(cast, first.user_id)
    resend(cast, second.user_id)
    with pytest.raises(TooManyResends):
        resend(cast, second.user_id)


def test_the_limits_are_those_of_the_security_page() -> None:
    assert (rules.RESENDS_PER_HOUR, rules.RESENDS_OF_INVITER.hits, rules.RESENDS_OF_WORKSPACE.hits) == (
        3,
        20_000,
        50_000,
    )
