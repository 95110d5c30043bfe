"""The menu of an open page, and whether the page is open to its reader, in step with what an admin changes."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.frame import FrameView
from comunik_kit.web.live import Part, follow
from comunik_kit.web.policy import signed_in, signed_in_with_initial_password
from comunik_kit.web.session import SessionState, frame_filled
from comunik_kit.wiring import kit


@dataclass(frozen=True, slots=True)
class Rights:
    """Who reads, as the database has them now, and the frame that is theirs."""

    actor: Actor
    view: FrameView


class RightsState(rx.State):
    """Keeps what `SessionState` says of role, team and modules; it has nothing of its own."""

    @rx.event(background=True, supersedes=True)
    @signed_in_with_initial_password
    async def follow(self) -> list[Any]:
        """Listen for as long as a page is open, whichever it is; whose session ended leaves it at once (SES-03).

        So does who must set a password or a second factor first.
        """
        return await follow(self, _RIGHTS, Topic.RIGHTS, Topic.SESSIONS, at_end=RightsState.stay)

    @rx.event
    @signed_in
    def stay(self) -> None:
        """Do nothing: who may not stay is sent away by the guard."""


def _read(actor: Actor, _shown: bool) -> Rights:
    return Rights(actor, kit().frame.view(actor))


async def _put(state: RightsState, rights: Rights) -> None:
    (await state.get_state(SessionState))._show_rights(rights.actor, rights.view)


_RIGHTS: Part[RightsState, bool, Rights] = Part(permission="", shown=frame_filled, read=_read, place=_put)
