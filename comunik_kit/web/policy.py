"""The markers that open an event handler: `@needs("users:invite")` and the like, *below* `@rx.event`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from comunik_kit.kernel.actor import Actor

Handler = TypeVar("Handler", bound=Callable[..., Any])

MARKER = "__kit_policy__"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a handler asks of the actor. `permission` empty: any signed-in person; `public`: anybody.

    `leads`: whoever leads a team; with a permission, whoever holds it too.
    """

    permission: str = ""
    public: bool = False
    leads: bool = False
    before_password_change: bool = False
    before_factor: bool = False

    def allows(self, actor: Actor | None) -> bool:
        """Decide for this actor, or for nobody."""
        if self.public:
            return True
        if actor is None or (actor.must_change_password and not self.before_password_change):
            return False
        if self.leads:
            return actor.is_lead or (bool(self.permission) and actor.may(self.permission))
        if actor.must_set_factor and not (self.before_factor or self.before_password_change):
            return False
        return not self.permission or actor.may(self.permission)


def _mark(policy: Policy) -> Callable[[Handler], Handler]:
    def apply(handler: Handler) -> Handler:
        setattr(handler, MARKER, policy)
        return handler

    return apply


def needs(permission: str) -> Callable[[Handler], Handler]:
    """Open a handler to people who hold the permission."""
    return _mark(Policy(permission=str(permission)))


def leads(handler: Handler) -> Handler:
    """Open a handler to people who lead a team, whatever their role."""
    return _mark(Policy(leads=True))(handler)


def needs_or_leads(permission: str) -> Callable[[Handler], Handler]:
    """Open a handler to people who hold the permission, and to those who lead a team."""
    return _mark(Policy(permission=str(permission), leads=True))


def signed_in(handler: Handler) -> Handler:
    """Open a handler to every signed-in person who has a password of their own."""
    return _mark(Policy())(handler)


def signed_in_with_initial_password(handler: Handler) -> Handler:
    """Open a handler to signed-in people even before they replaced an initial password (AUT-11)."""
    return _mark(Policy(before_password_change=True))(handler)


def signed_in_without_factor(handler: Handler) -> Handler:
    """Open a handler to signed-in people even before they have the second factor that their role must have (MFA-08)."""
    return _mark(Policy(before_factor=True))(handler)


def public(handler: Handler) -> Handler:
    """Open a handler to anybody: the door pages, the language."""
    return _mark(Policy(public=True))(handler)
