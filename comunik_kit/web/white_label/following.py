"""Keeping the page of the domain in step with the looks that come by themselves."""

from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.fanout import Topic
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.changing import change_only
from comunik_kit.web.guard import needs
from comunik_kit.web.live import Part, follow
from comunik_kit.web.white_label.proof_state import ProofState
from comunik_kit.web.white_label.state import WhiteLabelState
from comunik_kit.wiring import kit
from comunik_kit.workspaces.views import ProofView, WhiteLabelView


class DomainFollowState(rx.State):
    """Nothing but the handler."""

    @rx.event(background=True, supersedes=True)
    @needs(Permission.SETTINGS_READ)
    async def follow(self) -> list[Any]:
        """Keep the open tab in step."""
        return await follow(self, THE_DOMAIN, Topic.DOMAIN)


_Shown = tuple[WhiteLabelView, ProofView]


async def _shown(state: DomainFollowState) -> _Shown | None:
    domain = await state.get_state(WhiteLabelState)
    return (domain.view, (await state.get_state(ProofState)).proof) if domain.loaded else None


def _read(actor: Actor, _shown: _Shown) -> _Shown:
    return kit().workspaces.white_label(actor), kit().domain_proofs.view(actor)


async def _place(state: DomainFollowState, news: _Shown) -> None:
    domain, below = await state.get_state(WhiteLabelState), await state.get_state(ProofState)
    change_only(domain, view=news[0])
    change_only(below, proof=news[1])


THE_DOMAIN = Part(permission=Permission.SETTINGS_READ, shown=_shown, read=_read, place=_place)
