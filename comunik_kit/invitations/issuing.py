"""Issuing inside an open transaction: the row, its message, its audit entry."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import messages, repository, rules, seen
from comunik_kit.invitations.errors import AlreadyActive, NoLiveInvitation, NotInvitable
from comunik_kit.invitations.fresh import Fresh
from comunik_kit.invitations.inputs import InvitationOptions, Leaves
from comunik_kit.invitations.messages import PURPOSE, Addressee
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail import outbox
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import RoleAboveYours, may_grant
from comunik_kit.roles.tables import Role
from comunik_kit.users import team_queries
from comunik_kit.users.tables import UserStatus
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.tables import Workspace

__all__ = ["PURPOSE", "check", "renew"]


def check(actor: Actor, person: Invitee) -> None:
    """Refuse unless the actor could give this person their role today (INV-01)."""
    if not may_grant(actor, person.role.rank, person.role.permissions):
        raise RoleAboveYours
    if not rules.may_be_invited(person.user):
        raise NotInvitable


def invitable(session: Session, actor: Actor, user_id: str) -> Invitee:
    """Find somebody whom the actor may invite; raises what `check` does, `NotFound` or `AlreadyActive`."""
    person = repository.invitee(session, actor.workspace_id, user_id)
    if person is None:
        raise NotFound
    if person.user.status == UserStatus.ACTIVE:
        raise AlreadyActive
    check(actor, person)
    return person


def live(session: Session, actor: Actor, user_id: str) -> tuple[Invitee, Invitation]:
    """Find such a person and their live invitation, held until the end; raises `NoLiveInvitation` too."""
    person = invitable(session, actor, user_id)
    invitation = repository.live(session, actor.workspace_id, user_id)
    if invitation is None:
        raise NoLiveInvitation
    return person, invitation


def is_still_good(session: Session, invitation: Invitation, inviter: Invitee | None, person: Invitee) -> bool:
    """Tell whether an invitation may be accepted with the role that the person has by now (INV-01).

    The inviter could grant it today, and so could whoever saw the link here, and may be the one who uses it. Of those
    who have gone nothing is asked.
    """
    if not _inviter_still_may(session, inviter, person):
        return False
    saw = (
        repository.invitee(session, invitation.workspace_id, each)
        for each in seen.readers(session, invitation)
    )
    return all(_covers(each.role, person.role) for each in saw if each)


def _inviter_still_may(session: Session, inviter: Invitee | None, person: Invitee) -> bool:
    """Tell whether the inviter could, by a right or as the lead of the person's team."""
    if inviter is None or inviter.user.suspended_at is not None:
        return False
    invites = Permission.USERS_INVITE in inviter.role.permissions or _leads(session, inviter, person)
    return invites and _covers(inviter.role, person.role)


def _covers(own: Role, wanted: Role) -> bool:
    return wanted.rank <= own.rank and frozenset(wanted.permissions) <= frozenset(own.permissions)


def _leads(session: Session, inviter: Invitee, person: Invitee) -> bool:
    led = team_queries.leading(session, inviter.user.workspace_id, inviter.user.id)
    return person.user.department_id in {team.id for team in led}


def fresh(
    actor: Actor, user: Addressee, workspace: Workspace, options: InvitationOptions, now: datetime
) -> Fresh:
    """Make an invitation that is not written yet; raises what `choose` does."""
    invitation = Fresh(
        id=new_id(now),
        workspace_id=actor.workspace_id,
        user_id=user.id,
        email=user.email,
        invited_by=actor.user_id,
        created_at=now,
        issued_at=now,
        expires_at=now,
    )
    choose(invitation, options, workspace, now)
    return invitation


def choose(
    invitation: Invitation | Fresh, options: InvitationOptions, workspace: Workspace, now: datetime
) -> None:
    """Set what the inviter chose, and all that follows from it."""
    invitation.words, invitation.starts_on = options.words, options.starts_on
    invitation.send_at = rules.leaves_at(options, workspace.time_zone, now)
    invitation.by_card = options.leaves is Leaves.BY_CARD
    invitation.lifetime_days = options.days or workspace.invitation_days
    begin_term(invitation, workspace)


def begin_term(invitation: Invitation | Fresh, workspace: Workspace) -> None:
    """Count term and reminders from when the message leaves."""
    begins = rules.term_begins(invitation)
    invitation.expires_at = begins + timedelta(days=invitation.lifetime_days)
    plan_reminder(invitation, workspace, begins)


def plan_reminder(invitation: Invitation | Fresh, workspace: Workspace, earliest: datetime) -> None:
    """Plan the next reminder; a card has none."""
    planned = rules.next_reminder(
        rules.term_begins(invitation),
        workspace.reminder_days,
        invitation.reminders_sent,
        expires_at=invitation.expires_at,
        earliest=earliest,
    )
    invitation.next_reminder_at = None if invitation.by_card else planned


def rotate(session: Session, actor: Actor, invitation: Invitation, now: datetime) -> None:
    """Give a live invitation a new link: the old one, its card and its waiting messages are dead."""
    invitation.version += 1
    invitation.issued_at, invitation.invited_by = now, actor.user_id
    invitation.reminders_sent = 0
    invitation.card_digest = invitation.link_requested_at = None
    outbox.cancel(session, invitation.id, below_version=invitation.version, now=now)


def renew(
    session: Session,
    actor: Actor,
    person: Invitee,
    invitation: Invitation,
    now: datetime,
    options: InvitationOptions | None = None,
) -> None:
    """Send a new link with a new term, at once or as the options say; who has a card gets another."""
    workspace = workspaces.workspace_of(session, actor.workspace_id)
    asked = invitation.link_requested_at is not None
    rotate(session, actor, invitation, now)
    if options is None:
        invitation.send_at = None
        begin_term(invitation, workspace)
    else:
        choose(invitation, options, workspace, now)
    details = {"requested": True} if asked else {}
    _announce(session, actor, workspace, person, invitation, AuditTag.INVITATION_RESENT, now, **details)


def readdress(session: Session, actor: Actor, person: Invitee, invitation: Invitation, now: datetime) -> None:
    """Send the invitation to the person's new address: another link, and nothing more to the old address."""
    workspace = workspaces.workspace_of(session, actor.workspace_id)
    rotate(session, actor, invitation, now)
    invitation.email = person.user.email
    if invitation.send_at is not None and invitation.send_at <= now:
        invitation.send_at = None
    begin_term(invitation, workspace)
    _announce(session, actor, workspace, person, invitation, AuditTag.INVITATION_READDRESSED, now)


def _announce(
    session: Session,
    actor: Actor,
    workspace: Workspace,
    person: Invitee,
    invitation: Invitation,
    tag: AuditTag,
    now: datetime,
    **details: Any,
) -> None:
    person.user.invited_at = now
    session.add_all((person.user, invitation))
    if not invitation.by_card:
        message = messages.to_invitee(workspace, actor.name, person.user, person.role, invitation)
        outbox.enqueue(session, message, now)
    target = Target("user", person.user.id, person.user.full_name)
    record(session, now, actor, tag, target, details=told(invitation, **details))


def told(invitation: Invitation | Fresh, **details: Any) -> dict[str, Any]:
    """Say in the journal how an invitation leaves, if not at once by mail."""
    leaves = rules.how_it_leaves(invitation)
    return details if leaves is Leaves.NOW else details | {"leaves": leaves.value}
