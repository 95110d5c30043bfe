"""Which tab of « E-mails » is open; and the archive of messages: a page of the list, and which message is open.

The open message's body is not here: it may hold a live link, and goes from its route straight into a frame.
"""

from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.mail.views import MailPage, MailView
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.mail.blocked_state import BlockedState
from comunik_kit.web.mail.preview_state import PreviewState
from comunik_kit.web.mail.sending_state import SendingState
from comunik_kit.web.mail.trouble_state import TroubleState
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import MAX_CURSOR, identifier, words
from comunik_kit.wiring import kit

TABS = ("sending", "messages", "trouble", "blocked", "templates")


class MailState(rx.State):
    """What the page of e-mails shows."""

    tab: str = TABS[0]
    page: MailPage = MailPage()
    loaded: bool = False
    message: MailView = MailView()
    is_open: bool = False
    as_text: bool = False
    _cursor: str = ""

    @rx.event
    @needs(Permission.MAIL_READ)
    async def load(self) -> Any:
        """Open the tab that the address names; each fills itself, and what stands above all of them."""
        asked = self.router.url.query_parameters.get("tab", "")
        self.tab = asked if asked in TABS else TABS[0]
        if self.tab == "messages":
            await self._turn("")
        own = {"trouble": TroubleState.load_trouble, "blocked": BlockedState.load_blocked}
        own["templates"] = PreviewState.load_preview
        return [SendingState.load_sending, *([own[self.tab]] if self.tab in own else [])]

    @rx.event
    @needs(Permission.MAIL_READ)
    async def turn_back(self) -> None:
        """Show newer messages."""
        await self._turn(self.page.before)

    @rx.event
    @needs(Permission.MAIL_READ)
    async def turn_on(self) -> None:
        """Show older messages."""
        await self._turn(self.page.after)

    async def _turn(self, cursor: str) -> None:
        self._close()
        self._cursor = words(cursor, MAX_CURSOR)
        self.page = await call(kit().mailbox.page, require_actor(), self._cursor)
        self.loaded = True

    @rx.event
    @needs(Permission.MAIL_READ)
    async def read(self, message_id: str) -> None:
        """Open a message's sheet; the frame in it asks for the body, which is written down as a reading."""
        try:
            self.message = await call(kit().mailbox.view, require_actor(), identifier(message_id))
        except KitError as error:
            await refuse(self, error)
            return
        self.is_open, self.as_text = True, False

    @rx.event
    @needs(Permission.MAIL_READ)
    def show_sheet(self, shown: bool) -> None:
        """Close the open message; opening goes through `read` alone."""
        if shown is not True:
            self._close()

    @rx.event
    @needs(Permission.MAIL_READ)
    def show_text(self, shown: bool) -> None:
        """Choose between the message as drawn and its plain text."""
        self.as_text = shown is True

    def _close(self) -> None:
        self.is_open, self.message = False, MailView()
