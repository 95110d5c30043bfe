"""What a browser brings back from a provider: good once, in that browser, for minutes (AUT-13)."""

import pytest

from comunik_kit.access.errors import TooManyAttempts
from comunik_kit.access.views import StartedSession
from comunik_kit.kernel.errors import NotFound
from comunik_kit.oidc.errors import OidcDenied, OidcFlowOver, OidcUnproven
from tests.access.acts import at_once
from tests.oidc.acts import back, identities, left, provided, row
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.support.oidc import Issuer


def test_an_answer_opens_one_session_however_often_it_is_given(cast: Cast, issuer: Issuer) -> None:
    """Replay, ten at once and again afterwards."""
    cast.join("Ana Lopez", "agent")
    location, browser = left(cast, provided(cast, issuer))
    said = issuer.authorise(location)
    results = at_once(*[lambda: back(cast, said, browser)] * 10)
    assert sum(isinstance(each, StartedSession) for each in results) == 1
    assert sum(isinstance(each, OidcFlowOver) for each in results) == 9
    with pytest.raises(OidcFlowOver):
        back(cast, said, browser)


def test_two_first_sign_ins_at_once_make_one_person(cast: Cast, issuer: Issuer) -> None:
    provider = provided(cast, issuer, newcomer_role=cast.roles["agent"])
    asked = [left(cast, provider) for _ in range(4)]
    answers = [(issuer.authorise(location), browser) for location, browser in asked]
    acts = [lambda answer=answer: back(cast, *answer) for answer in answers]
    results = at_once(*acts)
    assert [type(each) for each in results] == [StartedSession] * 4
    assert cast.acts().count("user_created") == 2  # Olga's own, and Ana's
    assert len(identities(cast)) == 1


def test_an_answer_is_good_in_the_browser_that_asked_for_ten_minutes(
    cast: Cast, issuer: Issuer, clock: MovedClock
) -> None:
    """Login CSRF: a link with somebody else's state opens nothing, and uses nothing up."""
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    location, browser = left(cast, provider)
    said = issuer.authorise(location)
    for other in ("", "b" * 43, "x" * 500):
        with pytest.raises(OidcFlowOver):
            back(cast, said, other)
    for state in ("", "x", said["state"][:-1] + "_", "é" * 65):
        with pytest.raises(OidcFlowOver):
            back(cast, said | {"state": state}, browser)
    clock.move(minutes=9, seconds=59)
    assert back(cast, said, browser)
    location, browser = left(cast, provider)
    late = issuer.authorise(location)
    clock.move(minutes=10)
    with pytest.raises(OidcFlowOver):
        back(cast, late, browser)


def test_an_answer_that_names_another_issuer_is_refused(cast: Cast, issuer: Issuer) -> None:
    """Mix-up, RFC 9207: a wrong name always, a missing one where the provider promises it."""
    cast.join("Ana Lopez", "agent")
    issuer.document["authorization_response_iss_parameter_supported"] = True
    provider = provided(cast, issuer)
    for more in ({"iss": "https://evil.example"}, {}):
        location, browser = left(cast, provider)
        with pytest.raises(OidcUnproven):
            back(cast, issuer.authorise(location) | more, browser)
    assert "POST /token" not in issuer.asked
    location, browser = left(cast, provider)
    assert back(cast, issuer.authorise(location) | {"iss": issuer.issuer}, browser)


def test_a_refusal_of_the_provider_uses_the_sign_in_up(cast: Cast, issuer: Issuer) -> None:
    provider = provided(cast, issuer)
    location, browser = left(cast, provider)
    said = issuer.authorise(location)
    with pytest.raises(OidcDenied):
        back(cast, {"error": "access_denied", "state": said["state"]}, browser)
    with pytest.raises(OidcFlowOver):
        back(cast, said, browser)


def test_a_refusal_without_a_state_is_said_to_be_one_and_uses_nothing_up(cast: Cast, issuer: Issuer) -> None:
    cast.join("Ana Lopez", "agent")
    location, browser = left(cast, provided(cast, issuer))
    with pytest.raises(OidcDenied):
        back(cast, {"error": "access_denied"}, browser)
    assert back(cast, issuer.authorise(location), browser)


def test_a_code_that_the_provider_does_not_know_is_refused(cast: Cast, issuer: Issuer) -> None:
    provider = provided(cast, issuer)
    location, browser = left(cast, provider)
    with pytest.raises(OidcUnproven):
        back(cast, issuer.authorise(location) | {"code": "another"}, browser)


def test_a_provider_that_is_off_or_of_another_workspace_leads_nowhere(cast: Cast, issuer: Issuer) -> None:
    provider = provided(cast, issuer)
    location, browser = left(cast, provider)
    said = issuer.authorise(location)
    provided(cast, issuer, provider=provider, version="1", is_on="")
    assert not row(cast, provider).is_on
    with pytest.raises(NotFound):
        left(cast, provider)
    with pytest.raises(OidcFlowOver):
        back(cast, said, browser)


def test_starts_are_counted_by_address(cast: Cast, issuer: Issuer) -> None:
    """AUT-07."""
    provider = provided(cast, issuer)
    for _ in range(60):
        left(cast, provider)
    with pytest.raises(TooManyAttempts):
        left(cast, provider)
