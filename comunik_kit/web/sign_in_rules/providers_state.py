"""Providers of identities on « Connexion ». Their form goes by HTTP alone (http/oidc.py): no event carries a secret."""

from typing import Any

import reflex as rx

from comunik_kit.http.oidc import redirect_uri
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.oidc.views import Finding, ProviderBook, ProviderView
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.policy import needs
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import identifier
from comunik_kit.wiring import kit

SHEET, FOUND, END = "sheet", "found", "end"


class ProvidersState(rx.State):
    """The list; which of the dialogs is open, and about which provider."""

    book: ProviderBook = ProviderBook()
    redirect: str = ""
    step: str = ""
    visit: int = 0
    chosen: ProviderView = ProviderView()
    findings: list[Finding] = []
    checked: str = ""

    @rx.event
    @needs(Permission.SECURITY_MANAGE)
    async def load_providers(self) -> None:
        """Show the providers, and where they send people back to."""
        base = await call(kit().workspaces.link_base, require_actor())
        self.redirect = redirect_uri(kit().settings, base)
        await self._read()

    @rx.event
    @needs(Permission.SECURITY_MANAGE)
    @asks_for_proof
    async def ask_provider(self, provider_id: str) -> Any:
        """Open the sheet of a provider, of a new one without an id; the proof that saving asks for is taken now."""
        try:
            chosen = self._named(identifier(provider_id)) if provider_id else ProviderView()
            await call(kit().oidc_providers.check_proof, require_actor())
        except KitError as error:
            return await refuse(self, error)
        self.chosen, self.step, self.visit = chosen, SHEET, self.visit + 1
        return None

    @rx.event
    @needs(Permission.SECURITY_MANAGE)
    async def provider_saved(self) -> Any:
        """Show what there is by now."""
        self.step = ""
        await self._read()
        return await notify(self, "success", "oidc.told.saved")

    @rx.event
    @needs(Permission.SECURITY_MANAGE)
    async def check_provider(self, provider_id: str) -> Any:
        """Look at a provider live."""
        self.checked = provider_id
        yield
        try:
            self.chosen = self._named(identifier(provider_id))
            inspect = kit().oidc_providers.inspect
            self.findings = await call(inspect, require_actor(), provider_id=self.chosen.id)
            self.step = FOUND
        except KitError as error:
            await refuse(self, error)
        self.checked = ""

    @rx.event
    @needs(Permission.SECURITY_MANAGE)
    async def ask_provider_end(self, provider_id: str) -> Any:
        """Ask before a provider is removed."""
        try:
            self.chosen, self.step = self._named(identifier(provider_id)), END
        except KitError as error:
            return await refuse(self, error)
        return None

    @rx.event
    @needs(Permission.SECURITY_MANAGE)
    @asks_for_proof
    async def end_provider(self) -> Any:
        """Remove the provider that was asked about."""
        self.step = ""
        try:
            remove = kit().oidc_providers.remove
            name = await call(remove, require_actor(), provider_id=identifier(self.chosen.id))
        except KitError as error:
            return await refuse(self, error)
        await self._read()
        return await notify(self, "success", "oidc.told.removed", name=name)

    @rx.event
    @needs(Permission.SECURITY_MANAGE)
    def leave_provider(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close whatever is open."""
        if open is not True:
            self.step = ""

    async def _read(self) -> None:
        self.book = await call(kit().oidc_providers.book, require_actor())

    def _named(self, provider_id: str) -> ProviderView:
        found = next((each for each in self.book.providers if each.id == provider_id), None)
        if found is None:
            raise NotFound
        return found
