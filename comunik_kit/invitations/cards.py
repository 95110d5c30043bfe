"""Invitations on paper, for people without a mailbox: a link as a QR code, and a code to type."""

from sqlmodel import Session

from comunik_kit.access import limits
from comunik_kit.access.throttle import Throttle, network_of
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import issuing, repository, rules
from comunik_kit.invitations.errors import CardUnknown, NoLiveInvitation
from comunik_kit.invitations.messages import PURPOSE
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.rules import InvitationState
from comunik_kit.invitations.tables import Invitation
from comunik_kit.invitations.views import Card
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring, read_code
from comunik_kit.roles.permissions import Permission
from comunik_kit.users import repository as users
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import link_base, served

_CARD = "card"


class Cards:
    """Printing cards, and opening an invitation with the code of one."""

    def __init__(
        self, *, db: Database, clock: Clock, keyring: Keyring, throttle: Throttle, public_url: str
    ) -> None:
        """Take the tools."""
        self._db, self._clock, self._keyring = db, clock, keyring
        self._throttle, self._public_url = throttle, public_url

    def print(self, actor: Actor, *, user_id: str) -> Card:
        """Give the card of the present link; the row keeps a digest of its code, the journal who printed it."""
        actor.require(Permission.USERS_INVITE)
        now = self._clock.now()
        with self._db.write() as session:
            person, invitation = issuing.live(session, actor, user_id)
            if rules.state_of(invitation, now) is InvitationState.EXPIRED:
                raise NoLiveInvitation
            code = self._keyring.code(PURPOSE, invitation.id, invitation.version)
            invitation.card_digest = self._keyring.digest(_CARD, code)
            session.add(invitation)
            target = Target("user", person.user.id, person.user.full_name)
            record(session, now, actor, AuditTag.INVITATION_CARD_PRINTED, target)
            return self._drawn(session, person, invitation, code)

    def redeem(self, code: str, *, origin: Origin) -> str:
        """Give the secret of the link that a card's code stands for; opening it is no more than opening the link.

        Tries are counted before the code is looked up (AUT-07). Raises `TooManyAttempts`, `CardUnknown`.
        """
        self._throttle.count((limits.CARD_ADDRESS, network_of(origin.ip)), (limits.CARD_ALL, ""))
        digest = self._keyring.digest(_CARD, read_code(code))
        with self._db.read() as session:
            invitation = repository.by_card(session, digest)
            if invitation is None:
                raise CardUnknown(field="code")
            return self._keyring.link(PURPOSE, invitation.id, invitation.version)

    def _drawn(self, session: Session, person: Invitee, invitation: Invitation, code: str) -> Card:
        workspace = workspaces.workspace_of(session, invitation.workspace_id)
        domain = workspaces.domain_of(session, invitation.workspace_id)
        host, state = served(domain)
        address = f"{link_base(host, state, self._public_url)}/invite"
        secret = self._keyring.link(PURPOSE, invitation.id, invitation.version)
        return Card(
            workspace=workspace.name,
            brand=workspace.brand,
            accent=workspace.accent,
            full_name=person.user.full_name,
            inviter=users.name_of(session, invitation.workspace_id, invitation.invited_by),
            language=person.user.language,
            time_zone=workspace.time_zone,
            expires_at=invitation.expires_at.isoformat(),
            address=address,
            words=invitation.words,
            starts_on=invitation.starts_on.isoformat() if invitation.starts_on else "",
            link=f"{address}/{secret}",
            code=code,
        )
