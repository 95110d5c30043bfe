"""Senders of web hooks on the screen: a mapping is tried on a sample before there is a sender."""

from typing import Any

import reflex as rx

from comunik_kit.integrations.inputs import SourceForm
from comunik_kit.integrations.views import SourceView, TrialRow
from comunik_kit.kernel.errors import InvalidInput, KitError, NotFound
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import entries, identifier, words
from comunik_kit.wiring import kit

FORM, SECRET, END = "form", "secret", "end"
LONGEST_SAMPLE = 20_000


class HooksState(rx.State):
    """The senders; which of the dialogs is open, and about whom; what the last trial made of the sample."""

    sources: list[SourceView] = []
    base: str = ""
    step: str = ""
    visit: int = 0
    source: SourceView = SourceView()
    trial: list[TrialRow] = []
    fits: bool = False
    errors: dict[str, FieldError] = {}
    _form: SourceForm | None = None

    @rx.event
    @needs(Permission.API_MANAGE)
    async def load_sources(self) -> None:
        """Show the senders, and the address before theirs."""
        self.base = await call(kit().workspaces.link_base, require_actor())
        await self._read()

    @rx.event
    @needs(Permission.API_MANAGE)
    def ask_source(self) -> None:
        """Open the sheet."""
        self._close()
        self.step, self.visit = FORM, self.visit + 1

    @rx.event
    @needs(Permission.API_MANAGE)
    async def try_mapping(self, form: dict[str, Any]) -> None:
        """Show what the mapping makes of the sample; what is wrong is said under its field."""
        self.trial, self.fits, self.errors, self._form = [], False, {}, None
        try:
            given = entries(form)
            read = SourceForm.parse(given.get("name", ""), given.get("mapping"))
            sample = words(given.get("sample"), LONGEST_SAMPLE)
            attempt = kit().webhook_sources.attempt
            self.trial = await call(attempt, require_actor(), form=read, sample=sample)
        except InvalidInput as error:
            self.errors = _under_fields(fields(error))
            return
        except KitError as error:
            self.errors = {"sample": fields(error).popitem()[1]}
            return
        self.fits = bool(self.trial) and not any(row.faults for row in self.trial)
        self._form = read if self.fits else None

    @rx.event
    @needs(Permission.API_MANAGE)
    @asks_for_proof
    async def create_source(self) -> Any:
        """Make the sender that was tried, and show how it signs."""
        if self._form is None or self.step != FORM:
            return None
        try:
            source_id = await call(kit().webhook_sources.create, require_actor(), form=self._form)
        except KitError as error:
            return await refuse(self, error)
        self._close()
        await self._read()
        self.source, self.step = self._named(source_id), SECRET
        return None

    @rx.event
    @needs(Permission.API_MANAGE)
    @asks_for_proof
    async def show_secret(self, source_id: str) -> Any:
        """Open the dialog in which the secret can be shown."""
        require_actor().require_recent()
        return await self._open(SECRET, source_id)

    @rx.event
    @needs(Permission.API_MANAGE)
    async def ask_source_end(self, source_id: str) -> Any:
        """Ask before a sender is revoked."""
        return await self._open(END, source_id)

    @rx.event
    @needs(Permission.API_MANAGE)
    async def end_source(self) -> Any:
        """Revoke the sender that was asked about."""
        if self.step != END:
            return None
        asked = self.source
        self._close()
        try:
            name = await call(kit().webhook_sources.revoke, require_actor(), source_id=asked.id)
        except KitError as error:
            return await refuse(self, error)
        await self._read()
        return await notify(self, "success", "api.hooks.told.revoked", name=name)

    @rx.event
    @signed_in
    def leave_source(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close whatever is open."""
        if open is not True:
            self._close()

    def _close(self) -> None:
        self.step, self.source, self.trial, self.fits = "", SourceView(), [], False
        self.errors, self._form = {}, None

    async def _open(self, step: str, source_id: object) -> Any:
        try:
            self.source, self.step = self._named(identifier(source_id)), step
        except KitError as error:
            return await refuse(self, error)
        return None

    async def _read(self) -> None:
        self.sources = await call(kit().webhook_sources.listed, require_actor())

    def _named(self, source_id: str) -> SourceView:
        """Find a sender among those that are shown."""
        found = next((each for each in self.sources if each.id == source_id), None)
        if found is None:
            raise NotFound
        return found


def _under_fields(errors: dict[str, FieldError]) -> dict[str, FieldError]:
    """Put what is wrong inside the mapping under its field; `within` says where."""
    shown = {name: error for name, error in errors.items() if name in {"name", "mapping"}}
    inside = [(name, error) for name, error in sorted(errors.items()) if name not in shown]
    if inside:
        name, error = inside[0]
        shown["mapping"] = error
        shown["within"] = FieldError(name)
    return shown
