"""A spreadsheet of people on its way: put together in the server, watched and stopped in the page."""

import asyncio
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from typing import Any
from urllib.parse import parse_qsl

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError, NotFound, WrongType
from comunik_kit.locale import language_or_default
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.export_files import Sheet
from comunik_kit.users.filters import UserFilter
from comunik_kit.web.guard import needs
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import SessionState, notify, require_actor
from comunik_kit.wiring import kit

logger = logging.getLogger(__name__)

_LOOK = 0.3  # seconds between two looks at how far it is
_LONGEST_QUERY = 5_000
# One at a time, in a thread of its own: it keeps a core busy for seconds, and the pages keep theirs.
_MAKER = ThreadPoolExecutor(1, "export")


class _Stopped(Exception):
    """Nobody waits for it any more."""


@dataclass(slots=True)
class _Work:
    """What the thread does, how far it is, and whether it should end."""

    actor: Actor
    asked: UserFilter
    language: str
    written: int = 0
    total: int = 0
    stop: Event = field(default_factory=Event)

    def run(self) -> str:
        self._watch(0)
        export = kit().people_exports.begin(self.actor, self.asked)
        self.total = export.total
        return kit().prepared_exports.prepare(self.actor, Sheet(export, self.language), self._watch)

    def throw_away(self, made: Future[str]) -> None:
        """Keep no file that was whole before its maker heard that nobody wants it."""
        if not made.cancelled() and made.exception() is None:
            with suppress(NotFound):
                kit().prepared_exports.take(self.actor, made.result()).file.close()

    def _watch(self, written: int) -> None:
        self.written = written
        if self.stop.is_set():
            raise _Stopped


def _asked(query: str) -> UserFilter | None:
    """Read what the browser says is in its address; None for what no address ends with."""
    if len(query) > _LONGEST_QUERY or not (query.startswith("?") or not query):
        return None
    return UserFilter.parse(dict(parse_qsl(query.removeprefix("?"))))


class ExportState(rx.State):
    """How far a file is."""

    at_work: bool = False
    written: int = 0
    total: int = 0
    _number: int = 0

    @rx.event
    @needs(Permission.USERS_READ)
    @asks_for_proof
    async def ask(self, query: str) -> Any:
        """Begin a file, once a fresh proof was given (SES-08)."""
        require_actor().require_recent()
        return ExportState.prepare(query)  # pyright: ignore[reportCallIssue]  an event's own arguments

    @rx.event(background=True)
    @needs(Permission.USERS_READ)
    async def prepare(self, query: str) -> Any:
        """Put together the people whom an address's query asks for, then let the browser fetch the file."""
        asked = _asked(query)
        async with self:
            if asked is None:
                return await refuse(self, WrongType())
            if self.at_work:
                return None
            language = language_or_default((await self.get_state(SessionState)).lang)
            self._number += 1
            number, self.at_work, self.written, self.total = self._number, True, 0, 0
        work = _Work(require_actor(), asked, language)
        try:
            return await self._see_through(work, number)
        finally:
            work.stop.set()

    @rx.event
    @needs(Permission.USERS_READ)
    def stop(self) -> None:
        """Want it no more; what is written of it so far is thrown away."""
        self.at_work = False

    async def _see_through(self, work: _Work, number: int) -> Any:
        """Show how far it is until it is done or not wanted any more."""
        making = _MAKER.submit(work.run)
        made = asyncio.wrap_future(making)
        while True:
            done, _ = await asyncio.wait({made}, timeout=_LOOK)
            async with self:
                if not self.at_work or self._number != number:
                    made.cancel()
                    making.add_done_callback(work.throw_away)
                    return None
                self.written, self.total = work.written, work.total
                if done:
                    self.at_work = False
                    return await self._handed_over(made)

    async def _handed_over(self, made: asyncio.Future[str]) -> Any:
        try:
            address = f"{kit().settings.api_url}/users/exports/{made.result()}"
        except KitError as error:
            return await refuse(self, error)
        except Exception as error:  # noqa: BLE001  - a full disk, say: the page must not wait for ever
            logger.warning("an export ended: %s", type(error).__name__)
            return await notify(self, "danger", "export.broken")
        await notify(self, "success", "export.ready", count=str(self.total))
        return rx.download(url=rx.Var.create(address), filename="")
