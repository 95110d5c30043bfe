"""Signing in with a link by mail, where the workspace lets its people."""

from collections.abc import Callable

import pytest

from comunik_kit.access.errors import (
    FactorStepOver,
    SignInLinkExpired,
    SignInLinkUnknown,
    SignInLinkUsed,
    TooManyAttempts,
)
from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.access.views import AwaitedFactor, StartedSession
from comunik_kit.audit.journal import Origin
from comunik_kit.mail.outbox import Template
from tests.access.acts import OLGA, at_once, reset, reset_link, sign_in
from tests.access.asking import ask, confirm, letters
from tests.access.second import finish, switched_on
from tests.support.cast import ORIGIN, Cast
from tests.support.clock import MovedClock


@pytest.fixture
def offering(lone_cast: Cast) -> Cast:
    """Found a workspace that offers it."""
    return allowed(lone_cast)


def allowed(cast: Cast, *, by_link: bool = True) -> Cast:
    """Set the rule."""
    cast.kit.sign_in_rules.set(cast.admin, rules=NewRules(Preset.KIT, (), by_link))
    return cast


def asked(cast: Cast, email: str = OLGA) -> str:
    """Ask for a link and take it from the last message about it."""
    cast.kit.link_sign_in.request(email=email, origin=ORIGIN)
    letter = [each for each in cast.letters() if each.template == Template.SIGN_IN_LINK][-1]
    return cast.kit.keyring.link(letter.purpose, letter.subject_id, letter.version)


def use(cast: Cast, link: str, device: str = "") -> StartedSession | AwaitedFactor:
    """Press the button of the link's page."""
    return cast.kit.link_sign_in.use(link, origin=ORIGIN, device=device)


def test_a_link_opens_a_session_once(offering: Cast) -> None:
    """TOK-03, TOK-08: looking at it opens nothing."""
    link = asked(offering)
    assert [offering.kit.link_sign_in.peek(link) for _ in range(3)] == ["open"] * 3

    started = use(offering, link)
    assert isinstance(started, StartedSession)
    assert offering.actor(started.secret).user_id == offering.admin.user_id
    assert offering.acts()[-1] == "authn_login_success"
    assert offering.kit.link_sign_in.peek(link) == "used"
    with pytest.raises(SignInLinkUsed):
        use(offering, link)


def test_the_second_factor_is_asked_for_all_the_same(offering: Cast) -> None:
    """MFA-07: a mailbox is one thing, not two."""
    app = switched_on(offering)
    half = use(offering, asked(offering))
    assert isinstance(half, AwaitedFactor)
    assert offering.acts()[-1] == "authn_factor_awaited"
    with pytest.raises(FactorStepOver):
        finish(offering, "x" * 43, app.codes[0])
    assert finish(offering, half.secret, app.codes[0])


@pytest.mark.parametrize("email", ["OLGA@EXAMPLE.ORG", "nobody@example.org", "ólga@example.org", "[]", ""])
def test_mail_goes_to_the_stored_address_or_nowhere(offering: Cast, email: str) -> None:
    """AUT-09, AUT-12: whatever was typed, and nothing is said of it."""
    offering.kit.link_sign_in.request(email=email, origin=ORIGIN)
    assert [each.to_email for each in offering.letters()] == ([OLGA] if email.lower() == OLGA else [])
    assert offering.acts()[-1] == "authn_sign_in_link_requested"


def test_only_people_who_can_sign_in_get_a_link(offering: Cast) -> None:
    """INV-12: no link activates anybody."""
    offering.create("Ana Lopez")
    gone, _ = offering.join("Zoe Blanc", "agent")
    offering.kit.users.delete(offering.admin, user_id=gone.user_id)
    for name in ("ana", "zoe"):
        offering.kit.link_sign_in.request(email=f"{name}@example.org", origin=ORIGIN)
    assert Template.SIGN_IN_LINK not in [each.template for each in offering.letters()]


