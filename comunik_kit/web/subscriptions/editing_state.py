"""The sheet in which a subscription is made or changed: the form, then who loses what if anybody does, then saving."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.roles.permissions import Permission
from comunik_kit.subscriptions.inputs import TierForm
from comunik_kit.subscriptions.views import UNLIMITED, TierLine, TierPreview
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.subscriptions.state import TiersState
from comunik_kit.web.users.arguments import entries, identifier
from comunik_kit.wiring import kit

FORM, PREVIEW = "form", "preview"


@dataclass(frozen=True, slots=True)
class TierDraft:
    """What the form begins with; without `tier_id` it makes a subscription. `seats` is empty for no limit."""

    tier_id: str = ""
    name: str = ""
    seats: str = ""
    price: str = ""
    modules: list[str] = field(default_factory=list)


class TierEditingState(rx.State):
    """The sheet that is open; what will be saved stays on the server."""

    step: str = ""
    visit: int = 0
    draft: TierDraft = TierDraft()
    preview: TierPreview = TierPreview()
    errors: dict[str, FieldError] = {}
    _form: TierForm | None = None
    _version: str = ""

    @rx.event
    @needs(Permission.SUBSCRIPTIONS_MANAGE)
    def ask_new_tier(self) -> None:
        """Open an empty form."""
        self._open(TierDraft(), "")

    @rx.event
    @needs(Permission.SUBSCRIPTIONS_MANAGE)
    async def ask_tier_change(self, tier_id: str) -> Any:
        """Open the form of a subscription."""
        try:
            line = await self._line(tier_id)
        except KitError as error:
            return await refuse(self, error)
        seats = "" if line.seats == UNLIMITED else str(line.seats)
        self._open(TierDraft(line.id, line.name, seats, line.price, line.modules), line.version)
        return None

    @rx.event
    @needs(Permission.SUBSCRIPTIONS_MANAGE)
    async def hand_in_tier(self, form: dict[str, Any]) -> None:
        """Make the subscription, or change it; when somebody would lose a module, show that first."""
        self.errors = {}
        try:
            self._form = TierForm.parse(entries(form))
            if not self.draft.tier_id:
                await call(kit().subscriptions.create, require_actor(), form=self._form)
                await self._done("subscriptions.told.created", self._form.name)
                return
            look, wanted = kit().subscriptions.preview, identifier(self.draft.tier_id)
            self.preview = await call(look, require_actor(), tier_id=wanted, form=self._form)
        except KitError as error:
            self.errors = fields(error)
            return
        self.step = PREVIEW
        if not any(loss.people for loss in self.preview.losses):
            await self._save()

    @rx.event
    @needs(Permission.SUBSCRIPTIONS_MANAGE)
    def back_to_tier(self) -> None:
        """Return to the form; what was typed is still there."""
        if self.step == PREVIEW:
            self.step = FORM

    @rx.event
    @needs(Permission.SUBSCRIPTIONS_MANAGE)
    async def apply_tier(self) -> None:
        """Save what was shown."""
        if self.step == PREVIEW:
            await self._save()

    @rx.event
    @signed_in
    def leave_tier(self, open: bool) -> None:  # noqa: A002 - the sheet's word
        """Close the sheet."""
        if open is not True:
            self._close()

    async def _save(self) -> None:
        if self._form is None:
            return
        try:
            await call(
                kit().subscriptions.change,
                require_actor(),
                tier_id=identifier(self.draft.tier_id),
                form=self._form,
                version=self._version,
            )
        except KitError as error:
            self.step, self.errors = FORM, fields(error)
            return
        await self._done("subscriptions.told.changed", self._form.name)

    def _open(self, draft: TierDraft, version: str) -> None:
        self.draft, self.errors, self.preview = draft, {}, TierPreview()
        self.step, self.visit, self._form, self._version = FORM, self.visit + 1, None, version

    def _close(self) -> None:
        self.step, self._form = "", None

    async def _line(self, tier_id: object) -> TierLine:
        """Find a subscription as it is now, and show the others as they are now, too."""
        tiers, wanted = await self.get_state(TiersState), identifier(tier_id)
        await tiers._read()
        found = next((line for line in tiers.book.tiers if line.id == wanted), None)
        if found is None:
            raise NotFound
        return found

    async def _done(self, key: str, name: str) -> None:
        self._close()
        await (await self.get_state(TiersState))._read()
        await notify(self, "success", key, name=name)
