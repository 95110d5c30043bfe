"""What the sign-in and « Mot de passe oublié » pages know."""

import reflex as rx
from reflex_base.event import EventSpec

from comunik_kit.web.policy import public
from comunik_kit.web.session import current_actor, workspace_here
from comunik_kit.web.setup.state import error_key

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
    loaded: bool = False

    @rx.event
    @public
    async def load(self) -> EventSpec | None:
        """Read the address; somebody who is in already goes home."""
        if current_actor() is not None:
            return rx.redirect("/")
        workspace = await workspace_here()
        self.by_link = workspace is not None and workspace.by_link
        self.loaded = True
        query = self.router.url.query_parameters
        self.error = error_key(query.get("error", ""))
        self.notice = (SIGN_IN_NOTICES | FORGOT_NOTICES).get(query.get("notice", ""), "")
        return None
