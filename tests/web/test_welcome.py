"""The welcome page's state: what it shows of a link, and of the one before it."""

import pytest

from comunik_kit.web.welcome.state import WelcomeState
from tests.support.cast import Cast
from tests.support.events import Tab


def link_of(cast: Cast, name: str) -> dict[str, str]:
    """Invite somebody, and open their link: the cookie."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new(name))
    return {"kit_link": f"invite:{cast.link(invited.invitation_id)}"}


@pytest.mark.anyio
async def test_a_second_link_in_one_tab_never_shows_whose_the_first_was(cast: Cast) -> None:
    """TOK-08: a password typed at that moment would be for somebody else; the page is empty until the link is read."""
    first, second = link_of(cast, "Ana Lopez"), link_of(cast, "Bob Noir")
    async with Tab(first) as tab:
        shown = await tab.fire(WelcomeState.load, path="/invite")
        assert "Ana Lopez" in shown.text
        tab.become(second)
        shown = await tab.fire(WelcomeState.load, path="/invite")

    stages = [
        delta[WelcomeState.get_full_name()] for delta in shown.deltas if WelcomeState.get_full_name() in delta
    ]
    assert ["loading" in repr(stage) for stage in stages] == [True, False]
    assert "Bob Noir" in repr(stages[-1])
    assert "Ana Lopez" not in shown.text
