"""The use cases of admins: create and invite, invite, resend, revoke, copy the link, list."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import issuing, repository, rules
from comunik_kit.invitations.errors import AlreadyActive, NoLiveInvitation
from comunik_kit.invitations.inputs import AT_ONCE, InvitationOptions
from comunik_kit.invitations.repository import Found, Invitee
from comunik_kit.invitations.resending import Resending
from comunik_kit.invitations.rules import InvitationState
from comunik_kit.invitations.tables import Invitation
from comunik_kit.invitations.telling import Telling
from comunik_kit.invitations.views import InvitationPage, InvitationRow, Invited
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail import outbox
from comunik_kit.mail.lines import line_of
from comunik_kit.mail.views import DeliveryLine
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import may_grant
from comunik_kit.users.creation import UserCreation
from comunik_kit.users.inputs import NewColleague
from comunik_kit.users.names import initials
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import link_base, mail_may_leave

PAGE_SIZE = 25


class Invitations:
    """Invitations as the people who send them see them."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        creation: UserCreation,
        resending: Resending,
        public_url: str,
        channel: str,
        telling: Telling,
    ) -> None:
        """Take the tools; `channel` names the mail sender in use."""
        self._db, self._clock, self._keyring = db, clock, keyring
        self._creation, self._resending, self._public_url = creation, resending, public_url
        self._channel, self._telling = channel, telling

    def create_and_invite(
        self, actor: Actor, *, new: NewColleague, options: InvitationOptions = AT_ONCE
    ) -> Invited:
        """Create a person and invite them, both or neither (INV-04: the same form twice is one of each)."""
        actor.require(Permission.USERS_INVITE)
        now = self._clock.now()
        with self._db.write() as session:
            created = self._creation.create(session, actor, new, now)
            invited = self._issue_once(session, actor, created.user_id, options, now)
        self._telling.changed(actor.workspace_id)
        return invited

    def invite(self, actor: Actor, *, user_id: str, options: InvitationOptions = AT_ONCE) -> Invited:
        """Invite a person who exists; one who holds a live invitation gets no second message."""
        actor.require(Permission.USERS_INVITE)
        with self._db.write() as session:
            invited = self._issue_once(session, actor, user_id, options, self._clock.now())
        self._telling.changed(actor.workspace_id)
        return invited

    def resend(self, actor: Actor, *, user_id: str) -> Invited:
        """Send a new link, also to who asked for one; the old one is dead from this moment.

        Who has a card gets a new one to print. Raises `TooManyResends`.
        """
        actor.require(Permission.USERS_INVITE)
        now = self._clock.now()
        with self._db.write() as session:
            person, invitation = issuing.live(session, actor, user_id)
            self._resending.renew(session, actor, person, invitation, now)
            invited = self._invited(session, person, invitation)
        self._telling.changed(actor.workspace_id)
        return invited

    def revoke(self, actor: Actor, *, user_id: str) -> str:
        """Take an invitation back; return the person's name. Its message leaves no more if it has not left."""
        actor.require(Permission.USERS_INVITE)
        now = self._clock.now()
        with self._db.write() as session:
            person, invitation = issuing.live(session, actor, user_id)
            if not repository.revoke(session, invitation, now):
                raise AlreadyActive
            outbox.cancel(session, invitation.id, now=now)
            person.user.invited_at = None
            session.add(person.user)
            _audit(session, now, actor, AuditTag.INVITATION_REVOKED, person)
        self._telling.changed(actor.workspace_id)
        return person.user.full_name

    def copy_link(self, actor: Actor, *, user_id: str) -> str:
        """Give the address of the present link, to hand over by another way; the journal keeps who asked."""
        actor.require(Permission.USERS_INVITE)
        now = self._clock.now()
        with self._db.write() as session:
            person, invitation = issuing.live(session, actor, user_id)
            if rules.state_of(invitation, now) is InvitationState.EXPIRED:
                raise NoLiveInvitation
            domain = workspaces.domain_of(session, actor.workspace_id)
            _audit(session, now, actor, AuditTag.INVITATION_LINK_COPIED, person)
            secret = self._keyring.link(issuing.PURPOSE, invitation.id, invitation.version)
            host, state = (domain.host, domain.state) if domain else ("", "")
            return f"{link_base(host, state, self._public_url)}/invite/{secret}"

    def page(self, actor: Actor, *, search: str = "", before: str = "", after: str = "") -> InvitationPage:
        """Read a page of the invitations that wait for an answer, newest first; cursors are invitation ids."""
        actor.require(Permission.USERS_READ)
        words = fold(search).split()[:8]
        with self._db.read() as session:
            found = repository.page_rows(
                session, actor.workspace_id, words=words, before=before, after=after, size=PAGE_SIZE
            )
            total = repository.count(session, actor.workspace_id)
            return self._page(actor, found, total, before=before, after=after)

    def _page(
        self, actor: Actor, found: list[Found], total: int, *, before: str, after: str
    ) -> InvitationPage:
        more = len(found) > PAGE_SIZE
        kept = found[1:] if before and more else found[:PAGE_SIZE]
        rows = [self._row(actor, each) for each in kept]
        if not rows:
            return InvitationPage(total=total)
        is_first = not after if not before else not more
        is_last = not more if not before else False
        return InvitationPage(
            rows=rows,
            before="" if is_first else rows[0].id,
            after="" if is_last else rows[-1].id,
            total=total,
        )

    def _row(self, actor: Actor, found: Found) -> InvitationRow:
        invitation, user, role, inviter, _, _ = found
        state = rules.state_of(invitation, self._clock.now())
        line = _line(found, self._clock.now())
        may = actor.may(Permission.USERS_INVITE) and may_grant(actor, role.rank, role.permissions)
        return InvitationRow(
            id=invitation.id,
            user_id=user.id,
            full_name=user.full_name,
            email=invitation.email,
            initials=initials(user.full_name),
            photo_url=f"/photos/{user.photo_id}" if user.photo_id else "",
            role_key=role.key,
            role_name=role.name,
            state=state.value,
            delivery=line.word,
            delivery_at=line.at,
            delivery_reason=line.reason,
            delivery_detail=line.detail,
            issued_at=invitation.issued_at.isoformat(),
            inviter=inviter,
            expires_at=invitation.expires_at.isoformat(),
            send_at=_iso(invitation.send_at),
            by_card=invitation.by_card,
            link_requested_at=_iso(invitation.link_requested_at),
            may_manage=may and state in {InvitationState.PENDING, InvitationState.EXPIRED},
        )

    def _issue_once(
        self, session: Session, actor: Actor, user_id: str, options: InvitationOptions, now: datetime
    ) -> Invited:
        person = issuing.invitable(session, actor, user_id)
        invitation = repository.live(session, actor.workspace_id, user_id)
        if invitation is None:
            return self._invited(session, person, issuing.issue(session, actor, person, now, options))
        if rules.state_of(invitation, now) is InvitationState.EXPIRED:
            self._resending.renew(session, actor, person, invitation, now, options)
            return self._invited(session, person, invitation)
        return self._invited(session, person, invitation, already=True)

    def _invited(
        self, session: Session, person: Invitee, invitation: Invitation, *, already: bool = False
    ) -> Invited:
        domain = workspaces.domain_of(session, person.user.workspace_id)
        return Invited(
            user_id=person.user.id,
            invitation_id=invitation.id,
            full_name=person.user.full_name,
            email=person.user.email,
            channel=self._channel,
            expires_at=invitation.expires_at.isoformat(),
            already=already,
            waits_for_domain=not mail_may_leave(domain),
            by_card=invitation.by_card,
            send_at=_iso(invitation.send_at),
        )


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _line(found: Found, now: datetime) -> DeliveryLine:
    """Say what became of the last message; accepting is the last word, whatever its carrier reported."""
    invitation, _, _, _, message, domain = found
    if invitation.accepted_at is not None:
        return DeliveryLine("accepted", invitation.accepted_at.isoformat())
    return line_of(message, domain, now) if message else DeliveryLine()


def _audit(session: Session, now: datetime, actor: Actor, tag: AuditTag, person: Invitee) -> None:
    record(session, now, actor, tag, Target("user", person.user.id, person.user.full_name))
