"""While nothing leaves, every page says so to who would think that it had."""

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.locale import LANGUAGES, catalogue
from comunik_kit.web.session import SessionState
from tests.support.cast import Cast
from tests.support.events import Tab


async def held(cast: Cast, secret: str) -> str:
    async with Tab({session_cookie_name(cast.kit.settings): secret}) as tab:
        await tab.fire(SessionState.enter, path="/users")
        return (await tab.state(SessionState)).mail_held


@pytest.mark.anyio
async def test_who_invites_or_reads_mail_is_told_that_it_waits(cast: Cast) -> None:
    """Issue 3: an agent has no use for it, and is told nothing of the carrier."""
    _, agent = cast.join("Anna Roy", "agent")
    _, manager = cast.join("Mado Petit", "manager")
    assert [await held(cast, each) for each in (cast.admin_secret, manager, agent)] == ["", "", ""]

    cast.kit.mail_control.pause(cast.admin)
    told = [await held(cast, each) for each in (cast.admin_secret, manager, agent)]
    assert told == ["manual", "manual", ""]
    for language in LANGUAGES:
        assert catalogue(language)["mail.pause.manual.title"]

    cast.kit.mail_control.resume(cast.admin)
    assert await held(cast, cast.admin_secret) == ""
