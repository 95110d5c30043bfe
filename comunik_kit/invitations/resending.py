"""How often a link may be sent anew (INV-06), decided and counted in the transaction of the act."""

from datetime import datetime, timedelta

from sqlmodel import Session

from comunik_kit.access.throttle import Throttle
from comunik_kit.invitations import issuing, repository, rules
from comunik_kit.invitations.errors import TooManyResends
from comunik_kit.invitations.inputs import InvitationOptions
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.actor import Actor
from comunik_kit.users.tables import User


class Resending:
    """Sends links anew within the limits; who asks too often is told when the next may leave.

    Exact under parallel requests: the invitation's row is held, and the day's counts are counted in one statement.
    """

    def __init__(self, *, throttle: Throttle) -> None:
        """Take what counts the day's messages."""
        self._throttle = throttle

    def resend(
        self, session: Session, actor: Actor, user_id: str, now: datetime
    ) -> tuple[Invitee, Invitation]:
        """Send a person's live invitation anew; raises what `issuing.live` does, and `TooManyResends`."""
        person, invitation = issuing.live(session, actor, user_id)
        self.renew(session, actor, person, invitation, now)
        return person, invitation

    def renew(
        self,
        session: Session,
        actor: Actor,
        person: Invitee,
        invitation: Invitation,
        now: datetime,
        options: InvitationOptions | None = None,
    ) -> None:
        """See `issuing.renew`; raises `TooManyResends`."""
        self._count(session, actor, person.user, now)
        issuing.renew(session, actor, person, invitation, now, options)

    def readdress(
        self, session: Session, actor: Actor, person: Invitee, invitation: Invitation, now: datetime
    ) -> None:
        """See `issuing.readdress`; raises `TooManyResends`."""
        self._count(session, actor, person.user, now)
        issuing.readdress(session, actor, person, invitation, now)

    def _count(self, session: Session, actor: Actor, user: User, now: datetime) -> None:
        sent = repository.messages_since(session, user, now - timedelta(hours=1))
        if len(sent) >= rules.RESENDS_PER_HOUR:
            raise _too_many(sent[-rules.RESENDS_PER_HOUR] + timedelta(hours=1))
        free_at = self._throttle.full_until(
            session,
            (rules.RESENDS_OF_INVITER, actor.user_id),
            (rules.RESENDS_OF_WORKSPACE, actor.workspace_id),
        )
        if free_at is not None:
            raise _too_many(free_at)


def _too_many(free_at: datetime) -> TooManyResends:
    """Name the first whole minute at which it will work."""
    minute = free_at.replace(second=0, microsecond=0)
    moment = minute if minute == free_at else minute + timedelta(minutes=1)
    return TooManyResends(at=moment.isoformat())
