"""The security page through Reflex's event pipeline: the second factor, one's own sessions, and what no delta holds."""

import pytest

from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.web.home.state import HomeState
from comunik_kit.web.profile.factor_state import FactorState
from comunik_kit.web.profile.state import ProfileState
from comunik_kit.web.session import SessionState
from tests.access.acts import sign_in
from tests.access.second import App, switched_on
from tests.support.cast import ORIGIN, Cast
from tests.support.events import Tab

pytestmark = pytest.mark.anyio
PATH = "/profile/security"
NO_PAGE = "/nowhere"  # where nothing begins to follow what others do


def tab(cast: Cast, secret: str = "") -> Tab:
    return Tab({session_cookie_name(cast.kit.settings): secret or cast.admin_secret})


async def test_no_delta_ever_holds_the_seed_or_a_code(cast: Cast) -> None:
    """MFA-04: every answer from the first press to the last is looked through."""
    heard = ""
    async with tab(cast) as page:
        heard += (await page.fire(ProfileState.load_security, path=PATH)).text
        heard += (await page.fire(FactorState.begin_factor, path=PATH)).text
        assert (await page.state(FactorState)).factor.step == "scan"
        seed = cast.kit.factors.secret(cast.admin).key.replace("-", "")
        cast.kit.factors.confirm(cast.admin, code=App(cast, seed, []).code())
        heard += (await page.fire(FactorState.read_factor, path=PATH)).text
        assert (await page.state(FactorState)).factor.step == "codes"
        codes = cast.kit.factors.codes(cast.admin)
        heard += (await page.fire(FactorState.keep_codes, path=PATH)).text
        assert (await page.state(FactorState)).factor.step == "on"
        assert (await page.state(SessionState)).notice.key == "factor.told.on"
        heard += (await page.fire(FactorState.renew_codes, path=PATH)).text
        codes += cast.kit.factors.codes(cast.admin)
    assert seed not in heard
    assert [code for code in codes if code in heard or code.replace("-", "") in heard] == []


async def test_one_s_own_sessions_are_listed_and_ended(cast: Cast) -> None:
    """SES-06: this one stays; one of somebody else is answered as a missing one."""
    other, third = sign_in(cast).secret, sign_in(cast).secret
    _, anas = cast.join("Ana Lopez", "agent")
    async with tab(cast) as page:
        await page.fire(ProfileState.load_security, path=PATH)
        shown = (await page.state(FactorState)).sessions
        assert [each.is_this for each in shown].count(True) == 1
        assert len(shown) == 3
        foreign = cast.actor(anas).session_id
        await page.fire(FactorState.end_own_session, path=PATH, session_id=foreign)
        assert (await page.state(SessionState)).notice.key == "errors.not_found"
        await page.fire(FactorState.end_own_session, path=PATH, session_id=cast.actor(other).session_id)
        assert cast.kit.sessions.actor(other, origin=ORIGIN) is None
        assert cast.kit.sessions.actor(third, origin=ORIGIN) is not None
        await page.fire(FactorState.end_own_session, path=PATH, session_id="")
    assert cast.kit.sessions.actor(third, origin=ORIGIN) is None
    assert cast.actor(cast.admin_secret)
    assert cast.actor(anas)
    assert cast.acts().count("sessions_ended") == 2


async def test_who_must_have_a_factor_is_led_to_it_and_does_nothing_else(cast: Cast) -> None:
    """MFA-08: in a tab that was open before the rule, at its next event; what leads it there by itself is left out."""
    ana, secret = cast.join("Ana Lopez", "agent")
    async with tab(cast, secret) as page:
        assert (await page.fire(HomeState.load, path=NO_PAGE)).redirects == []
        rules = NewRules.parse({"preset": "kit", f"role_{cast.roles['agent']}": "on"})
        cast.kit.sign_in_rules.set(cast.admin, rules=rules)
        assert (await page.fire(HomeState.load)).redirects == [PATH]
        assert (await page.fire(ProfileState.save, path="/profile", form={})).redirects == [PATH]
        assert (await page.fire(ProfileState.load_security, path=PATH)).redirects == []
        assert (await page.state(FactorState)).must_set_factor
        switched_on(cast, ana)
        assert (await page.fire(HomeState.load)).redirects == []


@pytest.mark.parametrize("question", ["remove", "renew", "", "drop table", "é" * 500])
async def test_only_the_questions_that_there_are_are_asked(cast: Cast, question: str) -> None:
    """INP-01."""
    async with tab(cast) as page:
        await page.fire(FactorState.ask_factor, path=PATH, question=question)
        asked = (await page.state(FactorState)).question
        assert asked == (question if question in {"remove", "renew"} else "")
