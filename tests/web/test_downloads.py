"""Files that leave with people's data: the proof first, then the browser is sent for it."""

import pytest

from comunik_kit.web.proving.downloads import DownloadState
from comunik_kit.web.proving.state import ProvingState
from comunik_kit.web.session import SessionState
from tests.support.cast import PASSWORD, Cast
from tests.support.clock import MovedClock
from tests.web.live_page import tab_of

pytestmark = pytest.mark.anyio
FILE = "/users/export.csv?q=ana&tab=all"


async def test_a_file_is_fetched_once_the_password_was_given(cast: Cast, clock: MovedClock) -> None:
    """SES-08."""
    clock.move(minutes=16)
    async with tab_of(cast) as tab:
        told = await tab.fire(DownloadState.fetch, path="/users", address=FILE)
        assert [each.name for each in told.events] == []
        assert (await tab.state(ProvingState)).asks
        cast.kit.proving.prove(cast.actor(cast.admin_secret), password=PASSWORD)
        told = await tab.fire(ProvingState.go_on, path="/users")
        assert [each.name for each in told.events] == ["_download"]
        assert told.events[0].payload["url"] == FILE


@pytest.mark.parametrize(
    "address",
    ["https://ailleurs.fr/x", "//ailleurs.fr/x", "/\\ailleurs.fr", "javascript:x", "", "/a b", "/a\n"],
)
async def test_nothing_but_a_path_of_this_host_is_fetched(cast: Cast, address: str) -> None:
    async with tab_of(cast) as tab:
        told = await tab.fire(DownloadState.fetch, path="/users", address=address)
        assert told.events == []
        assert (await tab.state(SessionState)).notice.kind == "danger"
