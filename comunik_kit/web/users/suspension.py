"""Suspending and restoring somebody: the question, with the invitations they sent, and its answer."""

from typing import Any

import reflex as rx

from comunik_kit.invitations.issued import Waiting
from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.components import button, checkbox, dialog
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.i18n import t
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.users.acts import Named, read_again
from comunik_kit.web.users.arguments import entries, identifier
from comunik_kit.wiring import kit

_FORM = "suspension"


class SuspensionState(rx.State):
    """Who is to be suspended, and what of theirs waits for an answer."""

    asking: bool = False
    person: Named = Named()
    waiting: Waiting = Waiting()

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def ask_suspension(self, user_id: str) -> None:
        """Ask before an access is suspended."""
        try:
            actor, wanted = require_actor(), identifier(user_id)
            found = await call(kit().users.detail, actor, wanted)
            self.waiting = await call(kit().issued_invitations.waiting, actor, user_id=wanted)
        except KitError as error:
            await refuse(self, error)
            return
        self.person, self.asking = Named(found.id, found.full_name, found.email), True

    @rx.event
    @signed_in
    def leave_suspension(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question."""
        if open is not True:
            self.asking = False

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def suspend(self, form: dict[str, Any]) -> Any:
        """Suspend who was asked about, with the invitations they sent when that is ticked."""
        self.asking = False
        try:
            wanted, with_issued = identifier(self.person.id), bool(entries(form).get("with_issued"))
            act = kit().users.suspend
            name = await call(act, require_actor(), user_id=wanted, with_issued=with_issued)
        except KitError as error:
            return await refuse(self, error)
        await notify(self, "success", "lifecycle.told.suspended", name=name)
        return read_again(self)

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def restore(self, user_id: str) -> Any:
        """Give somebody their access back."""
        try:
            name = await call(kit().users.restore, require_actor(), user_id=identifier(user_id))
        except KitError as error:
            return await refuse(self, error)
        await notify(self, "success", "lifecycle.told.restored", name=name)
        return read_again(self)


def suspension_dialog() -> rx.Component:
    """The consequence, the invitations that wait, and the verb."""
    person: Any = SuspensionState.person
    waiting: Any = SuspensionState.waiting
    names = rx.el.ul(rx.foreach(waiting.names, rx.el.li), class_name="plain-list")
    more = rx.cond(
        waiting.total > waiting.names.length(),
        rx.el.p(t("lifecycle.suspend.more", count=waiting.total), class_name="field-hint"),
    )
    issued = rx.el.div(
        rx.el.p(t("lifecycle.suspend.issued", count=waiting.total)),
        names,
        more,
        checkbox("with_issued", t("lifecycle.suspend.revoke"), field_id="f-with-issued"),
    )
    form = rx.el.form(
        rx.cond(waiting.total > 0, issued, rx.fragment()),
        id=_FORM,
        on_submit=SuspensionState.suspend,
        class_name="form",
    )
    foot = rx.el.div(
        button(t("app.cancel"), on_click=SuspensionState.leave_suspension(False)),
        button(t("lifecycle.suspend"), weight="danger", type="submit", form=_FORM),
        class_name="foot-acts",
    )
    return dialog(
        form,
        open=SuspensionState.asking,
        on_open_change=SuspensionState.leave_suspension,
        title=t("lifecycle.suspend.title", name=person.name),
        description=t("lifecycle.suspend.text", email=person.email),
        foot=foot,
    )
