"""« Modèles »: which message is looked at, and how. Its body is not here: it goes from its route into a frame."""

import reflex as rx

from comunik_kit.kernel.errors import KitError
from comunik_kit.locale import LANGUAGES
from comunik_kit.mail.framed import THEMES
from comunik_kit.mail.outbox import Template
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.wiring import kit


class PreviewState(rx.State):
    """The choices of the preview; the subject of what is chosen."""

    template: str = Template.INVITATION.value
    language: str = LANGUAGES[0]
    theme: str = THEMES[0]
    as_text: bool = False
    is_narrow: bool = False
    subject: str = ""

    @rx.event
    @needs(Permission.MAIL_READ)
    async def load_preview(self) -> None:
        """Show what was looked at last."""
        await self._read()

    @rx.event
    @needs(Permission.MAIL_READ)
    async def choose_template(self, template: str) -> None:
        """Look at another message; one that does not exist changes nothing."""
        if template in set(Template):
            self.template = template
        await self._read()

    @rx.event
    @needs(Permission.MAIL_READ)
    async def choose_language(self, language: str) -> None:
        """Read it in another language."""
        if language in LANGUAGES:
            self.language = language
        await self._read()

    @rx.event
    @needs(Permission.MAIL_READ)
    def choose_theme(self, theme: str) -> None:
        """Look at it as a mail program in this theme draws it."""
        if theme in THEMES:
            self.theme = theme

    @rx.event
    @needs(Permission.MAIL_READ)
    def show_as_text(self, shown: bool) -> None:
        """Choose between the message as drawn and its plain text."""
        self.as_text = shown is True

    @rx.event
    @needs(Permission.MAIL_READ)
    def narrow(self, narrow: bool) -> None:
        """Choose between a phone's width and a desk's."""
        self.is_narrow = narrow is True

    @rx.event
    @needs(Permission.MAIL_READ)
    async def send_to_me(self) -> None:
        """Send the message on the screen to the actor's own stored address."""
        try:
            send = kit().previews.send
            email = await call(send, require_actor(), template=self.template, language=self.language)
        except KitError as error:
            await refuse(self, error)
            return
        await notify(self, "success", "previews.sent", email=email)

    async def _read(self) -> None:
        subject = kit().previews.subject
        self.subject = await call(subject, require_actor(), template=self.template, language=self.language)
