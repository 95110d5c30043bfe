"""« Demander un nouveau lien »: the holder of a dead link asks, the inviter answers with one click."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import limits
from comunik_kit.access.throttle import Throttle, network_of
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import links, messages, repository, rules
from comunik_kit.invitations.acceptance import as_actor
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.rules import LinkStatus
from comunik_kit.invitations.tables import Invitation
from comunik_kit.invitations.telling import Telling
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.outbox import Template
from comunik_kit.users.tables import UserStatus
from comunik_kit.workspaces import repository as workspaces

_MAY_ASK = frozenset({LinkStatus.EXPIRED, LinkStatus.REPLACED})


class LinkRequests:
    """Asking for a new link with an old one."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        throttle: Throttle,
        telling: Telling,
    ) -> None:
        """Take the tools."""
        self._db, self._clock, self._keyring = db, clock, keyring
        self._throttle, self._telling = throttle, telling

    def request(self, secret: str, *, origin: Origin) -> None:
        """Note the wish and tell the inviter, once a day; say nothing, whatever the link is (AUT-09).

        Raises `TooManyAttempts` for the network address only.
        """
        self._throttle.count((limits.NEW_LINK_ADDRESS, network_of(origin.ip)))
        with self._db.write() as session:
            status, invitation = links.look(session, self._keyring, secret, self._clock.now())
            noted = invitation if invitation and status in _MAY_ASK else None
            if noted is not None and not self._note(session, noted, origin):
                noted = None
        self._telling.looked()
        if noted is not None:
            self._telling.changed(noted.workspace_id)

    def _note(self, session: Session, invitation: Invitation, origin: Origin) -> bool:
        now = self._clock.now()
        person = repository.invitee(session, invitation.workspace_id, invitation.user_id)
        if person is None or not rules.may_be_invited(person.user):
            return False
        if not repository.note_request(session, invitation, now, now - rules.BETWEEN_REQUESTS):
            return False
        self._tell_inviter(session, person, invitation, now)
        target = Target("user", person.user.id, person.user.full_name)
        record(session, now, as_actor(person.user, origin), AuditTag.INVITATION_LINK_REQUESTED, target)
        return True

    @staticmethod
    def _tell_inviter(session: Session, person: Invitee, invitation: Invitation, now: datetime) -> None:
        """Write to who invited them, if they are still here; the badge in « Invités » is there for all."""
        inviter = repository.invitee(session, invitation.workspace_id, invitation.invited_by)
        if inviter is None or inviter.user.status != UserStatus.ACTIVE:
            return
        workspace = workspaces.workspace_of(session, invitation.workspace_id)
        key = f"link-requested/{invitation.id}/{now.isoformat()}"
        messages.tell_inviter(session, Template.LINK_REQUESTED, key, workspace, inviter, person, now)
