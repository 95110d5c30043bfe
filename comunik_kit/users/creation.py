"""Creating people inside an open transaction: for « Créer », for « Créer & Inviter », for many forms at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import update
from sqlmodel import Session, col

from comunik_kit.audit.journal import Entry, Target, record_all
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError, MissingValue, WrongType
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.table import Row, insert
from comunik_kit.roles import repository as roles
from comunik_kit.roles.permissions import ADMIN_RANK, Permission
from comunik_kit.roles.repository import GivenRole
from comunik_kit.roles.rules import RoleAboveYours, may_grant
from comunik_kit.roles.tables import Role
from comunik_kit.users import grounds, groups, names, repository
from comunik_kit.users.errors import AlreadyCreated, EmailTaken, NoDomain, NoSeatLeft, UnknownChoice
from comunik_kit.users.grounds import Defaults, Ground, Holder
from comunik_kit.users.inputs import ChangeUser, NewColleague
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.users.views import Created
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import domain_ready
from comunik_kit.workspaces.tables import Tier

AnyRole = TypeVar("AnyRole", Role, GivenRole)
StagedPasswordTaker = Callable[[Session, Actor, str, str, datetime], object]
"""Gives a new person the staged initial password: transaction, actor, staged id, user id, now."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody just written, with what an invitation in the same transaction needs to know."""

    id: str
    workspace_id: str
    full_name: str
    email: str
    phone: str
    language: str
    role: GivenRole


@dataclass(frozen=True, slots=True)
class Creations:
    """What became of each form, in their order; an earlier form's person is a `Created`, `already`.

    `entries` are the journal's of people who are invited next: who invites them writes them with those of the
    invitations, in one statement.
    """

    ground: Ground
    entries: Sequence[Entry]
    outcomes: list[Newcomer | Created | KitError]


class UserCreation:
    """Creates people, once for each opening of the form."""

    def __init__(self, *, on_created: StagedPasswordTaker) -> None:
        """Take what gives the new person an initial password: passwords are kept further right."""
        self._take_staged = on_created

    def create(self, s: Session, actor: Actor, new: NewColleague, now: datetime) -> Created:
        """Create the person, or answer `already` for a form received before (INV-04).

        Raises `Forbidden`, `NoDomain`, `RoleAboveYours`, `EmailTaken`, `UnknownChoice`, `NoSeatLeft`, `AlreadyCreated`.
        """
        ask_proof_for_admin(s, actor, new.role_id)
        [outcome] = self.create_all(s, actor, [new], now).outcomes
        if isinstance(outcome, KitError):
            raise outcome
        return (
            outcome if isinstance(outcome, Created) else Created(outcome.id, outcome.full_name, outcome.email)
        )

    def create_all(
        self, s: Session, actor: Actor, given: Sequence[NewColleague], now: datetime, *, invited: bool = False
    ) -> Creations:
        """Create a person for each form that `create` would not refuse; `invited` for those who are invited next.

        What stands in the way of one form is its outcome, and nothing of that form is written.
        """
        actor.require(Permission.USERS_CREATE)
        # Held until the end: two creations of one address, or of one department, are decided one by one.
        ground = grounds.read(s, *workspaces.lock_with_domain(s, actor.workspace_id), given)
        batch = _Batch(s, actor, ground, now, invited_at=now if invited else None)
        outcomes = [batch.outcome(new) for new in given]
        # By name: in that order SQLite's index of fragments takes them all at once.
        insert(s, User, sorted(batch.rows, key=lambda row: row["sort_name"]))
        if not invited:
            record_all(s, now, actor, batch.entries)
        for staged, user_id in batch.staged:  # the account works at once (AUT-11)
            self._take_staged(s, actor, staged, user_id, now)
            s.execute(update(User).where(col(User.id) == user_id).values(activated_at=now))
        return Creations(batch.ground, batch.entries if invited else (), outcomes)


