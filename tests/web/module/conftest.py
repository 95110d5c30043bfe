"""A team with calls to look after, and tabs on its pages."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.modules.activity import NewActivity, post
from tests.support.cast import Cast
from tests.support.events import Tab

Ring = Callable[..., str]
Opener = Callable[..., AbstractAsyncContextManager[Tab]]


@pytest.fixture
def ring(cast: Cast) -> Ring:
    """Write a missed call down, an hour ago; answer its id."""

    def write(title: str, **values: object) -> str:
        now = cast.kit.clock.now()
        given = {"module": "calls", "kind": "missed", "status": "missed"} | values
        with cast.kit.db.write() as s:
            new = NewActivity(title=title, occurred_at=now - timedelta(hours=1), **given)  # pyright: ignore[reportArgumentType]
            return post(s, cast.workspace_id, new, now)

    return write


@pytest.fixture
def a_tab(cast: Cast) -> Opener:
    """Open a tab of Olga's, or of whoever has this cookie."""

    @asynccontextmanager
    async def opened(secret: str = "") -> AsyncIterator[Tab]:
        async with Tab({session_cookie_name(cast.kit.settings): secret or cast.admin_secret}) as tab:
            yield tab

    return opened
