"""The use cases of admins: create and invite, invite, resend, revoke, copy the link, list."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import batches, issuing, listing, rules, seen, withdrawing
from comunik_kit.invitations.batches import Manner, Outcome
from comunik_kit.invitations.errors import NoLiveInvitation
from comunik_kit.invitations.fresh import Fresh
from comunik_kit.invitations.inputs import AT_ONCE, InvitationOptions
from comunik_kit.invitations.listing import Found
from comunik_kit.invitations.messages import Addressee
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.resending import Resending
from comunik_kit.invitations.rules import InvitationState
from comunik_kit.invitations.tables import Invitation
from comunik_kit.invitations.telling import Telling
from comunik_kit.invitations.views import InvitationPage, InvitationRow, Invited
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.lines import line_of
from comunik_kit.mail.views import DeliveryLine
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import may_grant
from comunik_kit.users.creation import UserCreation, ask_proof_for_admin
from comunik_kit.users.inputs import NewColleague
from comunik_kit.users.names import initials, search_words
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import link_base, mail_may_leave, served
from comunik_kit.workspaces.tables import Domain

PAGE_SIZE = 25
MOST_AT_ONCE = 500
"""People in one transaction of `…_all`: other writers wait for it, on SQLite all of them."""


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
        with self._db.write() as session:
            ask_proof_for_admin(session, actor, new.role_id)
            [outcome] = self._create_and_invite(session, actor, [new], options)
            if isinstance(outcome, KitError):
                raise outcome
        self._telling.changed(actor.workspace_id)
        return outcome

    def create_and_invite_all(
        self, actor: Actor, *, given: Sequence[NewColleague], options: InvitationOptions = AT_ONCE
    ) -> list[Invited | KitError]:
        """Create and invite a person for each form in one transaction; a refusal in the place of a refused form.

        The rules, the journal and the keys against repetition are those of one form: sent again, nothing is doubled.
        """
        actor.require(Permission.USERS_INVITE)
        _not_too_many(given)
        with self._db.write() as session:
            outcomes = self._create_and_invite(session, actor, given, options)
        self._telling.changed(actor.workspace_id)
        return outcomes

    def invite_all(
        self, actor: Actor, *, user_ids: Sequence[str], options: InvitationOptions = AT_ONCE
    ) -> dict[str, Invited | KitError]:
        """Invite people who exist in one transaction; by their ids, a refusal in the place of who was refused.

        One who holds a live invitation gets no second message.
        """
        actor.require(Permission.USERS_INVITE)
        _not_too_many(user_ids)
        now = self._clock.now()
        with self._db.write() as session:
            workspace = workspaces.lock_workspace(session, actor.workspace_id)
            wanted, manner = list(dict.fromkeys(user_ids)), Manner(options, self._resending)
            outcomes = batches.invite(session, actor, workspace, wanted, manner, now)
            domain = workspaces.domain_of(session, actor.workspace_id)
            told = {user_id: self._told(domain, outcome) for user_id, outcome in outcomes.items()}
        self._telling.changed(actor.workspace_id)
        return told

    def invite(self, actor: Actor, *, user_id: str, options: InvitationOptions = AT_ONCE) -> Invited:
        """Invite one person who exists."""
        outcome = self.invite_all(actor, user_ids=[user_id], options=options)[user_id]
        if isinstance(outcome, KitError):
            raise outcome
        return outcome

    def resend(self, actor: Actor, *, user_id: str) -> Invited:
        """Send a new link, also to who asked for one; the old one is dead from this moment.

        Who has a card gets a new one to print. Raises `TooManyResends`.
        """
        actor.require(Permission.USERS_INVITE)
        now = self._clock.now()
        with self._db.write() as session:
            person, invitation = self._resending.resend(session, actor, user_id, now)
            invited = self._invited(session, person, invitation)
        self._telling.changed(actor.workspace_id)
        return invited

    def revoke(self, actor: Actor, *, user_id: str) -> str:
        """Take an invitation back; return the person's name. Its message leaves no more if it has not left."""
        actor.require(Permission.USERS_INVITE)
        now = self._clock.now()
        with self._db.write() as session:
            person = withdrawing.revoke(session, actor, user_id, now)
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
            target = Target("user", person.user.id, person.user.full_name)
            which = {seen.VERSION: invitation.version}
            record(session, now, actor, AuditTag.INVITATION_LINK_COPIED, target, details=which)
            secret = self._keyring.link(issuing.PURPOSE, invitation.id, invitation.version)
            host, state = served(domain)
            return f"{link_base(host, state, self._public_url)}/invite/{secret}"

    def page(self, actor: Actor, *, search: str = "", before: str = "", after: str = "") -> InvitationPage:
        """Read a page of the invitations that wait for an answer, newest first; cursors are invitation ids.

        The first page when there is nothing at its place by now.
        """
        actor.require(Permission.USERS_READ)
        here, words = actor.workspace_id, search_words(search)
        with self._db.read() as session:
            found = listing.page_rows(session, here, words=words, before=before, after=after, size=PAGE_SIZE)
            if not found and (before or after):
                before = after = ""
                found = listing.page_rows(session, here, words=words, size=PAGE_SIZE)
            total = listing.count(session, here, words=words)
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

    def _create_and_invite(
        self, session: Session, actor: Actor, given: Sequence[NewColleague], options: InvitationOptions
    ) -> list[Invited | KitError]:
        manner = Manner(options, self._resending)
        batch = batches.create_and_invite(session, actor, self._creation, given, manner, self._clock.now())
        return [self._told(batch.domain, outcome) for outcome in batch.outcomes]

    def _told(self, domain: Domain | None, outcome: Outcome) -> Invited | KitError:
        if isinstance(outcome, KitError):
            return outcome
        return self._view(domain, outcome.user, outcome.invitation, already=outcome.already)

    def _invited(
        self, session: Session, person: Invitee, invitation: Invitation, *, already: bool = False
    ) -> Invited:
        domain = workspaces.domain_of(session, person.user.workspace_id)
        return self._view(domain, person.user, invitation, already=already)

    def _view(
        self, domain: Domain | None, user: Addressee, invitation: Invitation | Fresh, *, already: bool
    ) -> Invited:
        return Invited(
            user_id=user.id,
            invitation_id=invitation.id,
            full_name=user.full_name,
            email=user.email,
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


def _not_too_many(given: Sequence[object]) -> None:
    """Hold a chunk to a size that keeps other writers waiting for a moment only."""
    if len(given) > MOST_AT_ONCE:
        msg = f"at most {MOST_AT_ONCE} people in one transaction"
        raise ValueError(msg)
