"""Changing an invitation that waits: its words, its term, its first day, when it leaves, whom it goes to."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import issuing, messages, repository, rules
from comunik_kit.invitations.errors import AddressIsTheirs
from comunik_kit.invitations.inputs import InvitationOptions, Leaves, NewAddress
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.resending import Resending
from comunik_kit.invitations.tables import Invitation
from comunik_kit.invitations.telling import Telling
from comunik_kit.invitations.views import Pending, Revised
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.mail.outbox import Template
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import PersonAboveYou, may_act_on_holder, may_grant
from comunik_kit.users import repository as users
from comunik_kit.users.errors import EmailTaken
from comunik_kit.workspaces import repository as workspaces

_OPTIONS = ("words", "starts_on", "send_at", "by_card", "lifetime_days")


class Revisions:
    """What may still be changed until the person has joined."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        resending: Resending,
        telling: Telling,
    ) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock
        self._resending, self._telling = resending, telling

    def pending(self, actor: Actor, *, user_id: str) -> Pending:
        """Show the invitation of a person that waits for an answer, if there is one."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as session:
            person = repository.invitee(session, actor.workspace_id, user_id)
            if person is None:
                raise NotFound
            invitation = repository.look_at_live(session, actor.workspace_id, user_id)
            if invitation is None:
                return Pending()
            return self._shown(session, actor, person, invitation)

    def change(self, actor: Actor, *, user_id: str, options: InvitationOptions) -> Revised:
        """Change what was chosen; a message that was not handed over goes out with the new content.

        How it leaves stays when it has left. Raises `TermIsOver`, `MorningHasPassed`, `DayTooFar`.
        """
        actor.require(Permission.USERS_INVITE)
        now = self._clock.now()
        with self._db.write() as session:
            person, invitation = issuing.live(session, actor, user_id)
            changed = self._revise(session, actor, person, invitation, options, now)
            needs = bool(changed & {"words", "starts_on"}) and repository.has_left(session, invitation)
        self._telling.changed(actor.workspace_id)
        return Revised(person.user.full_name, needs)

    def correct_address(self, actor: Actor, *, user_id: str, address: NewAddress) -> str:
        """Give somebody who has not joined another address; what was sent to the old one is dead. Their name.

        Raises `AddressIsTheirs`, `EmailTaken` (which says whose it is), `TooManyResends`.
        """
        actor.require(Permission.USERS_UPDATE)
        now = self._clock.now()
        with self._db.write() as session:
            workspaces.lock_workspace(
                session, actor.workspace_id
            )  # two of one address are decided one by one
            name = self._correct(session, actor, user_id, address, now)
        self._telling.changed(actor.workspace_id)
        return name

    def _correct(
        self, session: Session, actor: Actor, user_id: str, address: NewAddress, now: datetime
    ) -> str:
        person = repository.invitee(session, actor.workspace_id, user_id)
        if person is None:
            raise NotFound
        _require_correctable(session, actor, person, address)
        user, email = person.user, address.email
        if user.email == email.display:
            return user.full_name
        # Held before anything is written: an acceptance takes the two rows in this order.
        invitation = repository.live(session, actor.workspace_id, user_id)
        is_same = user.email_key == email.key
        user.email, user.email_key = email.display, email.key
        user.search_text = users.search_text(session, user)
        user.version += 1
        session.add(user)
        target = Target("user", user.id, user.full_name)
        record(session, now, actor, AuditTag.ADDRESS_CORRECTED, target)
        if invitation is not None and not is_same:
            actor.require(Permission.USERS_INVITE)
            issuing.check(actor, person)
            self._resending.readdress(session, actor, person, invitation, now)
        return user.full_name

    def _revise(
        self,
        session: Session,
        actor: Actor,
        person: Invitee,
        invitation: Invitation,
        options: InvitationOptions,
        now: datetime,
    ) -> set[str]:
        """Set what differs and write the waiting messages again; the names of what changed."""
        before = {name: getattr(invitation, name) for name in _OPTIONS}
        waiting = {Template(each.template) for each in repository.unsent(session, invitation, now)}
        waiting |= {Template.INVITATION} if invitation.by_card else set()
        self._set(session, invitation, options, now, is_open=Template.INVITATION in waiting)
        changed = {name for name in _OPTIONS if getattr(invitation, name) != before[name]}
        session.add(invitation)
        if not invitation.by_card:
            self._write_again(session, person, invitation, waiting, now)
        if changed:
            details = {"fields": sorted(changed)}
            target = Target("user", person.user.id, person.user.full_name)
            record(session, now, actor, AuditTag.INVITATION_CHANGED, target, details=details)
        return changed

    def _set(
        self,
        session: Session,
        invitation: Invitation,
        options: InvitationOptions,
        now: datetime,
        *,
        is_open: bool,
    ) -> None:
        workspace = workspaces.workspace_of(session, invitation.workspace_id)
        wanted = options if is_open else replace(options, leaves=Leaves.NOW)
        send_at = rules.leaves_at(wanted, workspace.time_zone, now)
        invitation.words, invitation.starts_on = options.words, options.starts_on
        if is_open and options.leaves is not rules.how_it_leaves(invitation):
            invitation.issued_at = now  # from here on the term counts, unless it leaves later
        if is_open:
            invitation.send_at, invitation.by_card = send_at, options.leaves is Leaves.BY_CARD
        days = options.days or invitation.lifetime_days
        invitation.expires_at = rules.new_term(invitation, days, now)
        invitation.lifetime_days = days
        issuing.plan_reminder(invitation, workspace, rules.earliest_reminder(invitation, now))

    def _write_again(
        self, session: Session, person: Invitee, invitation: Invitation, waiting: set[Template], now: datetime
    ) -> None:
        workspace = workspaces.workspace_of(session, invitation.workspace_id)
        inviter = users.name_of(session, invitation.workspace_id, invitation.invited_by)
        for template in sorted(waiting):
            messages.write_again(session, workspace, inviter, person, invitation, template, now)

    def _shown(self, session: Session, actor: Actor, person: Invitee, invitation: Invitation) -> Pending:
        state = rules.state_of(invitation, self._clock.now())
        may = actor.may(Permission.USERS_INVITE) and may_grant(
            actor, person.role.rank, person.role.permissions
        )
        starts_on = invitation.starts_on
        return Pending(
            state=state.value,
            inviter=users.name_of(session, invitation.workspace_id, invitation.invited_by),
            email=invitation.email,
            issued_at=invitation.issued_at.isoformat(),
            expires_at=invitation.expires_at.isoformat(),
            days=invitation.lifetime_days,
            words=invitation.words,
            starts_on=starts_on.isoformat() if starts_on else "",
            leaves=rules.how_it_leaves(invitation).value,
            send_at=_iso(invitation.send_at),
            has_left=repository.has_left(session, invitation),
            next_reminder_at=_iso(invitation.next_reminder_at),
            reminders_sent=invitation.reminders_sent,
            link_requested_at=_iso(invitation.link_requested_at),
            may_manage=may and rules.may_be_invited(person.user),
        )


def _require_correctable(session: Session, actor: Actor, person: Invitee, address: NewAddress) -> None:
    if not rules.may_be_invited(person.user):
        raise AddressIsTheirs(field="email")
    if not may_act_on_holder(actor, person.role.rank, person.role.permissions):
        raise PersonAboveYou
    holder = users.by_email_key(session, actor.workspace_id, address.email.key)
    if holder is not None and holder.id != person.user.id:
        raise EmailTaken(field="email", user_id=holder.id, status=holder.status or "", name=holder.full_name)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
