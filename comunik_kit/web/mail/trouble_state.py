"""« Échecs »: the messages that did not leave, and trying or dropping them, one by one or all of a filter."""

import logging
from dataclasses import dataclass, replace

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.mail.dead_letters import CHUNK
from comunik_kit.mail.inputs import TroubleFilter
from comunik_kit.mail.sending_views import Chunk, TroublePage
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import (
    Handshake,
    actor_behind,
    call,
    claim_of,
    current_handshake,
    notify,
    require_actor,
)
from comunik_kit.web.users.arguments import MAX_CURSOR, identifier, words
from comunik_kit.wiring import kit

RETRY, DROP = "retry", "drop"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work on a whole filter is; `act` is empty when there is none."""

    act: str = ""
    done: int = 0
    left_alone: int = 0
    total: int = 0
    stopping: bool = False


class TroubleState(rx.State):
    """A page of them, the filter, the question that is open, the work that goes on."""

    page: TroublePage = TroublePage()
    kind: str = "all"
    loaded: bool = False
    question: str = ""
    progress: Progress = Progress()
    _cursor: str = ""

    @rx.event
    @needs(Permission.MAIL_READ)
    async def load_trouble(self) -> None:
        """Show the newest."""
        self.kind, self.question = "all", ""
        await self._turn("")

    @rx.event
    @needs(Permission.MAIL_READ)
    async def choose_kind(self, kind: str) -> None:
        """Show one kind of trouble."""
        self.kind = TroubleFilter.parse(kind).kind
        await self._turn("")

    @rx.event
    @needs(Permission.MAIL_READ)
    async def turn_back(self) -> None:
        """Show newer ones."""
        await self._turn(self.page.before)

    @rx.event
    @needs(Permission.MAIL_READ)
    async def turn_on(self) -> None:
        """Show older ones."""
        await self._turn(self.page.after)

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    async def retry(self, message_id: str) -> None:
        """Send one message anew."""
        await self._act(RETRY, message_id)

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    async def drop(self, message_id: str) -> None:
        """Give one message up."""
        await self._act(DROP, message_id)

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    def ask_all(self, act: str) -> None:
        """Ask before all of the filter is tried or given up."""
        self.question = act if act in {RETRY, DROP} else ""

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    def leave(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question."""
        if open is not True:
            self.question = ""

    @rx.event(background=True)
    @needs(Permission.MAIL_MANAGE)
    async def run_all(self) -> None:
        """Do it a chunk at a time, so that one may watch, and stop."""
        handshake = current_handshake()
        async with self:
            act, wanted = self.question, TroubleFilter.parse(self.kind)
            self.question = ""
            if act not in {RETRY, DROP} or self.progress.act:
                return
            self.progress = Progress(act, total=self.page.total)
        below, goes_on = "", True
        while goes_on:
            chunk = await _done(handshake, act, wanted, below)
            async with self:
                below, goes_on = await self._go_on(chunk)

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    def stop(self) -> None:
        """Stop after the chunk in hand; once more forgets work that nobody does any more."""
        if self.progress.act:
            self.progress = Progress() if self.progress.stopping else replace(self.progress, stopping=True)

    async def _go_on(self, chunk: Chunk | None) -> tuple[str, bool]:
        """Show how far it is; say where to go on, and whether to."""
        if not self.progress.act:
            return "", False
        if chunk is None:
            self.progress = Progress()
            await notify(self, "danger", "mail.told.all_broken")
            return "", False
        self.progress = _further(self.progress, chunk)
        if chunk.below and not self.progress.stopping:
            return chunk.below, True
        await self._finish()
        return "", False

    async def _finish(self) -> None:
        told, self.progress = self.progress, Progress()
        await self._turn("")
        counts = {"count": str(told.done), "left": str(told.left_alone)}
        await notify(self, "success", f"mail.told.all_{told.act}", **counts)

    async def _act(self, act: str, message_id: object) -> None:
        try:
            service = kit().dead_letters.retry if act == RETRY else kit().dead_letters.drop
            await call(service, require_actor(), message_id=identifier(message_id))
        except KitError as error:
            await refuse(self, error)
            await self._turn(self._cursor)
            return
        await self._turn(self._cursor)
        await notify(self, "success", f"mail.told.{act}")

    async def _turn(self, cursor: str) -> None:
        place = words(cursor, MAX_CURSOR)
        self.page = await call(
            kit().dead_letters.page, require_actor(), TroubleFilter.parse(self.kind), place
        )
        self._cursor, self.loaded = place, True


async def _done(handshake: Handshake, act: str, wanted: TroubleFilter, below: str) -> Chunk | None:
    """Do the next chunk; None when it cannot be done, so that the work ends and says so."""
    try:
        return await call(_some, handshake, act, wanted, below)
    except Exception as error:  # noqa: BLE001  - whatever it is, the page must not wait for it for ever
        logger.warning("work on messages that did not leave ended: %s", type(error).__name__)
        return None


def _some(handshake: Handshake, act: str, wanted: TroubleFilter, below: str) -> Chunk | None:
    """Do the next chunk for whoever is behind the page by now; nothing for somebody who may not any more (SES-03)."""
    actor = actor_behind(claim_of(handshake))
    if actor is None or not actor.may(Permission.MAIL_MANAGE):
        return None
    service = kit().dead_letters.retry_some if act == RETRY else kit().dead_letters.drop_some
    return service(actor, wanted, below=below, size=CHUNK)


def _further(progress: Progress, chunk: Chunk) -> Progress:
    done, alone = progress.done + chunk.done, progress.left_alone + chunk.left_alone
    return replace(progress, done=done, left_alone=alone)
