"""One's own second factor and sessions. No secret is in here: the browser fetches them (http/factors.py)."""

from typing import Any

import reflex as rx

from comunik_kit.access.open_sessions import OpenSession
from comunik_kit.access.views import FactorView
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.web.policy import signed_in, signed_in_without_factor
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import identifier, words
from comunik_kit.wiring import kit

QUESTIONS = ("remove", "renew")


class FactorState(rx.State):
    """How far it is, which question is open, and where the person is signed in."""

    factor: FactorView = FactorView()
    sessions: list[OpenSession] = []
    must_set_factor: bool = False
    question: str = ""

    @rx.event
    @signed_in_without_factor
    async def read_factor(self) -> None:
        """Read how far the second factor is, once its first code was taken."""
        await self._read()

    @rx.event
    @signed_in_without_factor
    @asks_for_proof
    async def begin_factor(self) -> Any:
        """Begin to switch it on, or to put another app in its place."""
        return await self._do(kit().factors.begin)

    @rx.event
    @signed_in_without_factor
    async def cancel_factor(self) -> Any:
        """Leave it as it is."""
        return await self._do(kit().factors.cancel)

    @rx.event
    @signed_in_without_factor
    @asks_for_proof
    async def keep_codes(self) -> Any:
        """Take note that the recovery codes are kept; from now on the factor counts."""
        was_on = self.factor.is_on
        return await self._do(kit().factors.keep, "factor.told.kept" if was_on else "factor.told.on")

    @rx.event
    @signed_in
    def ask_factor(self, question: str) -> None:
        """Ask before what cannot be taken back; an empty question closes it."""
        self.question = next((each for each in QUESTIONS if each == question), "")

    @rx.event
    @signed_in
    def leave_factor_question(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question."""
        if open is not True:
            self.question = ""

    @rx.event
    @signed_in
    @asks_for_proof
    async def renew_codes(self) -> Any:
        """Make new recovery codes."""
        self.question = ""
        return await self._do(kit().factors.renew_codes)

    @rx.event
    @signed_in
    @asks_for_proof
    async def remove_factor(self) -> Any:
        """Switch the second factor off."""
        self.question = ""
        return await self._do(kit().factors.remove, "factor.told.off")

    @rx.event
    @signed_in
    async def distrust_devices(self) -> Any:
        """Have every browser asked for the code again."""
        return await self._do(kit().factors.distrust, "factor.told.distrusted")

    @rx.event
    @signed_in
    async def end_own_session(self, session_id: str) -> Any:
        """End one of one's own sessions; without an id all of them, but for this one."""
        try:
            chosen = identifier(session_id) if session_id else ""
            act, actor = kit().open_sessions.end, require_actor()
            ended = await call(act, actor, user_id=actor.user_id, session_id=chosen)
        except KitError as error:
            return await refuse(self, error)
        await self._read()
        return await notify(self, "success", "record.sessions.told", count=str(ended))

    async def _do(self, act: Any, told: str = "") -> Any:
        try:
            await call(act, require_actor())
        except KitError as error:
            return await refuse(self, error)
        await self._read()
        return await notify(self, "success", words(told, 60)) if told else None

    async def _read(self) -> None:
        self.must_set_factor = require_actor().must_set_factor
        self.factor, self.sessions = await call(_parts, require_actor())


def _parts(actor: Actor) -> tuple[FactorView, list[OpenSession]]:
    return kit().factors.view(actor), kit().open_sessions.of(actor, user_id=actor.user_id)
