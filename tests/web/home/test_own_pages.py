"""Home, a module's page and the profile, as their pages ask for them."""

from datetime import timedelta

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.web.home.state import HomeState
from comunik_kit.web.module.state import ModuleState
from comunik_kit.web.profile.state import ProfileState
from comunik_kit.web.session import SessionState
from tests.support.cast import Cast
from tests.support.events import Tab

pytestmark = pytest.mark.anyio


def tab_of(cast: Cast, secret: str) -> Tab:
    """Open a tab of somebody signed in."""
    return Tab({session_cookie_name(cast.kit.settings): secret})


def ring(cast: Cast, owner_id: str, title: str) -> None:
    """Let somebody receive a call an hour ago."""
    now = cast.kit.clock.now()
    call = NewActivity("calls", "received", title, now - timedelta(hours=1), owner_id=owner_id)
    with cast.kit.db.write() as s:
        post(s, cast.workspace_id, call, now)


async def test_home_shows_a_user_their_modules_and_calls_and_nobody_elses(cast: Cast) -> None:
    ugo, secret = cast.join("Ugo Petit", "user")
    ring(cast, ugo.user_id, "Garage Central")
    ring(cast, cast.admin.user_id, "Affaire privée")
    async with tab_of(cast, secret) as tab:
        told = await tab.fire(HomeState.load, path="/")
        shown = await tab.state(HomeState)
        assert shown.modules == ["calls", "tickets", "discussions"]
        assert sorted(shown.widgets) == ["calls", "discussions", "tickets"]
        assert (shown.widgets["calls"].figure, shown.workspace_wide) == (1, False)
        assert "Garage Central" in told.text
        assert "Affaire privée" not in told.text


async def test_home_is_closed_to_strangers(cast: Cast) -> None:
    """ACL-01."""
    async with Tab({}) as tab:
        told = await tab.fire(HomeState.load, path="/")
        assert not (await tab.state(HomeState)).loaded
        assert told.redirects
        assert cast.workspace_id not in told.text


async def test_a_module_one_does_not_have_is_said_to_be_off_and_shows_nothing(cast: Cast) -> None:
    """ACL-02."""
    _, secret = cast.join("Ugo Petit", "user")
    async with tab_of(cast, secret) as tab:
        await tab.fire(ModuleState.load, path="/calls/")
        assert (await tab.state(ModuleState)).status == "found"
        told = await tab.fire(ModuleState.load, path="/leads")
        shown = await tab.state(ModuleState)
        assert (shown.status, shown.page.rows, told.failures) == ("missing", [], [])


async def test_saving_the_profile_changes_the_frame_at_once(cast: Cast) -> None:
    _, secret = cast.join("Ugo Petit", "user")
    async with tab_of(cast, secret) as tab:
        await tab.fire(ProfileState.load, path="/profile")
        form = _form(await tab.state(ProfileState))
        await tab.fire(ProfileState.save, form=form | {"full_name": "Hugo Petit"})
        assert (await tab.state(ProfileState)).profile.full_name == "Hugo Petit"
        assert (await tab.state(SessionState)).person.name == "Hugo Petit"
        assert (await tab.state(SessionState)).notice.key == "profile.told.saved"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"full_name": ""}, "full_name"),
        ({"phone": "12"}, "phone"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"photo": "f" * 32}, "form"),
        ({"role_id": "0" * 32}, "form"),
    ],
)
async def test_a_wrong_or_forged_profile_is_refused_in_words_and_not_saved(
    cast: Cast, changes: dict[str, object], wrong: str
) -> None:
    """INP-01, ACL-05."""
    ugo, secret = cast.join("Ugo Petit", "user")
    async with tab_of(cast, secret) as tab:
        await tab.fire(ProfileState.load, path="/profile")
        form = _form(await tab.state(ProfileState))
        told = await tab.fire(ProfileState.save, form=form | changes)
        assert set((await tab.state(ProfileState)).errors) == {wrong}
        assert told.failures == []
    row = cast.person(ugo.user_id)
    assert (row.full_name, row.role_id, row.photo_id) == ("Ugo Petit", cast.roles["user"], None)


async def test_a_form_with_a_nested_value_never_reaches_the_profile(cast: Cast) -> None:
    """INP-01."""
    ugo, secret = cast.join("Ugo Petit", "user")
    async with tab_of(cast, secret) as tab:
        await tab.fire(ProfileState.load, path="/profile")
        before = await tab.state(ProfileState)
        number = before.form_number
        told = await tab.fire(ProfileState.save, form=_form(before) | {"full_name": {"$gt": ""}})
        assert (await tab.state(ProfileState)).form_number == number
        assert told.failures == []
    assert cast.person(ugo.user_id).full_name == "Ugo Petit"


async def test_the_passwords_page_says_that_it_was_changed_and_no_invented_error(cast: Cast) -> None:
    async with tab_of(cast, cast.admin_secret) as tab:
        await tab.fire(ProfileState.load_security, path="/profile/security?notice=password_changed")
        assert (await tab.state(SessionState)).notice.key == "profile.told.password"
        told = await tab.fire(ProfileState.load_security, path="/profile/security?error=<b>lost</b>")
        assert "<b>" not in (await tab.state(ProfileState)).password_error
        assert told.failures == []


def _form(shown: ProfileState) -> dict[str, object]:
    return {
        "full_name": shown.profile.full_name,
        "phone": shown.profile.phone,
        "phone_region": "FR",
        "photo": shown.profile.photo_id,
        "language": shown.profile.language,
        "time_zone": shown.profile.time_zone,
        "version": str(shown.profile.version),
    }
