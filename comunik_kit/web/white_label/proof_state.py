"""What is shown of the domain's proof, and the check of the sending address."""

from collections.abc import AsyncIterator

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.session import call, require_actor
from comunik_kit.wiring import kit
from comunik_kit.workspaces.views import ProofView, SenderView

NONE = ProofView()
NO_SENDER = SenderView()


class ProofState(rx.State):
    """What the cards under the domain show; `checking` and `asking` while name servers are asked."""

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
    @needs(Permission.SETTINGS_READ)
    async def check_sender(self) -> AsyncIterator[None]:
        """Ask the name servers about the sending address."""
        self.asking = True
        yield
        try:
            self.sender = await call(kit().sending_proofs.check, require_actor())
        finally:
            self.asking = False
