"""A page that is open and listens, and somebody who is invited meanwhile."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx

from comunik_kit.http.cookies import session_cookie_name
from tests.support.cast import Cast
from tests.support.events import Tab
from tests.support.waiting import soon


def tab_of(cast: Cast, secret: str = "") -> Tab:
    return Tab({session_cookie_name(cast.kit.settings): secret or cast.admin_secret})


@asynccontextmanager
async def at(cast: Cast, path: str, secret: str = "") -> AsyncIterator[Tab]:
    """Open a page, and wait until it has loaded and listens."""
    async with tab_of(cast, secret) as tab:
        await tab.open(path)
        await soon(lambda: is_loaded(tab), of="the page")
        assert cast.kit.fanout.is_heard
        tab.heard.deltas.clear()
        yield tab


async def is_loaded(tab: Tab) -> bool:
    return (await tab.state(rx.State)).is_hydrated


def invite(cast: Cast, name: str = "Ana Lopez", **changes: object) -> tuple[str, str]:
    """Invite somebody; answer their id and that of the message."""
    sent = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new(name, **changes))
    return sent.user_id, cast.letters()[-1].id
