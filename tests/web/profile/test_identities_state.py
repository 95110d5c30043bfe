"""One's own identities through Reflex's event pipeline: listed, asked about, unlinked after a fresh proof."""

from typing import Any

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.web.profile.identities_state import IdentitiesState
from comunik_kit.web.profile.state import ProfileState
from comunik_kit.web.proving.state import ProvingState
from comunik_kit.web.session import SessionState
from tests.oidc.acts import came_in, identities, provided
from tests.support.cast import PASSWORD, Cast
from tests.support.clock import MovedClock
from tests.support.events import Tab
from tests.support.oidc import Issuer

pytestmark = pytest.mark.anyio
PATH = "/profile/security"


def tab(cast: Cast, secret: str) -> Tab:
    return Tab({session_cookie_name(cast.kit.settings): secret})


def linked(cast: Cast, issuer: Issuer, **changes: Any) -> str:
    """Have Ana come in by a provider; her session."""
    return came_in(cast, issuer, provided(cast, issuer, **changes)).secret


async def test_an_identity_is_listed_asked_about_and_unlinked(cast: Cast, issuer: Issuer) -> None:
    """What the provider calls the person is in no delta."""
    cast.join("Ana Lopez", "agent")
    async with tab(cast, linked(cast, issuer)) as page:
        heard = (await page.fire(ProfileState.load_security, path=PATH)).text
        (shown,) = (await page.state(IdentitiesState)).identities
        await page.fire(IdentitiesState.ask_unlink, path=PATH, identity_id="0" * 32)
        assert (await page.state(IdentitiesState)).asked == ""
        await page.fire(IdentitiesState.ask_unlink, path=PATH, identity_id=shown.id)
        assert (await page.state(IdentitiesState)).name == "Exemple SSO"
        await page.fire(IdentitiesState.leave_unlink, path=PATH, open=False)
        await page.fire(IdentitiesState.unlink_identity, path=PATH)
        assert len(identities(cast)) == 1
        await page.fire(IdentitiesState.ask_unlink, path=PATH, identity_id=shown.id)
        await page.fire(IdentitiesState.unlink_identity, path=PATH)
        assert (await page.state(SessionState)).notice.key == "oidc.own.told"
        assert (await page.state(IdentitiesState)).identities == []
    assert identities(cast) == []
    assert "ana-1" not in heard


async def test_unlinking_waits_for_the_password(cast: Cast, issuer: Issuer, clock: MovedClock) -> None:
    """SES-08: and goes on by itself."""
    cast.join("Ana Lopez", "agent")
    secret = linked(cast, issuer)
    clock.move(minutes=15)
    async with tab(cast, secret) as page:
        await page.fire(ProfileState.load_security, path=PATH)
        (shown,) = (await page.state(IdentitiesState)).identities
        await page.fire(IdentitiesState.ask_unlink, path=PATH, identity_id=shown.id)
        await page.fire(IdentitiesState.unlink_identity, path=PATH)
        proving = await page.state(ProvingState)
        assert (proving.asks, proving.has_password) == (True, True)
        assert len(identities(cast)) == 1
        cast.kit.proving.prove(cast.actor(secret), password=PASSWORD)
        await page.fire(ProvingState.go_on, path=PATH)
    assert identities(cast) == []


async def test_who_has_no_password_is_told_to_come_in_again(
    cast: Cast, issuer: Issuer, clock: MovedClock
) -> None:
    """SES-08: the dialog asks for no password that there is not; a fresh sign-in opens the act."""
    secret = linked(cast, issuer, newcomer_role=cast.roles["agent"])
    clock.move(minutes=15)
    async with tab(cast, secret) as page:
        await page.fire(ProfileState.load_security, path=PATH)
        (shown,) = (await page.state(IdentitiesState)).identities
        assert not (await page.state(IdentitiesState)).has_password
        await page.fire(IdentitiesState.ask_unlink, path=PATH, identity_id=shown.id)
        await page.fire(IdentitiesState.unlink_identity, path=PATH)
        proving = await page.state(ProvingState)
        assert (proving.asks, proving.has_password) == (True, False)
    provider = cast.kit.oidc_providers.book(cast.admin).providers[0].id
    again = came_in(cast, issuer, provider).secret
    async with tab(cast, again) as page:
        await page.fire(ProfileState.load_security, path=PATH)
        await page.fire(IdentitiesState.ask_unlink, path=PATH, identity_id=shown.id)
        await page.fire(IdentitiesState.unlink_identity, path=PATH)
        assert not (await page.state(ProvingState)).asks
        assert (await page.state(SessionState)).notice.key == "errors.oidc_last_way_in"
    assert len(identities(cast)) == 1
