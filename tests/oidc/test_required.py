"""« Obligatoire pour ces domaines »: whose other ways in are closed, and when that is said (AUT-14)."""

from typing import Any

import pytest

from comunik_kit.access.errors import BadCredentials, SignInElsewhere
from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.access.views import StartedSession
from comunik_kit.mail.outbox import Template
from tests.access.keys import alone, asked, page, registered
from tests.access.keys import place as met
from tests.oidc.acts import came_in, provided
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.oidc import Issuer

EMAIL = "ana@example.org"


def by_password(cast: Cast, email: str = EMAIL, password: str = PASSWORD) -> object:
    return cast.kit.sign_in.sign_in(email=email, password=password, origin=ORIGIN)


def offer_links(cast: Cast) -> None:
    cast.kit.sign_in_rules.set(cast.admin, rules=NewRules(Preset.KIT, (), by_link=True))


def link_of(cast: Cast, email: str = EMAIL) -> str:
    cast.kit.link_sign_in.request(email=email, origin=ORIGIN)
    letter = [each for each in cast.letters() if each.template == Template.SIGN_IN_LINK][-1]
    return cast.kit.keyring.link(letter.purpose, letter.subject_id, letter.version)


def test_a_password_is_refused_once_it_was_right(cast: Cast, issuer: Issuer) -> None:
    """AUT-09: a wrong one hears what it always does, so that nobody learns who has an account."""
    cast.join("Ana Lopez", "agent")
    assert by_password(cast)
    provided(cast, issuer, is_required="on")
    with pytest.raises(SignInElsewhere):
        by_password(cast)
    assert cast.acts()[-1] == "authn_login_fail"
    for email, password in ((EMAIL, "wrong"), ("nobody@example.org", PASSWORD)):
        with pytest.raises(BadCredentials):
            by_password(cast, email, password)


def test_a_mailed_link_is_refused_by_the_domain_alone(cast: Cast, issuer: Issuer) -> None:
    """AUT-09: whoever has the address, or nobody; and nothing is sent."""
    cast.join("Ana Lopez", "agent")
    offer_links(cast)
    provided(cast, issuer, is_required="on")
    for email in (EMAIL, "nobody@example.org", "olga@example.org"):
        with pytest.raises(SignInElsewhere):
            cast.kit.link_sign_in.request(email=email, origin=ORIGIN)
    assert Template.SIGN_IN_LINK not in {each.template for each in cast.letters()}
    cast.kit.link_sign_in.request(email="ana@example.net", origin=ORIGIN)


def test_a_link_that_was_mailed_before_opens_nothing_any_more(cast: Cast, issuer: Issuer) -> None:
    cast.join("Ana Lopez", "agent")
    offer_links(cast)
    link = link_of(cast)
    assert cast.kit.link_sign_in.peek(link) == "open"
    provided(cast, issuer, is_required="on")
    assert cast.kit.link_sign_in.peek(link) == "expired"


def test_a_passkey_is_refused_once_it_has_signed(cast: Cast, issuer: Issuer) -> None:
    ana, _ = cast.join("Ana Lopez", "agent")
    device = registered(cast, ana)
    here = page(met(cast))
    assert alone(cast, device.sign(asked(cast), origin=here))
    provided(cast, issuer, is_required="on")
    with pytest.raises(SignInElsewhere):
        alone(cast, device.sign(asked(cast), origin=here))


def test_who_can_mend_the_provider_keeps_password_and_passkey(cast: Cast, issuer: Issuer) -> None:
    """The glass that is broken when the provider fails."""
    device = registered(cast)
    provided(cast, issuer, is_required="on")
    assert by_password(cast, "olga@example.org")
    assert alone(cast, device.sign(asked(cast), origin=page(met(cast))))


def test_the_provider_itself_still_lets_them_in(cast: Cast, issuer: Issuer) -> None:
    ana, _ = cast.join("Ana Lopez", "agent")
    started = came_in(cast, issuer, provided(cast, issuer, is_required="on"))
    assert cast.actor(started.secret).user_id == ana.user_id


@pytest.mark.parametrize("changes", [{"is_on": ""}, {"is_required": ""}, {"domains": "example.net"}])
def test_what_is_off_or_of_another_domain_closes_nothing(
    cast: Cast, issuer: Issuer, changes: dict[str, Any]
) -> None:
    cast.join("Ana Lopez", "agent")
    offer_links(cast)
    provided(cast, issuer, **{"is_required": "on", **changes})
    assert isinstance(by_password(cast), StartedSession)
    assert cast.kit.link_sign_in.peek(link_of(cast)) == "open"
