"""One import on the screen, wherever it stands; the address says which. Files travel by `http/importing.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from comunik_kit.importing.inputs import LinesQuery, Manner, Sending
from comunik_kit.importing.views import ImportView, LinesPage, Recent
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.kernel.fanout import Topic
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.views import Choices
from comunik_kit.web.changing import change_only
from comunik_kit.web.guard import needs
from comunik_kit.web.live import Part, follow
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import entries, identifier
from comunik_kit.wiring import kit

ADDRESS = "/users/import"
AT_WORK = frozenset({"judging", "writing", "undoing"})


class ImportingState(rx.State):
    """What the page shows."""

    view: ImportView = ImportView()
    lines: LinesPage = LinesPage()
    choices: Choices = Choices()
    recent: list[Recent] = []
    errors: dict[str, FieldError] = {}
    loaded: bool = False
    visit: int = 0

    @rx.event(background=True, supersedes=True)
    @needs(Permission.USERS_CREATE)
    async def follow(self) -> list[Any]:
        """Keep the import in step with the work on it."""
        return await follow(self, THE_IMPORT, Topic.IMPORTS)

    @rx.event
    @needs(Permission.USERS_CREATE)
    async def load(self) -> Any:
        """Show the import that the address names, or the way to begin one."""
        wanted = self.router.url.query_parameters.get("id", "")
        actor = require_actor()
        self.choices = await call(kit().users.choices, actor)
        self.errors, self.visit = {}, self.visit + 1
        try:
            await self._show(identifier(wanted) if wanted else "")
        except KitError as error:
            await refuse(self, error)
            return rx.redirect(ADDRESS)
        return None

    @rx.event
    @needs(Permission.USERS_CREATE)
    async def taken(self, form: dict[str, Any]) -> Any:
        """Go on with the list that was just sent."""
        try:
            return rx.redirect(f"{ADDRESS}?id={identifier(entries(form).get('import'))}")
        except KitError as error:
            return await refuse(self, error)

    @rx.event
    @needs(Permission.USERS_CREATE)
    async def judge(self, form: dict[str, Any]) -> Any:
        """Have the lines judged as the form says."""
        try:
            manner = Manner.parse(entries(form))
        except InvalidInput as error:
            self.errors = fields(error)
            return None
        return await self._act(kit().imports.judge, manner=manner)

    @rx.event
    @needs(Permission.USERS_CREATE)
    @asks_for_proof
    async def write(self, form: dict[str, Any]) -> Any:
        """Have the good lines written."""
        try:
            sending = Sending.parse(entries(form))
        except InvalidInput as error:
            return await refuse(self, next(iter(error.errors.values())))
        return await self._act(kit().imports.write, sending=sending)

    @rx.event
    @needs(Permission.USERS_CREATE)
    async def stop(self) -> Any:
        """End the work after the chunk in hand."""
        return await self._act(kit().imports.stop)

    @rx.event
    @needs(Permission.USERS_CREATE)
    async def undo(self) -> Any:
        """Take everybody back."""
        return await self._act(kit().imports.undo)

    @rx.event
    @needs(Permission.USERS_CREATE)
    async def drop(self) -> Any:
        """Forget this list, and begin anew."""
        try:
            await call(kit().imports.drop, require_actor(), import_id=self.view.id)
        except KitError as error:
            return await refuse(self, error)
        return rx.redirect(ADDRESS)

    @rx.event
    @needs(Permission.USERS_CREATE)
    async def narrow(self, verdict: str) -> None:
        """Show the lines of one verdict; of all when it is none."""
        try:
            query = LinesQuery.parse(verdict)
        except InvalidInput as error:
            return await refuse(self, error)
        return await self._turn(query)

    @rx.event
    @needs(Permission.USERS_CREATE)
    async def turn_on(self) -> None:
        """Show the lines that follow."""
        await self._turn(LinesQuery(self.lines.verdict, self.lines.after))

    @rx.event
    @needs(Permission.USERS_CREATE)
    async def turn_back(self) -> None:
        """Show the first lines again."""
        await self._turn(LinesQuery(self.lines.verdict))

    async def _turn(self, query: LinesQuery) -> None:
        try:
            self.lines = await call(kit().imports.lines, require_actor(), self.view.id, query)
        except KitError as error:
            await refuse(self, error)

    async def _show(self, import_id: str) -> None:
        actor = require_actor()
        if import_id:
            self.view, self.lines = await call(_seen, actor, import_id, LinesQuery())
        else:
            self.view, self.lines = ImportView(), LinesPage()
            self.recent = await call(kit().imports.recent, actor)
        self.loaded = True

    async def _act(self, act: Callable[..., object], **how: object) -> Any:
        """Do it and show what came of it; the way to begin another once the import is there no more."""
        try:
            await call(act, require_actor(), import_id=self.view.id, **how)
            self.errors = {}
        except InvalidInput as error:
            self.errors = fields(error)
        except KitError as error:
            if error.field:
                self.errors = fields(error)
            else:
                await refuse(self, error)
        try:
            await self._show(self.view.id)
        except KitError as error:
            await refuse(self, error)
            return rx.redirect(ADDRESS)
        if self.view.state == "stopped" and self.view.written:
            await notify(self, "info", "import.told.stopped", count=str(self.view.written))
        return None


@dataclass(frozen=True, slots=True)
class _Shown:
    """Which import is on the screen, and which of its lines."""

    id: str
    query: LinesQuery


async def _shown(state: ImportingState) -> _Shown | None:
    if not state.loaded:
        return None
    return _Shown(state.view.id, LinesQuery(state.lines.verdict, state.lines.begins_after))


def _seen(actor: Actor, import_id: str, query: LinesQuery) -> tuple[ImportView, LinesPage]:
    """Read an import; its lines too when nobody is changing them."""
    view = kit().imports.view(actor, import_id)
    return view, LinesPage() if view.state in AT_WORK else kit().imports.lines(actor, import_id, query)


def _read(actor: Actor, shown: _Shown) -> tuple[ImportView, LinesPage] | None:
    return _seen(actor, shown.id, shown.query) if shown.id else None


async def _place(state: ImportingState, news: tuple[ImportView, LinesPage] | None) -> None:
    if news is None:
        return
    view, lines = news
    change_only(state, view=view, lines=lines)


THE_IMPORT = Part(permission=Permission.USERS_CREATE, shown=_shown, read=_read, place=_place)
