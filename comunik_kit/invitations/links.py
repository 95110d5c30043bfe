"""Reading a link's secret: which invitation it is of, and what it leads to. Changes nothing (TOK-08)."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.invitations import repository, rules
from comunik_kit.invitations.messages import PURPOSE
from comunik_kit.invitations.rules import LinkStatus
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.secrets import Keyring


def look(
    session: Session, keyring: Keyring, secret: str, now: datetime
) -> tuple[LinkStatus, Invitation | None]:
    """Tell what a link leads to; an invitation only for a genuine one, of now or of before."""
    link = keyring.read(PURPOSE, secret)
    invitation = repository.by_link(session, link.row_id) if link else None
    if link is None or invitation is None:
        return LinkStatus.UNKNOWN, None
    is_current = link.matches(invitation.version)
    if not is_current and not link.matches_before(invitation.version):
        return LinkStatus.UNKNOWN, None
    return rules.status_of_link(invitation, is_current=is_current, now=now), invitation
