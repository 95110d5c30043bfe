"""The proof of the domain: what to create, what is there, looking again; and the check of the sending address."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.fanout import Topic
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.live import Part, follow
from comunik_kit.web.session import call, notify, require_actor
from comunik_kit.web.white_label.state import WhiteLabelState
from comunik_kit.wiring import kit
from comunik_kit.workspaces.views import ProofView, SenderView, WhiteLabelView

NONE = ProofView()
NO_SENDER = SenderView()


class ProofState(rx.State):
    """What the cards under the domain show."""

    proof: ProofView = NONE
    sender: SenderView = NO_SENDER
    checking: bool = False
    asking: bool = False

    @rx.event
    @needs(Permission.SETTINGS_READ)
    async def load_proof(self) -> None:
        """Show the records as they were seen last."""
        self.proof = await call(kit().domain_proofs.view, require_actor())
        self.sender = await call(kit().sending_proofs.address, require_actor())
        self.checking = self.asking = False

    @rx.event
    @needs(Permission.WHITE_LABEL_MANAGE)
    async def check(self) -> AsyncIterator[None]:
        """Ask the name servers now, and say what came of it."""
        self.checking, was_proven = True, self.proof.is_proven
        yield
        try:
            self.proof = await call(kit().domain_proofs.check, require_actor())
        except KitError as error:
            await notify(self, "danger", f"errors.{error.code}")
            return
        finally:
            self.checking = False
        await _show_domain(self)
        if self.proof.is_proven and not was_proven:
            await notify(self, "success", "domain.told.proven", host=self.proof.host)
        else:
            await notify(self, "info", "domain.told.checked")

    @rx.event
    @needs(Permission.SETTINGS_READ)
    async def check_sender(self) -> AsyncIterator[None]:
        """Ask the name servers about the sending address."""
        self.asking = True
        yield
        self.sender = await call(kit().sending_proofs.check, require_actor())
        self.asking = False

    @rx.event(background=True, supersedes=True)
    @needs(Permission.SETTINGS_READ)
    async def follow(self) -> list[Any]:
        """Show what the looks that come by themselves find."""
        return await follow(self, THE_PROOF, Topic.DOMAIN)


async def _show_domain(state: ProofState) -> None:
    above = await state.get_state(WhiteLabelState)
    above.view = await call(kit().workspaces.white_label, require_actor())


async def _shown(state: ProofState) -> ProofView | None:
    above = await state.get_state(WhiteLabelState)
    return state.proof if above.loaded else None


def _read(actor: Actor, _shown: ProofView) -> tuple[ProofView, WhiteLabelView]:
    return kit().domain_proofs.view(actor), kit().workspaces.white_label(actor)


async def _place(state: ProofState, news: tuple[ProofView, WhiteLabelView]) -> None:
    """Change only what differs."""
    above = await state.get_state(WhiteLabelState)
    if news[0] != state.proof:
        state.proof = news[0]
    if news[1] != above.view:
        above.view = news[1]


THE_PROOF = Part(permission=Permission.SETTINGS_READ, shown=_shown, read=_read, place=_place)
