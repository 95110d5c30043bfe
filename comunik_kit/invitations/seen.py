"""Who besides the invitee may have the link of an invitation: whoever copied it, or read it in the built-in outbox."""

from sqlalchemy import select
from sqlmodel import Session, col

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations.tables import Invitation
from comunik_kit.mail.shown import link_readers

VERSION = "link"
"""Under this name an entry of the journal says which link was copied: the invitation's version at that moment."""


def readers(session: Session, invitation: Invitation) -> set[str]:
    """List the ids of those who saw the present link; a copy that does not say of which link counts for each."""
    copied = select(col(AuditEntry.actor_id), col(AuditEntry.details)).where(
        col(AuditEntry.workspace_id) == invitation.workspace_id,
        col(AuditEntry.target_id) == invitation.user_id,
        col(AuditEntry.tag) == AuditTag.INVITATION_LINK_COPIED.value,
    )
    found = {
        actor_id
        for actor_id, details in session.execute(copied)
        if details.get(VERSION, invitation.version) == invitation.version
    }
    read = link_readers(session, invitation.workspace_id, invitation.id, invitation.version)
    return {each for each in (*found, *read) if each}
