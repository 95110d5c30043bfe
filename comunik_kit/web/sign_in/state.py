"""What the sign-in and « Mot de passe oublié » pages know."""

import reflex as rx
from reflex_base.event import EventSpec

from comunik_kit.kernel import email_address
from comunik_kit.oidc.views import Offer
from comunik_kit.web.policy import public
from comunik_kit.web.session import call, current_actor, current_handshake, workspace_here
from comunik_kit.web.setup.state import error_key
from comunik_kit.wiring import kit
from comunik_kit.workspaces.hosts import Place

SIGN_IN_NOTICES = {
    "password_changed": "doors.notice.password_changed",
    "address_changed": "address.told.changed",
    "signed_out": "doors.notice.signed_out",
}
FORGOT_NOTICES = {"sent": "doors.forgot.done"}


class SignInState(rx.State):
    """What the address says: an error or a notice."""

    error: str = ""
    notice: str = ""
    by_link: bool = False
    offers: list[Offer] = []
    offered: Offer = Offer()
    loaded: bool = False

    @rx.event
    @public
    async def load(self) -> EventSpec | None:
        """Read the address; somebody who is in already goes home."""
        if current_actor() is not None:
            return rx.redirect("/")
        workspace = await workspace_here()
        self.by_link = workspace is not None and workspace.by_link
        self.offers = await call(_offers, current_handshake().host)
        self.loaded = True
        query = self.router.url.query_parameters
        self.error = error_key(query.get("error", ""))
        self.notice = (SIGN_IN_NOTICES | FORGOT_NOTICES).get(query.get("notice", ""), "")
        return None

    @rx.event
    @public
    async def offer_provider(self, email: str) -> None:
        """Offer the provider of a typed address's domain first; whoever has the address, the answer is the same."""
        asked = email if len(email) <= email_address.MAX_LENGTH else ""
        self.offered = await call(_offer, current_handshake().host, asked)


def _offers(host: str) -> list[Offer]:
    return kit().oidc_sign_in.offered(kit().hosts.at(host) or Place())


def _offer(host: str, email: str) -> Offer:
    return kit().oidc_sign_in.offered_to(kit().hosts.at(host) or Place(), email=email) or Offer()
