"""Providers on « Connexion » through Reflex's event pipeline: what is open, what was found, no secret in a delta."""

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.web.proving.state import ProvingState
from comunik_kit.web.session import SessionState
from comunik_kit.web.sign_in_rules.providers_state import ProvidersState
from tests.oidc.acts import provided
from tests.support.cast import PASSWORD, Cast
from tests.support.clock import MovedClock
from tests.support.events import Tab
from tests.support.oidc import SECRET, Issuer

pytestmark = pytest.mark.anyio
PATH = "/settings/sign-in"


def tab(cast: Cast) -> Tab:
    return Tab({session_cookie_name(cast.kit.settings): cast.admin_secret})


async def test_the_list_shows_what_there_is_and_where_providers_send_people_back(
    cast: Cast, issuer: Issuer
) -> None:
    async with tab(cast) as page:
        await page.fire(ProvidersState.load_providers, path=PATH)
        state = await page.state(ProvidersState)
        assert state.book.providers == []
        assert state.redirect == "http://localhost:3000/sign-in/oidc/callback"
        await page.fire(ProvidersState.ask_provider, path=PATH, provider_id="")
        assert (await page.state(ProvidersState)).step == "sheet"
        provided(cast, issuer)
        heard = (await page.fire(ProvidersState.provider_saved, path=PATH)).text
        state = await page.state(ProvidersState)
        assert [each.name for each in state.book.providers] == ["Exemple SSO"]
        assert state.step == ""
        assert (await page.state(SessionState)).notice.key == "oidc.told.saved"
        await page.fire(ProvidersState.ask_provider, path=PATH, provider_id=state.book.providers[0].id)
        heard += page.heard.text
    assert SECRET not in heard


async def test_checking_one_opens_what_was_found(cast: Cast, issuer: Issuer) -> None:
    """One that is gone meanwhile is said to be so, and nothing opens."""
    provider = provided(cast, issuer)
    async with tab(cast) as page:
        await page.fire(ProvidersState.load_providers, path=PATH)
        await page.fire(ProvidersState.check_provider, path=PATH, provider_id=provider)
        state = await page.state(ProvidersState)
        assert ([each.code for each in state.findings], state.step, state.checked) == (["ok"], "found", "")
        await page.fire(ProvidersState.leave_provider, path=PATH, open=False)
        await page.fire(ProvidersState.check_provider, path=PATH, provider_id="0" * 32)
        state = await page.state(ProvidersState)
        assert (state.step, state.checked) == ("", "")
        assert (await page.state(SessionState)).notice.key == "errors.not_found"


async def test_removing_one_is_asked_about_and_waits_for_the_password(
    cast: Cast, issuer: Issuer, clock: MovedClock
) -> None:
    """SES-08."""
    provider = provided(cast, issuer)
    clock.move(minutes=15)
    async with tab(cast) as page:
        await page.fire(ProvidersState.load_providers, path=PATH)
        await page.fire(ProvidersState.ask_provider_end, path=PATH, provider_id=provider)
        assert (await page.state(ProvidersState)).step == "end"
        await page.fire(ProvidersState.end_provider, path=PATH)
        assert (await page.state(ProvingState)).asks
        assert len(cast.kit.oidc_providers.book(cast.admin).providers) == 1
        cast.kit.proving.prove(cast.actor(cast.admin_secret), password=PASSWORD)
        await page.fire(ProvingState.go_on, path=PATH)
        assert (await page.state(ProvidersState)).book.providers == []
        assert (await page.state(SessionState)).notice.key == "oidc.told.removed"
    assert cast.kit.oidc_providers.book(cast.admin).providers == []


async def test_the_sheet_is_not_opened_before_a_fresh_proof(
    cast: Cast, issuer: Issuer, clock: MovedClock
) -> None:
    """SES-08: nobody fills a form that will not be taken."""
    provider = provided(cast, issuer)
    clock.move(minutes=15)
    async with tab(cast) as page:
        await page.fire(ProvidersState.load_providers, path=PATH)
        await page.fire(ProvidersState.ask_provider, path=PATH, provider_id=provider)
        assert (await page.state(ProvidersState)).step == ""
        assert (await page.state(ProvingState)).asks