class _Batch:
    """Judges forms one after the other, each knowing those before it, and gathers what is to be written."""

    def __init__(
        self, s: Session, actor: Actor, ground: Ground, now: datetime, *, invited_at: datetime | None
    ) -> None:
        self._s, self._actor, self.ground, self._now = s, actor, ground, now
        self._invited_at = invited_at
        self.rows: list[Row] = []
        self.entries: list[Entry] = []
        self.staged: list[tuple[str, str]] = []

    def outcome(self, new: NewColleague) -> Newcomer | Created | KitError:
        """Take one form: a new person, the one whom the same form made before, or what stands in the way."""
        try:
            repeated = self.ground.forms.get(grounds.form_key(self._actor.workspace_id, new))
            if repeated is not None:
                return _again(self._actor, repeated, new)
            return self._plan(new, _check(self._actor, self.ground, new))
        except KitError as refusal:
            return refusal

    def _plan(self, new: NewColleague, role: GivenRole) -> Newcomer:
        row = self._row(new, role)
        self.rows.append(row)
        details = {"role_id": role.id, "initial_password": new.staged_password is not None}
        target = Target("user", row["id"], new.full_name)
        self.entries.append(Entry(AuditTag.USER_CREATED, target, details))
        if new.staged_password is not None:
            self.staged.append((new.staged_password, row["id"]))
        self._take(row)
        return Newcomer(
            row["id"], row["workspace_id"], new.full_name, row["email"], new.phone, row["language"], role
        )

    def _take(self, row: Row) -> None:
        """Let the forms that follow find this person."""
        status = UserStatus.INVITED if self._invited_at else UserStatus.CREATED
        holder = Holder(
            row["id"], row["full_name"], row["email"], row["email_key"], status.value, self._actor.user_id
        )
        self.ground.addresses[holder.email_key] = holder
        self.ground.forms[row["creation_key"]] = holder
        if row["tier_id"] in self.ground.seats:
            self.ground.seats[row["tier_id"]] -= 1

    def _row(self, new: NewColleague, role: GivenRole) -> Row:
        s, actor, ground, now = self._s, self._actor, self.ground, self._now
        return User.row(
            id=new_id(now),
            workspace_id=actor.workspace_id,
            full_name=new.full_name,
            sort_name=names.sort_name(new.full_name),
            email=new.email.display,
            email_key=new.email.key,
            search_text=names.search_text(new.full_name, new.email, new.phone, new.company),
            phone=new.phone,
            role_id=role.id,
            department_id=groups.department_id(s, actor, new.department, now, known=ground.departments),
            company_id=groups.company_id(s, actor, new.company, now, known=ground.companies),
            tier_id=new.tier_id,
            photo_id=new.photo_id,
            modules_off=sorted({*ground.modules_off, *_defaults(ground, new).modules_off}),
            language=new.language or ground.workspace.language,
            time_zone=ground.workspace.time_zone,
            created_at=now,
            created_by=actor.user_id,
            creation_key=grounds.form_key(actor.workspace_id, new),
            invited_at=self._invited_at,
        )


def _again(actor: Actor, user: Holder, new: NewColleague) -> Created:
    """Answer a form received before; a key used by or for somebody else is no repetition."""
    if user.made_by != actor.user_id:
        raise WrongType(field="creation_key")
    if user.email_key != new.email.key:
        raise AlreadyCreated(field="form", name=user.full_name)
    return Created(user.id, user.full_name, user.email, already=True)


def _check(actor: Actor, ground: Ground, new: NewColleague) -> GivenRole:
    """Refuse what may not be created; return the role to give."""
    if not domain_ready(ground.domain):
        raise NoDomain
    role_id = new.role_id or _defaults(ground, new).role_id
    if not role_id:
        raise MissingValue(field="role_id")
    role = _grantable(actor, ground.roles.get(role_id))
    if new.tier_id not in ground.tiers:
        raise UnknownChoice(field="tier_id")
    if new.photo_id and new.photo_id not in ground.photos:
        raise UnknownChoice(field="photo_id")
    holder = ground.addresses.get(new.email.key)
    if holder is not None:
        raise EmailTaken(field="email", user_id=holder.id, status=holder.status, name=holder.full_name)
    _check_seat(ground, new.tier_id)
    return role


def _check_seat(ground: Ground, tier_id: str) -> None:
    tier = ground.tiers[tier_id]
    if tier.seats is not None and ground.seats[tier_id] < 1:
        raise NoSeatLeft(field="tier_id", tier=tier.name, count=tier.seats)


def _defaults(ground: Ground, new: NewColleague) -> Defaults:
    return ground.defaults.get(fold(new.department), Defaults())


def ask_proof_for_admin(s: Session, actor: Actor, role_id: str) -> None:
    """Refuse with `ProofNeeded` who makes an administrator without a fresh proof of being themselves (SES-08)."""
    if actor.is_recent:
        return
    role = roles.role(s, actor.workspace_id, role_id)
    if role is not None and role.rank == ADMIN_RANK:
        actor.require_recent()


def grantable_role(s: Session, actor: Actor, role_id: str) -> Role:
    """Find a role that the actor may give; raises `UnknownChoice` or `RoleAboveYours` (INV-01)."""
    return _grantable(actor, roles.role(s, actor.workspace_id, role_id))


def _grantable(actor: Actor, role: AnyRole | None) -> AnyRole:
    if role is None:
        raise UnknownChoice(field="role_id")
    if not may_grant(actor, role.rank, role.permissions):
        raise RoleAboveYours(field="role_id")
    return role


def check_choices(s: Session, actor: Actor, form: NewColleague | ChangeUser) -> Tier:
    """Refuse with `UnknownChoice` a tier or a photo that is not of this workspace (ACL-03); give the tier."""
    tier = workspaces.tier(s, actor.workspace_id, form.tier_id)
    if tier is None:
        raise UnknownChoice(field="tier_id")
    if form.photo_id and repository.photo(s, actor.workspace_id, form.photo_id) is None:
        raise UnknownChoice(field="photo_id")
    return tier
