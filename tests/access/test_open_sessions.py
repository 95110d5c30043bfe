"""Where people are signed in, and signing them out from afar."""

import pytest

from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.roles.rules import PersonAboveYou
from tests.access.acts import sign_in
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock


def alive(cast: Cast, secret: str) -> bool:
    return cast.kit.sessions.actor(secret, origin=ORIGIN) is not None


def test_an_admin_sees_and_ends_one_or_all_of_a_persons_sessions(cast: Cast) -> None:
    """SES-06: written down once each time; the others stay."""
    ana, first = cast.join("Ana Lopez", "agent")
    second = cast.kit.sign_in.sign_in(email="ana@example.org", password=PASSWORD, origin=ORIGIN).secret
    shown = cast.kit.open_sessions.of(cast.admin, user_id=ana.user_id)
    assert len(shown) == 2
    assert {each.ip for each in shown} == {ORIGIN.ip}
    assert cast.kit.open_sessions.end(cast.admin, user_id=ana.user_id, session_id=ana.session_id) == 1
    assert (alive(cast, first), alive(cast, second)) == (False, True)
    assert cast.kit.open_sessions.end(cast.admin, user_id=ana.user_id) == 1
    assert not alive(cast, second)
    assert alive(cast, cast.admin_secret)
    assert cast.acts()[-2:] == ["sessions_ended"] * 2


def test_people_end_their_own_but_the_one_that_asks(cast: Cast) -> None:
    """SES-06."""
    ana, first = cast.join("Ana Lopez", "user")
    second = cast.kit.sign_in.sign_in(email="ana@example.org", password=PASSWORD, origin=ORIGIN).secret
    assert [each.is_this for each in cast.kit.open_sessions.of(ana, user_id=ana.user_id)].count(True) == 1
    assert {each.place for each in cast.kit.open_sessions.of(ana, user_id=ana.user_id)} == {"machine"}
    assert cast.kit.open_sessions.end(ana, user_id=ana.user_id) == 1
    assert (alive(cast, first), alive(cast, second)) == (True, False)


def test_nobody_sees_or_ends_those_of_others_without_the_right(cast: Cast) -> None:
    """ACL-03, ACL-06: a session's id of somebody else is no session of this person's."""
    ana, secret = cast.join("Ana Lopez", "agent")
    mado, _ = cast.join("Mado Blanc", "manager")
    acts = cast.acts()
    tries = (
        (ana, mado.user_id, "", Forbidden),
        (mado, cast.admin.user_id, "", PersonAboveYou),
        (cast.admin, "0" * 32, "", NotFound),
        (cast.admin, mado.user_id, ana.session_id, NotFound),
    )
    for actor, user_id, session_id, refusal in tries:
        with pytest.raises(refusal):
            cast.kit.open_sessions.end(actor, user_id=user_id, session_id=session_id)
    with pytest.raises(PersonAboveYou):
        cast.kit.open_sessions.of(mado, user_id=cast.admin.user_id)
    assert alive(cast, secret)
    assert cast.acts() == acts


def test_a_session_that_is_over_is_not_shown(cast: Cast, clock: MovedClock) -> None:
    """SES-05."""
    ana, _ = cast.join("Ana Lopez", "agent")
    clock.move(days=8)
    fresh = cast.actor(sign_in(cast).secret)
    assert cast.kit.open_sessions.of(fresh, user_id=ana.user_id) == []
