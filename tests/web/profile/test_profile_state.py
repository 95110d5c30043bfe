"""The form of one's own page."""

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.web.profile.state import ProfileState
from comunik_kit.web.session import SessionState
from tests.support.cast import Cast
from tests.support.events import Tab

PATH = "/profile"

pytestmark = pytest.mark.anyio


async def filled(page: Tab) -> dict[str, str]:
    """Open the page; give its form as it is sent untouched."""
    await page.fire(ProfileState.load, path=PATH)
    found = (await page.state(ProfileState)).profile
    kept = ("full_name", "phone", "language", "time_zone", "version")
    return {name: str(getattr(found, name)) for name in kept} | {"photo": "", "phone_region": "FR"}


async def test_a_language_chosen_in_the_menu_outlives_the_form_beside_it(cast: Cast) -> None:
    """It spoils no open form, and none takes it back; chosen in the form it counts all the same."""
    async with Tab({session_cookie_name(cast.kit.settings): cast.admin_secret}) as page:
        form = await filled(page)
        await page.fire(SessionState.choose_language, path=PATH, lang="en")
        await page.fire(ProfileState.save, path=PATH, form=form | {"full_name": "Olga Grande"})
        assert (await page.state(ProfileState)).errors == {}
        stored = cast.person(cast.admin.user_id)
        assert (stored.full_name, stored.language) == ("Olga Grande", "en")
        form = await filled(page)
        await page.fire(ProfileState.save, path=PATH, form=form | {"language": "fr"})
    assert cast.person(cast.admin.user_id).language == "fr"
