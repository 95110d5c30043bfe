"""The sheet in which a role is made or changed: the form, then who gains and loses what, then saving."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.roles.inputs import RoleForm
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import LEVELS, shipped_rights
from comunik_kit.roles.views import RoleLine, RolePreview
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.roles.state import RolesState
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import entries, identifier
from comunik_kit.wiring import kit

FORM, PREVIEW = "form", "preview"


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """What the form begins with; without `role_id` it makes a role, a copy if `copied_name` is set.

    `key` names a shipped role, whose name and level stay.
    """

    role_id: str = ""
    name: str = ""
    level: str = ""
    permissions: list[str] = field(default_factory=list)
    copied_key: str = ""
    copied_name: str = ""
    key: str = ""


class RoleEditingState(rx.State):
    """The sheet that is open; what will be saved stays on the server."""

    step: str = ""
    visit: int = 0
    draft: RoleDraft = RoleDraft()
    preview: RolePreview = RolePreview()
    errors: dict[str, FieldError] = {}
    _form: RoleForm | None = None
    _version: str = ""

    @rx.event
    @needs(Permission.ROLES_MANAGE)
    async def ask_new_role(self) -> None:
        """Open an empty form."""
        levels = (await self.get_state(RolesState)).book.levels
        self._open(RoleDraft(level=next(iter(levels), "")))

    @rx.event
    @needs(Permission.ROLES_MANAGE)
    async def ask_copy(self, role_id: str) -> Any:
        """Open a form with the rights of a role, as far as one holds them."""
        try:
            line = await self._line(role_id)
        except KitError as error:
            return await refuse(self, error)
        levels, held = (await self.get_state(RolesState)).book.levels, require_actor().permissions
        level = line.level if line.level in levels else next(reversed(levels), "")
        rights = [right for right in line.permissions if right in held]
        self._open(RoleDraft("", "", level, rights, line.key, line.name))
        return None

    @rx.event
    @needs(Permission.ROLES_MANAGE)
    async def ask_change(self, role_id: str) -> Any:
        """Open the form of a role."""
        try:
            line = await self._line(role_id)
        except KitError as error:
            return await refuse(self, error)
        self._open(RoleDraft(line.id, line.name, line.level, line.permissions, key=line.key))
        self._version = line.version
        return None

    @rx.event
    @needs(Permission.ROLES_MANAGE)
    async def ask_reset(self, role_id: str) -> Any:
        """Show what giving a shipped role its own rights back would change."""
        try:
            line = await self._line(role_id)
            rights = shipped_rights(line.key)
            form = RoleForm(line.name, LEVELS.get(line.level, 0), rights)
            look = kit().role_definitions.preview
            preview = await call(look, require_actor(), role_id=line.id, form=form)
        except KitError as error:
            return await refuse(self, error)
        self._open(RoleDraft(line.id, line.name, line.level, sorted(rights), key=line.key))
        self._version, self._form = line.version, form
        self.preview, self.step = preview, PREVIEW
        return None

    @rx.event
    @needs(Permission.ROLES_MANAGE)
    async def hand_in(self, form: dict[str, Any]) -> None:
        """Make the role, or show who would gain and lose what by the change."""
        self.errors, actor = {}, require_actor()
        try:
            self._form = RoleForm.parse(entries(form))
            if self.draft.role_id:
                look, wanted = kit().role_definitions.preview, identifier(self.draft.role_id)
                self.preview = await call(look, actor, role_id=wanted, form=self._form)
                self.step = PREVIEW
                return
            await call(kit().role_definitions.create, actor, form=self._form)
        except KitError as error:
            self.errors = fields(error)
            return
        await self._done("roles.told.created", self._form.name)

    @rx.event
    @needs(Permission.ROLES_MANAGE)
    def go_back(self) -> None:
        """Return to the form; what was typed is still there."""
        if self.step == PREVIEW:
            self.step = FORM

    @rx.event
    @needs(Permission.ROLES_MANAGE)
    async def apply_role(self) -> None:
        """Save what was shown."""
        if self._form is None or self.step != PREVIEW:
            return
        change, wanted = kit().role_definitions.change, self.draft.role_id
        try:
            await call(
                change,
                require_actor(),
                role_id=identifier(wanted),
                form=self._form,
                version=self._version,
            )
        except KitError as error:
            self.step, self.errors = FORM, fields(error)
            return
        await self._done("roles.told.changed", self._form.name)

    @rx.event
    @signed_in
    def leave_role(self, open: bool) -> None:  # noqa: A002 - the sheet's word
        """Close the sheet."""
        if open is not True:
            self._close()

    def _open(self, draft: RoleDraft) -> None:
        self.draft, self.errors, self.preview = draft, {}, RolePreview()
        self.step, self.visit, self._form, self._version = FORM, self.visit + 1, None, ""

    def _close(self) -> None:
        self.step, self._form = "", None

    async def _line(self, role_id: object) -> RoleLine:
        """Find a role as it is now, and show the others as they are now, too."""
        roles, wanted = await self.get_state(RolesState), identifier(role_id)
        await roles._read()
        found = next((line for line in roles.book.roles if line.id == wanted), None)
        if found is None:
            raise NotFound
        return found

    async def _done(self, key: str, name: str) -> None:
        self._close()
        await (await self.get_state(RolesState))._read()
        await notify(self, "success", key, name=name)
