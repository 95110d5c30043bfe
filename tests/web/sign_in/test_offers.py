"""What the sign-in page offers besides a password: by the host and the typed domain alone (AUT-09)."""

import pytest

from comunik_kit.web.sign_in.state import SignInState
from tests.oidc.acts import provided
from tests.support.cast import Cast
from tests.support.events import Tab
from tests.support.oidc import Issuer

pytestmark = pytest.mark.anyio


async def test_the_page_offers_what_everybody_may_take_and_the_rest_by_the_domain(
    cast: Cast, issuer: Issuer
) -> None:
    provided(cast, issuer)
    provided(cast, issuer, domains="", name="Pour tous")
    async with Tab() as page:
        heard = (await page.fire(SignInState.load, path="/login")).text
        assert [each.name for each in (await page.state(SignInState)).offers] == ["Pour tous"]
        for email, name in (
            ("ana@example.org", "Exemple SSO"),
            ("nobody@example.org", "Exemple SSO"),
            ("ana@example.net", ""),
            ("no address", ""),
            ("a" * 5_000 + "@example.org", ""),
        ):
            heard += (await page.fire(SignInState.offer_provider, path="/login", email=email)).text
            assert (await page.state(SignInState)).offered.name == name
    assert issuer.issuer not in heard
    assert "kit-client" not in heard
