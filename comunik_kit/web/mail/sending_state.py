"""« Envoi »: how mail leaves now, its pace, holding it back; what invitations start with."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import InvalidInput, KitError, WrongType
from comunik_kit.mail.inputs import Limits
from comunik_kit.mail.sending_views import Sending
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.refusals import FieldError, fields
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.arguments import entries, words
from comunik_kit.wiring import kit
from comunik_kit.workspaces.views import InvitationDefaults

MAX_NUMBERS = 60


LIMITS = ("rate", "daily_quota")
DEFAULTS = ("days", "reminders")


class SendingState(rx.State):
    """What the tab shows; the counts say how often each form was filled anew."""

    sending: Sending = Sending()
    defaults: InvitationDefaults = InvitationDefaults()
    reminders: str = ""
    loaded: bool = False
    limit_forms: int = 0
    default_forms: int = 0
    limit_errors: dict[str, FieldError] = {}
    default_errors: dict[str, FieldError] = {}

    @rx.event
    @needs(Permission.MAIL_READ)
    async def load_sending(self) -> None:
        """Fill the tab and its forms."""
        self.sending, defaults = await call(_all, require_actor())
        self._show(defaults)
        self.loaded, self.limit_errors, self.default_errors = True, {}, {}
        self.limit_forms, self.default_forms = self.limit_forms + 1, self.default_forms + 1

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    async def pause(self) -> None:
        """Hold every message back."""
        await call(kit().mail_control.pause, require_actor())
        await self._done("mail.told.paused")

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    async def resume(self) -> None:
        """Let mail leave again."""
        await call(kit().mail_control.resume, require_actor())
        await self._done("mail.told.resumed")

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    async def set_limits(self, form: dict[str, Any]) -> None:
        """Set pace and quota; what is wrong is said under its field."""
        try:
            limits = Limits.parse(_known(form, LIMITS))
            await call(kit().mail_control.set_limits, require_actor(), limits=limits)
        except KitError as error:
            self.limit_errors = fields(error)
            return
        self.limit_errors, self.limit_forms = {}, self.limit_forms + 1
        await self._done("mail.told.limits")

    @rx.event
    @needs(Permission.MAIL_MANAGE)
    async def set_defaults(self, form: dict[str, Any]) -> None:
        """Set what new invitations start with."""
        try:
            given = _texts(_known(form, DEFAULTS))
            defaults = await call(
                kit().workspaces.set_invitation_defaults,
                require_actor(),
                days=given.get("days", ""),
                reminders=given.get("reminders", ""),
            )
        except KitError as error:
            self.default_errors = fields(error)
            return
        self._show(defaults)
        self.default_errors, self.default_forms = {}, self.default_forms + 1
        await notify(self, "success", "mail.told.defaults")

    def _show(self, defaults: InvitationDefaults) -> None:
        self.defaults, self.reminders = defaults, ", ".join(map(str, defaults.reminders))

    async def _done(self, told: str) -> None:
        self.sending = await call(kit().mail_control.sending, require_actor())
        await notify(self, "success", told)


def _known(form: object, names: tuple[str, ...]) -> dict[str, object]:
    """Take the fields that the form has; others are nobody's."""
    return {name: value for name, value in entries(form).items() if name in names}


def _all(actor: Actor) -> tuple[Sending, InvitationDefaults]:
    return kit().mail_control.sending(actor), kit().workspaces.invitation_defaults(actor)


def _texts(given: Mapping[str, object]) -> dict[str, str]:
    """Read them as texts: what is none would be an empty one, and take reminders away unasked."""
    wrong: dict[str, KitError] = {n: WrongType() for n, value in given.items() if not isinstance(value, str)}
    if wrong:
        raise InvalidInput(wrong)
    return {name: words(value, MAX_NUMBERS) for name, value in given.items()}
