"""One's own passkeys through Reflex's event pipeline: the list, a fresh proof, another name, taking one away."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from comunik_kit.access.tables import UserSession
from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.web.profile.factor_state import FactorState
from comunik_kit.web.profile.passkeys_state import PasskeysState
from comunik_kit.web.profile.state import ProfileState
from comunik_kit.web.proving.state import ProvingState
from comunik_kit.web.session import SessionState
from tests.access.keys import counted, registered
from tests.support.cast import Cast
from tests.support.events import Tab

pytestmark = pytest.mark.anyio
PATH = "/profile/security"


def tab(cast: Cast) -> Tab:
    return Tab({session_cookie_name(cast.kit.settings): cast.admin_secret})


def grow_old(cast: Cast) -> None:
    """Let the proof of Olga's session be long ago."""
    with cast.kit.db.write() as s:
        mine = col(UserSession.id) == cast.admin.session_id
        s.execute(update(UserSession).where(mine).values(proven_at=None))


async def test_the_list_shows_no_key_and_the_codes_come_with_the_first(cast: Cast) -> None:
    """MFA-06, ACL-08."""
    async with tab(cast) as page:
        await page.fire(ProfileState.load_security, path=PATH)
        await page.fire(PasskeysState.add_passkey, path=PATH)
        assert (await page.state(PasskeysState)).question == "add"
        device = registered(cast)
        heard = (await page.fire(PasskeysState.passkey_added, path=PATH)).text
        state = await page.state(PasskeysState)
        assert [(each.name, each.host) for each in state.keys] == [("Bureau", "localhost")]
        assert state.question == ""
        assert (await page.state(FactorState)).factor.step == "codes"
    assert device.credential_id.hex() not in heard
    assert "public_key" not in heard


async def test_adding_and_removing_ask_for_the_password_first(cast: Cast) -> None:
    """SES-08, MFA-05."""
    registered(cast)
    grow_old(cast)
    async with tab(cast) as page:
        await page.fire(ProfileState.load_security, path=PATH)
        await page.fire(PasskeysState.add_passkey, path=PATH)
        assert (await page.state(ProvingState)).asks
        assert (await page.state(PasskeysState)).question == ""
        (key,) = (await page.state(PasskeysState)).keys
        await page.fire(PasskeysState.ask_passkey, path=PATH, question="remove", key_id=key.id)
        await page.fire(PasskeysState.remove_passkey, path=PATH)
        assert len((await page.state(PasskeysState)).keys) == 1
    assert len(cast.kit.passkeys.of(cast.admin)) == 1


async def test_a_key_gets_another_name_or_goes(cast: Cast) -> None:
    """ACL-03: one that is not in the list is not asked about."""
    counted(cast)
    async with tab(cast) as page:
        await page.fire(ProfileState.load_security, path=PATH)
        await page.fire(PasskeysState.ask_passkey, path=PATH, question="rename", key_id="0" * 32)
        assert (await page.state(PasskeysState)).question == ""
        (key,) = (await page.state(PasskeysState)).keys
        await page.fire(PasskeysState.ask_passkey, path=PATH, question="rename", key_id=key.id)
        await page.fire(PasskeysState.rename_passkey, path=PATH, form={"name": ""})
        assert (await page.state(PasskeysState)).wrong == "errors.required"
        await page.fire(PasskeysState.rename_passkey, path=PATH, form={"name": "Maison"})
        assert [each.name for each in (await page.state(PasskeysState)).keys] == ["Maison"]
        await page.fire(PasskeysState.ask_passkey, path=PATH, question="remove", key_id=key.id)
        await page.fire(PasskeysState.remove_passkey, path=PATH)
        assert (await page.state(PasskeysState)).keys == []
        assert (await page.state(FactorState)).factor.step == "off"
        assert (await page.state(SessionState)).notice.key == "passkeys.told.removed"