def test_a_workspace_that_does_not_offer_it_sends_none_and_takes_none(offering: Cast) -> None:
    """AUT-09: whoever asks hears the same."""
    link = asked(offering)
    allowed(offering, by_link=False)
    before = len(offering.letters())
    offering.kit.link_sign_in.request(email=OLGA, origin=ORIGIN)
    assert len(offering.letters()) == before
    assert offering.kit.link_sign_in.peek(link) == "expired"
    with pytest.raises(SignInLinkExpired):
        use(offering, link)


def test_a_link_lives_for_a_quarter_of_an_hour(offering: Cast, clock: MovedClock) -> None:
    """TOK-04."""
    link = asked(offering)
    clock.move(minutes=14, seconds=59)
    assert offering.kit.link_sign_in.peek(link) == "open"
    clock.move(seconds=1)
    with pytest.raises(SignInLinkExpired):
        use(offering, link)


def test_a_newer_link_a_sign_in_or_an_ending_makes_the_older_one_good_for_nothing(offering: Cast) -> None:
    """TOK-05, INV-12."""
    first = asked(offering)
    second = asked(offering)
    assert [offering.kit.link_sign_in.peek(each) for each in (first, second)] == ["expired", "open"]
    sign_in(offering)
    assert offering.kit.link_sign_in.peek(second) == "expired"

    ana, _ = offering.join("Ana Lopez", "agent")
    third = asked(offering, "ana@example.org")
    offering.kit.users.delete(offering.admin, user_id=ana.user_id)
    with pytest.raises(SignInLinkExpired):
        use(offering, third)


ENDINGS: dict[str, Callable[[Cast], object]] = {
    "a sign-in": sign_in,
    "a wish for a new password": reset_link,
    "a new password": lambda cast: reset(cast, reset_link(cast)),
    "another address": lambda cast: confirm(cast, ask(cast)),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_whatever_ends_a_link_takes_its_message_back(offering: Cast, ending: str) -> None:
    """TOK-05: who waits for mail that was held up does not find a link in it which opens nothing."""
    link = asked(offering)
    ENDINGS[ending](offering)
    assert offering.kit.link_sign_in.peek(link) == "expired"
    assert [each.state for each in letters(offering, Template.SIGN_IN_LINK)] == ["cancelled"]


def test_links_of_other_purposes_and_forged_ones_are_unknown(offering: Cast) -> None:
    """TOK-02: a reset link signs nobody in, and a link that signs in resets nothing."""
    for link in (reset_link(offering), asked(offering)[:-1] + "x", "", "x" * 65):
        assert offering.kit.link_sign_in.peek(link) == "unknown"
        with pytest.raises(SignInLinkUnknown):
            use(offering, link)
    assert offering.kit.recovery.peek(asked(offering)) == "unknown"


def test_an_account_gets_five_links_an_hour_and_nobody_is_told(offering: Cast) -> None:
    """AUT-07, AUT-09."""
    for number in range(7):
        offering.kit.link_sign_in.request(email=OLGA, origin=Origin(ip=f"192.0.2.{number}"))
    assert len(offering.letters()) == 5
    near = Origin(ip="198.51.100.7")
    for _ in range(10):
        offering.kit.link_sign_in.request(email="x@example.org", origin=near)
    with pytest.raises(TooManyAttempts):
        offering.kit.link_sign_in.request(email="x@example.org", origin=near)


def test_no_link_is_in_the_database(offering: Cast) -> None:
    """TOK-01."""
    link = asked(offering)
    use(offering, link)
    assert link not in offering.dump()


def test_of_twenty_clicks_on_one_link_one_opens_a_session(cast: Cast) -> None:
    """TOK-03, on both databases."""
    link = asked(allowed(cast))
    results = at_once(*[lambda: use(cast, link)] * 20)
    assert sum(isinstance(each, StartedSession) for each in results) == 1
    assert all(isinstance(each, SignInLinkUsed | StartedSession) for each in results)
