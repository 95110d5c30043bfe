"""The page of an import that is there no more: each act says so, and leads to where another is begun."""

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.web.importing.state import ADDRESS, ImportingState
from comunik_kit.web.session import SessionState
from tests.importing.desk import Desk
from tests.support.cast import Cast
from tests.support.events import Tab

pytestmark = pytest.mark.anyio
ONE, OTHER = "Nom;E-mail\nAna;ana@exemple.fr", "Nom;E-mail\nCy;cy@exemple.fr"


@pytest.mark.parametrize("act", ["judge", "write", "stop", "undo"])
async def test_an_act_on_an_import_that_gave_way_to_another_is_refused_in_words(cast: Cast, act: str) -> None:
    desk = Desk(cast)
    first = desk.judge(ONE)
    path = f"{ADDRESS}?id={first}"
    async with Tab({session_cookie_name(cast.kit.settings): cast.admin_secret}) as page:
        await page.fire(ImportingState.load, path=path)
        view = (await page.state(ImportingState)).view
        assert view.id == first
        desk.bring(OTHER)  # in another tab: it takes the place of the one left lying
        columns = {
            "column_full_name": "0",
            "column_email": "1",
            "role_id": view.role_id,
            "tier_id": view.tier_id,
        }
        forms = {"judge": {"form": columns}, "write": {"form": {"act": "invite", "delay": "10"}}}
        await page.fire(getattr(ImportingState, act), path=path, **forms.get(act, {}))
        assert page.heard.failures == []
        assert page.heard.redirects == [ADDRESS]
        assert (await page.state(SessionState)).notice.key == "errors.not_found"
    assert cast.letters() == []
