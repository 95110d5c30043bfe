"""What a lead does with invitations: into the teams they lead, until the person has joined, and nowhere else.

Leading gives no right of its own. Each act reads anew, under the workspace's row, which teams the actor leads and where
the person is, decides by the actor's own rank and rights, and only then does what holders of `users:invite` do.
"""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from comunik_kit.invitations import batches, repository, withdrawing
from comunik_kit.invitations.batches import Manner
from comunik_kit.invitations.inputs import AT_ONCE
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.resending import Resending
from comunik_kit.invitations.telling import Telling
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError, MissingValue, NotFound
from comunik_kit.roles import repository as roles
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import RoleAboveYours
from comunik_kit.users import repository as users
from comunik_kit.users.creation import UserCreation
from comunik_kit.users.errors import AddressInUse, EmailTaken, NotYourTeam, UnknownChoice
from comunik_kit.users.fields import is_id
from comunik_kit.users.grounds import form_key
from comunik_kit.users.inputs import NewColleague
from comunik_kit.users.led import require_lead, team_led
from comunik_kit.users.rules import may_give_as_lead, may_reach_as_lead
from comunik_kit.users.tables import Department
from comunik_kit.users.team_inputs import LedNewcomer
from comunik_kit.workspaces import repository as workspaces

_LENT = frozenset({Permission.USERS_CREATE.value, Permission.USERS_INVITE.value})


class TeamInvitations:
    """The page « Mon équipe »."""

    def __init__(
        self, *, db: Database, clock: Clock, creation: UserCreation, resending: Resending, telling: Telling
    ) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock
        self._creation, self._resending, self._telling = creation, resending, telling

    def invite(self, actor: Actor, *, new: LedNewcomer) -> str:
        """Create and invite somebody into a team that the actor leads; their name. The same form twice is one person.

        Raises `NotYourTeam`, `RoleAboveYours`, `AddressInUse`, or what creating does.
        """
        require_lead(actor)
        now = self._clock.now()
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            team = team_led(s, actor, new.team_id)
            if team is None:
                raise NotYourTeam(field="team_id")
            form = _form(s, actor, team, new)
            _require_own_repetition(s, actor, form)
            manner = Manner(AT_ONCE, self._resending)
            [outcome] = batches.create_and_invite(
                s, _lent(actor), self._creation, [form], manner, now
            ).outcomes
            if isinstance(outcome, KitError):
                raise AddressInUse(field="email") if isinstance(outcome, EmailTaken) else outcome
        self._telling.changed(actor.workspace_id)
        return new.full_name

    def resend(self, actor: Actor, *, user_id: str) -> str:
        """Send a link anew; their name. Raises `NotFound` for anybody out of reach, and `TooManyResends`."""
        require_lead(actor)
        now = self._clock.now()
        with self._db.write() as s:
            _reachable(s, actor, user_id)
            person, _ = self._resending.resend(s, _lent(actor), user_id, now)
            name = person.user.full_name
        self._telling.changed(actor.workspace_id)
        return name

    def revoke(self, actor: Actor, *, user_id: str) -> str:
        """Take an invitation back; their name. Raises `NotFound` for anybody out of reach."""
        require_lead(actor)
        now: datetime = self._clock.now()
        with self._db.write() as s:
            _reachable(s, actor, user_id)
            name = withdrawing.revoke(s, _lent(actor), user_id, now).user.full_name
        self._telling.changed(actor.workspace_id)
        return name


def _lent(actor: Actor) -> Actor:
    """Let a decided act go the way of those who may create and invite everywhere; it never leaves this module."""
    return replace(actor, permissions=actor.permissions | _LENT)


def _form(s: Session, actor: Actor, team: Department, new: LedNewcomer) -> NewColleague:
    """Fill the form « Nouveau collègue » with what a lead may choose, and the rest as it begins."""
    wanted = new.role_id or team.default_role_id
    if not wanted:
        raise MissingValue(field="role_id")
    role = roles.role(s, actor.workspace_id, wanted)
    if role is None:
        raise UnknownChoice(field="role_id")
    is_default = role.id == team.default_role_id
    if not may_give_as_lead(actor, role.rank, role.permissions, is_default=is_default):
        raise RoleAboveYours(field="role_id")
    return NewColleague(
        full_name=new.full_name,
        email=new.email,
        role_id=role.id,
        tier_id=workspaces.tiers_of(s, actor.workspace_id)[0].id,
        creation_key=new.creation_key,
        department=team.name,
    )


def _require_own_repetition(s: Session, actor: Actor, form: NewColleague) -> None:
    """Let a form that came before invite again only whom the actor still reaches (INV-04)."""
    earlier = users.by_creation_key(s, actor.workspace_id, form_key(actor.workspace_id, form))
    if earlier is not None:
        _reachable(s, actor, earlier.id)


def _reachable(s: Session, actor: Actor, user_id: object) -> Invitee:
    """Find somebody of the actor's teams who has not joined; anybody else is not there (ACL-03, ACL-06)."""
    workspaces.lock_workspace(s, actor.workspace_id)
    person = repository.invitee(s, actor.workspace_id, str(user_id)) if is_id(user_id) else None
    if person is None or team_led(s, actor, person.user.department_id or "") is None:
        raise NotFound
    given = {"department_id": person.user.department_id, "status": person.user.status}
    if not may_reach_as_lead(actor, rank=person.role.rank, permissions=person.role.permissions, **given):
        raise NotFound
    return person
