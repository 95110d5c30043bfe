"""The count on the bell of an open page, in step with what happens: one read by the reader's own key."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.fanout import Topic
from comunik_kit.web.changing import change_only
from comunik_kit.web.live import Part, follow
from comunik_kit.web.policy import signed_in_with_initial_password
from comunik_kit.web.session import SessionState, frame_filled
from comunik_kit.wiring import kit


class BellState(rx.State):
    """Keeps `SessionState.unread`; it has nothing of its own."""

    @rx.event(background=True, supersedes=True)
    @signed_in_with_initial_password
    async def follow(self) -> list[Any]:
        """Listen for as long as a page is open, whichever it is; whoever is held by something is read nothing."""
        return await follow(self, _COUNT, Topic.NOTICES)


def _unread(actor: Actor, _shown: bool) -> int:
    return kit().notices.unread(actor)


async def _put(state: BellState, unread: int) -> None:
    change_only(await state.get_state(SessionState), unread=unread)


_COUNT: Part[BellState, bool, int] = Part(permission="", shown=frame_filled, read=_unread, place=_put)
