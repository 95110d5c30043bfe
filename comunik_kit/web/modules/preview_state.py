"""« Voir l’accueil comme… »: whose home page is wanted, and what it shows."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.previewing import HomePreview, SeenAs
from comunik_kit.modules.views import Widget
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.views import Choices, UserRow
from comunik_kit.web.changing import change_only
from comunik_kit.web.guard import needs
from comunik_kit.web.live import Part, follow
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import entries, identifier, words
from comunik_kit.wiring import kit

_OFFERED = 6
NOBODY = SeenAs()
"""Nothing is looked at: the page has nothing to keep in step."""


class HomePreviewState(rx.State):
    """What is offered to look through, and the home page that is looked at; widgets by their module's name."""

    choices: Choices = Choices()
    sought: str = ""
    people: list[UserRow] = []
    shown: bool = False
    preview: HomePreview = HomePreview()
    widgets: dict[str, Widget] = {}
    errors: dict[str, FieldError] = {}
    _wanted: SeenAs = NOBODY

    @rx.event(background=True, supersedes=True)
    @needs(Permission.MODULES_MANAGE)
    async def follow(self) -> list[Any]:
        """Keep the home page that is looked at in step with what others do."""
        return await follow(self, THE_HOME, Topic.RIGHTS, Topic.PEOPLE, Topic.ACTIVITY)

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
            wanted, look = SeenAs(identifier(user_id)), kit().home_previews.of_person
            self._show(wanted, await call(look, require_actor(), user_id=wanted.user_id))
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
            seen = await call(kit().home_previews.of_role, require_actor(), **given)
            self._show(SeenAs(**given), seen)
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

    def _show(self, wanted: SeenAs, seen: HomePreview) -> None:
        self._wanted = wanted
        widgets = {widget.module: widget for widget in seen.widgets}
        change_only(self, preview=seen, widgets=widgets, shown=True)

    def _end(self) -> None:
        self.shown, self.preview, self.widgets, self.errors = False, HomePreview(), {}, {}
        self._wanted = NOBODY


async def _shown(state: HomePreviewState) -> SeenAs:
    return state._wanted


def _read(actor: Actor, wanted: SeenAs) -> HomePreview | KitError | None:
    """Draw it again without another entry in the journal; what would refuse the first look ends it."""
    try:
        return kit().home_previews.again(actor, wanted=wanted) if wanted != NOBODY else None
    except KitError as error:
        return error


async def _renew(state: HomePreviewState, news: HomePreview | KitError | None) -> None:
    if isinstance(news, KitError):
        state._end()
        await refuse(state, news)
    elif news is not None:
        state._show(state._wanted, news)


THE_HOME = Part(permission=Permission.MODULES_MANAGE, shown=_shown, read=_read, place=_renew)
