"""The brand's form: what it holds, what it would look like, and its acts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import reflex as rx

from comunik_kit.branding.inputs import BrandForm
from comunik_kit.branding.service import judge
from comunik_kit.branding.views import BrandView, Judgement, TrialMail
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.mail.framed import THEMES, in_theme
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.refusals import FieldError, fields
from comunik_kit.web.session import SessionState, call, notify, require_actor
from comunik_kit.web.users.arguments import entries
from comunik_kit.wiring import kit
from comunik_kit.workspaces.looks import face_of
from comunik_kit.workspaces.views import Face

PANES = ("sign_in", "home", "mail")
DRAW, SAVE, TRY = "draw", "save", "try"
NOTHING = BrandView()


class BrandState(rx.State):
    """What the tab « Marque » shows; `face` and `mail` are those of the form as it is typed."""

    brand: BrandView | None = None
    judgement: Judgement | None = None
    face: Face | None = None
    mail: TrialMail | None = None
    mail_html: str = ""
    theme: str = THEMES[0]
    pane: str = PANES[0]
    errors: dict[str, FieldError] = {}
    _html: str = ""

    @rx.event
    @needs(Permission.SETTINGS_READ)
    async def load_brand(self) -> None:
        """Show the brand to who may change it."""
        actor = require_actor()
        if actor.may(Permission.WHITE_LABEL_MANAGE):
            self.brand = found = await call(kit().branding.view, actor)
            self.errors = {}
            await self._draw(_form_of(found))

    @rx.event
    @needs(Permission.WHITE_LABEL_MANAGE)
    async def hand_in(self, form: dict[str, Any]) -> None:
        """Take the form: to look at it, to keep it, or to try it by mail; its hidden `act` says which."""
        said = dict(entries(form))
        act = said.pop("act", DRAW)
        try:
            if act == SAVE:
                await self._save(said)
            elif act == TRY:
                await self._try(said)
            else:
                await self._draw(said)
        except KitError as error:
            await self._refuse(error)

    @rx.event
    @needs(Permission.WHITE_LABEL_MANAGE)
    def choose_theme(self, theme: str) -> None:
        """Look at the preview in a theme."""
        if theme in THEMES:
            self.theme = theme
            self.mail_html = in_theme(self._html, theme)

    @rx.event
    @needs(Permission.WHITE_LABEL_MANAGE)
    def choose_pane(self, pane: str) -> None:
        """Look at one of the previews, where there is room for one alone."""
        if pane in PANES:
            self.pane = pane

    async def _save(self, said: Mapping[str, object]) -> None:
        actor, form = require_actor(), BrandForm.parse(said)
        saved = await call(kit().branding.save, actor, form=form)
        self.brand, self.errors = saved, {}
        await self._draw(_form_of(saved))
        session = await self.get_state(SessionState)
        session.person = (await call(kit().frame.view, actor)).person
        await notify(self, "success", "brand.told.saved", brand=saved.brand)

    async def _try(self, said: Mapping[str, object]) -> None:
        email = await call(kit().brand_trials.send, require_actor(), form=BrandForm.parse(said))
        self.errors = {}
        await notify(self, "success", "brand.told.tried", email=email)

    async def _draw(self, said: Mapping[str, object]) -> None:
        """Draw what can be drawn: a field that is only half typed stays as it was saved."""
        self.judgement = judge(str(said.get("accent", "")).lower()) or self.judgement
        try:
            form = BrandForm.parse(said)
        except InvalidInput as error:
            saved = _form_of(self.brand or NOTHING)
            form = BrandForm.parse({**said, **{name: saved.get(name, "") for name in error.errors}})
        self.face, mail = await call(_drawn, require_actor(), form)
        self._html, self.mail = mail.html, replace(mail, html="")
        self.mail_html = in_theme(self._html, self.theme)

    async def _refuse(self, error: KitError) -> None:
        self.errors = fields(error)
        if "form" in self.errors:
            wrong = self.errors["form"]
            await notify(self, "danger", wrong.key, **wrong.params)


def _drawn(actor: Actor, form: BrandForm) -> tuple[Face, TrialMail]:
    return face_of(kit().branding.draft(actor, form=form)), kit().brand_trials.show(actor, form=form)


def _form_of(brand: BrandView) -> dict[str, object]:
    names = ("brand", "accent", "sender_name", "reply_to", "legal_line", "language", "theme", "version")
    return {**{name: getattr(brand, name) for name in names}, **brand.pictures}
