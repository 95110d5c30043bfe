"""Creating a person inside an open transaction: for « Créer » and for « Créer & Inviter »."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import WrongType
from comunik_kit.kernel.ids import new_id
from comunik_kit.roles import repository as roles
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import RoleAboveYours, may_grant
from comunik_kit.roles.tables import Role
from comunik_kit.users import groups, names, repository
from comunik_kit.users.errors import AlreadyCreated, EmailTaken, NoDomain, UnknownChoice
from comunik_kit.users.inputs import ChangeUser, NewColleague
from comunik_kit.users.tables import User
from comunik_kit.users.views import Created
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import domain_ready

StagedPasswordTaker = Callable[[Session, Actor, str, str, datetime], object]
"""Gives a new person the staged initial password: transaction, actor, staged id, user id, now."""


class UserCreation:
    """Creates people, once for each opening of the form."""

    def __init__(self, *, on_created: StagedPasswordTaker) -> None:
        """Take what gives the new person an initial password: passwords are kept further right."""
        self._take_staged = on_created

    def create(self, s: Session, actor: Actor, new: NewColleague, now: datetime) -> Created:
        """Create the person, or answer `already` for a form received before (INV-04).

        Raises `Forbidden`, `NoDomain`, `RoleAboveYours`, `EmailTaken`, `UnknownChoice`, `AlreadyCreated`.
        """
        actor.require(Permission.USERS_CREATE)
        # Held until the end: two creations of one address, or of one department, are decided one by one.
        workspace = workspaces.lock_workspace(s, actor.workspace_id)
        key = f"{actor.workspace_id}:{new.creation_key}"
        repeated = repository.by_creation_key(s, actor.workspace_id, key)
        if repeated is not None:
            return _again(actor, repeated, new)
        _check(s, actor, new)
        user = _row(s, actor, new, now)
        user.language = new.language or workspace.language
        user.time_zone, user.creation_key = workspace.time_zone, key
        s.add(user)
        s.flush()
        self._start(s, actor, user, new, now)
        return Created(user.id, user.full_name, user.email)

    def _start(self, s: Session, actor: Actor, user: User, new: NewColleague, now: datetime) -> None:
        details = {"role_id": user.role_id, "initial_password": new.staged_password is not None}
        record(s, now, actor, AuditTag.USER_CREATED, Target("user", user.id, user.full_name), details=details)
        if new.staged_password is not None:  # the account works at once (AUT-11)
            self._take_staged(s, actor, new.staged_password, user.id, now)
            user.activated_at = now
            s.add(user)
            s.flush()


def _again(actor: Actor, user: User, new: NewColleague) -> Created:
    """Answer a form received before; a key used by or for somebody else is no repetition."""
    if user.created_by != actor.user_id:
        raise WrongType(field="creation_key")
    if user.email_key != new.email.key:
        raise AlreadyCreated(field="form", name=user.full_name)
    return Created(user.id, user.full_name, user.email, already=True)


def _check(s: Session, actor: Actor, new: NewColleague) -> None:
    if not domain_ready(workspaces.domain_of(s, actor.workspace_id)):
        raise NoDomain
    grantable_role(s, actor, new.role_id)
    check_choices(s, actor, new)
    holder = repository.by_email_key(s, actor.workspace_id, new.email.key)
    if holder is not None:
        raise EmailTaken(field="email", user_id=holder.id, status=holder.status or "", name=holder.full_name)


def grantable_role(s: Session, actor: Actor, role_id: str) -> Role:
    """Find a role that the actor may give; raises `UnknownChoice` or `RoleAboveYours` (INV-01)."""
    role = roles.role(s, actor.workspace_id, role_id)
    if role is None:
        raise UnknownChoice(field="role_id")
    if not may_grant(actor, role.rank, role.permissions):
        raise RoleAboveYours(field="role_id")
    return role


def check_choices(s: Session, actor: Actor, form: NewColleague | ChangeUser) -> None:
    """Refuse with `UnknownChoice` a tier or a photo that is not of this workspace (ACL-03)."""
    if workspaces.tier(s, actor.workspace_id, form.tier_id) is None:
        raise UnknownChoice(field="tier_id")
    if form.photo_id and repository.photo(s, actor.workspace_id, form.photo_id) is None:
        raise UnknownChoice(field="photo_id")


def _row(s: Session, actor: Actor, new: NewColleague, now: datetime) -> User:
    return User(
        id=new_id(now),
        workspace_id=actor.workspace_id,
        full_name=new.full_name,
        sort_name=names.sort_name(new.full_name),
        email=new.email.display,
        email_key=new.email.key,
        search_text=names.search_text(new.full_name, new.email),
        phone=new.phone,
        role_id=new.role_id,
        department_id=groups.department_id(s, actor, new.department, now),
        company_id=groups.company_id(s, actor, new.company, now),
        tier_id=new.tier_id,
        photo_id=new.photo_id,
        created_at=now,
        created_by=actor.user_id,
    )
