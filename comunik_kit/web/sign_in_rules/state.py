"""« Connexion »: the password's rules and who must have a second factor."""

from typing import Any

import reflex as rx

from comunik_kit.access.sign_in_rules import NewRules, SignInView
from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.policy import needs
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import SessionState, call, notify, require_actor
from comunik_kit.web.users.arguments import entries
from comunik_kit.wiring import kit


class SignInRulesState(rx.State):
    """What is set, and how many people have a second factor."""

    rules: SignInView = SignInView()
    loaded: bool = False
    form_number: int = 0

    @rx.event
    @needs(Permission.SECURITY_MANAGE)
    async def load_rules(self) -> None:
        """Show what is set."""
        self.rules = await call(kit().sign_in_rules.view, require_actor())
        self.loaded, self.form_number = True, self.form_number + 1

    @rx.event
    @needs(Permission.SECURITY_MANAGE)
    @asks_for_proof
    async def set_rules(self, form: dict[str, Any]) -> Any:
        """Set them; they count at everybody's next step."""
        try:
            wanted = NewRules.parse(entries(form))
            self.rules = await call(kit().sign_in_rules.set, require_actor(), rules=wanted)
        except KitError as error:
            return await refuse(self, error)
        self.form_number += 1
        await notify(self, "success", "rules.told.saved")
        return SessionState.enter
