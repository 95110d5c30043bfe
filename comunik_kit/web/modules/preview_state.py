"""« Voir l’accueil comme… »: whose home page is wanted, and what it shows."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.modules.previewing import HomePreview
from comunik_kit.modules.views import Widget
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.views import Choices, UserRow
from comunik_kit.web.guard import needs
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import entries, identifier, words
from comunik_kit.wiring import kit

_OFFERED = 6


class HomePreviewState(rx.State):
    """What is offered to look through, and the home page that is looked at; widgets by their module's name."""

    choices: Choices = Choices()
    sought: str = ""
    people: list[UserRow] = []
    shown: bool = False
    preview: HomePreview = HomePreview()
    widgets: dict[str, Widget] = {}
    errors: dict[str, FieldError] = {}

    @rx.event
    @needs(Permission.MODULES_MANAGE)
    async def offer_views(self) -> None:
        """Offer roles, subscriptions and teams; begin without a preview."""
        self._end()
        self.sought, self.people = "", []
        actor = require_actor()
        if actor.may(Permission.USERS_READ):
            self.choices = await call(kit().users.choices, actor)

    @rx.event
    @needs(Permission.MODULES_MANAGE)
    async def look_for_person(self, text: str) -> None:
        """Offer the first people whom the words find; none for none."""
        self.sought, self.people = words(text).strip(), []
        if not self.sought:
            return
        try:
            query = UserListQuery.parse(search=self.sought)
            page = await call(kit().users.page, require_actor(), query)
        except KitError as error:
            await refuse(self, error)
            return
        self.people = page.rows[:_OFFERED]

    @rx.event
    @needs(Permission.MODULES_MANAGE)
    async def see_as_person(self, user_id: str) -> Any:
        """Show the home page of a person."""
        try:
            wanted = identifier(user_id)
            await self._see(kit().home_previews.of_person, user_id=wanted)
        except KitError as error:
            return await refuse(self, error)
        return None

    @rx.event
    @needs(Permission.MODULES_MANAGE)
    async def see_as_role(self, form: dict[str, Any]) -> Any:
        """Show the home page that a role with a subscription and a team begins with."""
        self.errors = {}
        try:
            given = {name: words(entries(form).get(name)) for name in ("role_id", "tier_id", "department")}
            await self._see(kit().home_previews.of_role, **given)
        except KitError as error:
            self.errors = fields(error)
            if "form" in self.errors:
                return await refuse(self, error)
        return None

    @rx.event
    @needs(Permission.MODULES_MANAGE)
    def end_preview(self) -> None:
        """Go back to the settings."""
        self._end()

    async def _see(self, look: Callable[..., HomePreview], **of: str) -> None:
        self.preview = await call(look, require_actor(), **of)
        self.widgets = {widget.module: widget for widget in self.preview.widgets}
        self.shown = True

    def _end(self) -> None:
        self.shown, self.preview, self.widgets, self.errors = False, HomePreview(), {}, {}
