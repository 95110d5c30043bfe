"""The white-label domain: what it is, how far it is, and setting it."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import FieldError, fields
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import entries, words
from comunik_kit.web.white_label.proof_state import ProofState
from comunik_kit.wiring import kit
from comunik_kit.workspaces.views import WhiteLabelView

NONE = WhiteLabelView("", "", "", "", "", "", may_manage=False)
MAX_HOST = 300
TABS = ("domain", "brand")


class WhiteLabelState(rx.State):
    """What the page of the domain shows."""

    tab: str = TABS[0]
    view: WhiteLabelView = NONE
    loaded: bool = False
    changing: bool = False
    errors: dict[str, FieldError] = {}

    @rx.event
    @needs(Permission.SETTINGS_READ)
    async def load(self) -> None:
        """Show the domain, or the tab that the address names."""
        asked = self.router.url.query_parameters.get("tab", "")
        self.tab = asked if asked in TABS else TABS[0]
        self.view = await call(kit().workspaces.white_label, require_actor())
        self.loaded, self.changing, self.errors = True, False, {}

    @rx.event
    @needs(Permission.WHITE_LABEL_MANAGE)
    def change(self, changing: bool) -> None:
        """Open or close the form over a domain that is set."""
        self.changing, self.errors = changing is True, {}

    @rx.event
    @needs(Permission.WHITE_LABEL_MANAGE)
    @asks_for_proof
    async def save(self, form: dict[str, Any]) -> None:
        """Set the domain; what is wrong is said under the field."""
        try:
            host = words(entries(form).get("domain"), MAX_HOST)
            self.view = await call(kit().workspaces.set_domain, require_actor(), host=host)
        except KitError as error:
            self.errors = fields(error)
            return
        self.changing, self.errors = False, {}
        below = await self.get_state(ProofState)
        below.proof = await call(kit().domain_proofs.view, require_actor())
        await notify(self, "success", "white_label.told.saved", host=self.view.host)

    @rx.event
    @needs(Permission.WHITE_LABEL_MANAGE)
    async def check(self) -> AsyncIterator[None]:
        """Ask the name servers now, and say what came of it."""
        below = await self.get_state(ProofState)
        below.checking = True
        yield
        try:
            await self._look(below)
        except KitError as error:
            await notify(self, "danger", f"errors.{error.code}")
        finally:
            below.checking = False

    async def _look(self, below: ProofState) -> None:
        was_proven = below.proof.is_proven
        below.proof = await call(kit().domain_proofs.check, require_actor())
        self.view = await call(kit().workspaces.white_label, require_actor())
        if below.proof.is_proven and not was_proven:
            await notify(self, "success", "domain.told.proven", host=below.proof.host)
        else:
            await notify(self, "info", "domain.told.checked")
