"""Ways in that a workspace has closed for some: their sign-in goes by the provider of their company (AUT-14)."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from comunik_kit.access.errors import SignInElsewhere
from comunik_kit.access.repository import Account


def _nobody(_s: Session, _account: Account) -> bool:
    return False


def _no_address(_s: Session, _workspace_id: str, _email_key: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Ways:
    """Who is sent elsewhere: an account, once it has shown that it is one; and an address, by its domain alone."""

    sends_away: Callable[[Session, Account], bool] = _nobody
    sends_address_away: Callable[[Session, str, str], bool] = _no_address

    def check(self, s: Session, account: Account) -> None:
        """Refuse with `SignInElsewhere` who comes in by their provider alone."""
        if self.sends_away(s, account):
            raise SignInElsewhere

    def check_address(self, s: Session, workspace_id: str, email_key: str) -> None:
        """Do the same of an address: whoever has it, or nobody, the answer is the same (AUT-09)."""
        if self.sends_address_away(s, workspace_id, email_key):
            raise SignInElsewhere
