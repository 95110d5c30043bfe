"""Many at once inside an open transaction: the rules of one, written in one statement for each table.

`Invitations.create_and_invite` is such a batch of one. What stands in the way of one person is that person's outcome;
the others are invited all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import update
from sqlmodel import Session, col

from comunik_kit.audit.journal import Entry, Target, record_all
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import issuing, messages, repository, rules
from comunik_kit.invitations.errors import AlreadyActive
from comunik_kit.invitations.fresh import Fresh
from comunik_kit.invitations.inputs import InvitationOptions
from comunik_kit.invitations.messages import Addressee
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.resending import Resending
from comunik_kit.invitations.rules import InvitationState
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.kernel.table import insert
from comunik_kit.mail import outbox
from comunik_kit.roles.repository import GivenRole
from comunik_kit.roles.tables import Role
from comunik_kit.users.creation import Creations, Newcomer, UserCreation
from comunik_kit.users.inputs import NewColleague
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.users.views import Created
from comunik_kit.workspaces.tables import Domain, Workspace


@dataclass(frozen=True, slots=True)
class Issued:
    """An invitation that is live now; `already` when it was before."""

    user: Addressee
    invitation: Invitation | Fresh
    already: bool = False


Outcome: TypeAlias = Issued | KitError


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of each form, in their order, and the domain that it was decided on."""

    outcomes: list[Outcome]
    domain: Domain | None


@dataclass(frozen=True, slots=True)
class Manner:
    """How people are invited: what the inviter chose, and what counts the links that are sent anew."""

    options: InvitationOptions
    resending: Resending


def create_and_invite(
    session: Session,
    actor: Actor,
    creation: UserCreation,
    given: Sequence[NewColleague],
    manner: Manner,
    now: datetime,
) -> Batch:
    """Create and invite a person for each form, both or neither."""
    # An initial password makes an account that works: there is nothing to accept.
    invitable = [new for new in given if new.staged_password is None]
    made = creation.create_all(session, actor, invitable, now, invited=True)
    outcomes = iter(_invited(session, actor, made, manner, now))
    shown = [next(outcomes) if new.staged_password is None else AlreadyActive() for new in given]
    return Batch(shown, made.ground.domain)


def _invited(session: Session, actor: Actor, made: Creations, manner: Manner, now: datetime) -> list[Outcome]:
    guests = [(each, each.role) for each in made.outcomes if isinstance(each, Newcomer)]
    fresh = _issue_all(session, actor, made.ground.workspace, guests, manner.options, now, made.entries)
    repeated = {each.user_id for each in made.outcomes if isinstance(each, Created)}
    earlier = invite(session, actor, made.ground.workspace, sorted(repeated - fresh.keys()), manner, now)

    def outcome(each: Newcomer | Created | KitError) -> Outcome:
        if isinstance(each, KitError):
            return each
        if isinstance(each, Newcomer):
            return fresh[each.id]
        here = fresh.get(each.user_id)  # the same form twice in one batch
        return replace(here, already=True) if here else earlier[each.user_id]

    return [outcome(each) for each in made.outcomes]


def invite(
    session: Session,
    actor: Actor,
    workspace: Workspace,
    user_ids: Sequence[str],
    manner: Manner,
    now: datetime,
) -> dict[str, Outcome]:
    """Invite people who exist, while the workspace's row is held; a live invitation gets no second message."""
    if not user_ids:
        return {}
    people = repository.invitees(session, workspace.id, user_ids)
    live = repository.all_live(session, workspace.id, user_ids)
    outcomes: dict[str, Outcome] = {}
    guests: dict[str, Invitee] = {}
    for user_id in user_ids:
        person = people.get(user_id)
        try:
            settled = _settle(session, actor, person, live.get(user_id), manner, now)
        except KitError as refusal:
            outcomes[user_id] = refusal
            continue
        if settled is None and person is not None:
            guests[user_id] = person
        elif settled is not None:
            outcomes[user_id] = settled
    if guests:
        session.execute(update(User).where(col(User.id).in_(guests)).values(invited_at=now))
    invited = [(person.user, person.role) for person in guests.values()]
    return outcomes | _issue_all(session, actor, workspace, invited, manner.options, now)


def _settle(
    session: Session,
    actor: Actor,
    person: Invitee | None,
    invitation: Invitation | None,
    manner: Manner,
    now: datetime,
) -> Issued | None:
    """Renew an invitation past its term, leave one that is live; None when there is none yet."""
    if person is None:
        raise NotFound
    if person.user.status == UserStatus.ACTIVE:
        raise AlreadyActive
    issuing.check(actor, person)
    if invitation is None:
        return None
    if rules.state_of(invitation, now) is not InvitationState.EXPIRED:
        return Issued(person.user, invitation, already=True)
    with session.begin_nested():  # the others are invited all the same: of a refused one nothing is written
        manner.resending.renew(session, actor, person, invitation, now, manner.options)
    return Issued(person.user, invitation)


def _issue_all(
    session: Session,
    actor: Actor,
    workspace: Workspace,
    guests: Sequence[tuple[Addressee, Role | GivenRole]],
    options: InvitationOptions,
    now: datetime,
    before: Sequence[Entry] = (),
) -> dict[str, Issued]:
    """Write new invitations with their messages and journal entries, and in the journal what came `before`."""
    issued = [(user, role, issuing.fresh(actor, user, workspace, options, now)) for user, role in guests]
    insert(session, Invitation, [invitation.row() for _, _, invitation in issued])
    letters = [messages.to_invitee(workspace, actor.name, *each) for each in issued if not each[2].by_card]
    held = [replace(letter, send_at=letter.send_at or options.held_until) for letter in letters]
    outbox.enqueue_all(session, held if options.held_until else letters, now, are_new=True)
    entries = [_entry(user, invitation) for user, _, invitation in issued]
    record_all(session, now, actor, [*before, *entries])
    return {user.id: Issued(user, invitation) for user, _, invitation in issued}


def _entry(user: Addressee, invitation: Fresh) -> Entry:
    return Entry(AuditTag.INVITED, Target("user", user.id, user.full_name), issuing.told(invitation))
