"""The end of an access is the end of what would have opened the account, also once it is restored."""

import pytest

from comunik_kit.access.errors import AddressLinkExpired, FactorStepOver, ResetLinkExpired, SignInLinkExpired
from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.mail.outbox import Template
from tests.access.acts import reset, reset_link, sign_in
from tests.access.asking import ask_for, confirm, letters, link_of
from tests.access.second import awaited, finish, switched_on
from tests.support.cast import ORIGIN, PASSWORD, Cast

ANA = "ana@example.org"


@pytest.fixture(params=["suspend", "delete"])
def ending(request: pytest.FixtureRequest) -> str:
    """Name the act that ends an access."""
    return request.param


def ended_and_restored(cast: Cast, user_id: str, ending: str) -> None:
    """End an access, and think better of it in the same minute."""
    getattr(cast.kit.users, ending)(cast.admin, user_id=user_id)
    cast.kit.users.restore(cast.admin, user_id=user_id)


def test_a_link_to_a_new_password_or_another_address_is_dead(cast: Cast, ending: str) -> None:
    """TOK-05: and their messages are taken back."""
    ana, _ = cast.join("Ana Lopez", "agent")
    new_password, address = reset_link(cast, ANA), ask_for(cast, ana.user_id, "ana.lopez@example.net")
    ended_and_restored(cast, ana.user_id, ending)

    with pytest.raises(ResetLinkExpired):
        reset(cast, new_password)
    with pytest.raises(AddressLinkExpired):
        confirm(cast, address)
    for template in (Template.PASSWORD_RESET, Template.ADDRESS_CHANGE):
        assert [each.state for each in letters(cast, template)] == ["cancelled"]
    assert sign_in(cast, PASSWORD, email=ANA)


def test_a_link_that_signs_in_is_dead(cast: Cast, ending: str) -> None:
    """TOK-05."""
    ana, _ = cast.join("Ana Lopez", "agent")
    cast.kit.sign_in_rules.set(cast.admin, rules=NewRules(Preset.KIT, (), by_link=True))
    cast.kit.link_sign_in.request(email=ANA, origin=ORIGIN)
    link = link_of(cast, letters(cast, Template.SIGN_IN_LINK)[-1])
    ended_and_restored(cast, ana.user_id, ending)

    with pytest.raises(SignInLinkExpired):
        cast.kit.link_sign_in.use(link, origin=ORIGIN)


def test_half_a_sign_in_is_over_and_every_browser_asked_again(cast: Cast, ending: str) -> None:
    """SES-07, MFA-07: the factor itself is still there."""
    ana, _ = cast.join("Ana Lopez", "agent")
    app = switched_on(cast, ana)
    device = finish(cast, awaited(cast, email=ANA), app.codes[0], trust=True).device
    half = awaited(cast, email=ANA)
    ended_and_restored(cast, ana.user_id, ending)

    with pytest.raises(FactorStepOver):
        finish(cast, half, app.codes[1])
    assert finish(cast, awaited(cast, email=ANA, device=device), app.codes[1])
