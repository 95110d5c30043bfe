"""Use cases on people: the list, the record, and the acts on one person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel import phone
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.service import grantable
from comunik_kit.users import changes, listing, names, pages, repository
from comunik_kit.users.creation import UserCreation
from comunik_kit.users.errors import LastAdmin, NotYourself
from comunik_kit.users.inputs import ChangeUser, NewColleague, UserListQuery, is_id
from comunik_kit.users.repository import Person
from comunik_kit.users.rules import allowed
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.users.views import Choice, Choices, Created, UserCounts, UserDetail, UserPage
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import domain_ready


class OnRemoved(Protocol):
    """What ends with a person: sessions, invitations. Called inside the transaction that removes them."""

    def __call__(self, s: Session, user_id: str, now: datetime, /) -> object:
        """End it."""
        ...


class Users:
    """The people of a workspace."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        creation: UserCreation,
        on_removed: Sequence[OnRemoved] = (),
        announce: Announce = announce_to_nobody,
    ) -> None:
        """Take the tools; `on_removed` is called in order for each person who is deleted."""
        self._db, self._clock, self._announce = db, clock, announce
        self._creation, self._on_removed = creation, tuple(on_removed)

    def page(self, actor: Actor, query: UserListQuery) -> UserPage:
        """Read a page; the first one when its place is unknown or empty by now."""
        actor.require(Permission.USERS_READ)
        with self._db.look() as c:
            return pages.page(c, actor, query, self._clock.now())

    def counts(self, actor: Actor) -> UserCounts:
        """Count the people of each tab."""
        actor.require(Permission.USERS_READ)
        with self._db.look() as c:
            return pages.shown_counts(listing.counts(c, actor.workspace_id))

    def choices(self, actor: Actor) -> Choices:
        """List what the form offers; `roles` only those that the actor may give."""
        if not (actor.may(Permission.USERS_READ) or actor.may(Permission.USERS_CREATE)):
            raise Forbidden
        with self._db.read() as s:
            workspace = workspaces.workspace_of(s, actor.workspace_id)
            return Choices(
                roles=grantable(s, actor),
                departments=repository.department_names(s, actor.workspace_id),
                companies=repository.company_names(s, actor.workspace_id),
                tiers=[Choice(tier.id, tier.name) for tier in workspaces.tiers_of(s, actor.workspace_id)],
                domain_ready=domain_ready(workspaces.domain_of(s, actor.workspace_id)),
                default_language=workspace.language,
                invitation_days=workspace.invitation_days,
            )

    def detail(self, actor: Actor, user_id: str) -> UserDetail:
        """Read one person; raises `NotFound` for an unknown, foreign or deleted one."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as s:
            person = _person(s, actor, user_id)
            creator = repository.name_of(s, actor.workspace_id, person.user.created_by)
            return _detail(actor, person, creator)

    def create(self, actor: Actor, *, new: NewColleague) -> Created:
        """Create a person without an invitation; see `UserCreation.create` for what it refuses."""
        with self._db.write() as s:
            created = self._creation.create(s, actor, new, self._clock.now())
        self._announce(actor.workspace_id, Topic.PEOPLE)
        return created

    def change(self, actor: Actor, *, user_id: str, change: ChangeUser) -> None:
        """Change a person's record.

        Raises `NotFound`, `PersonAboveYou`, `ChangedMeanwhile`, `UnknownChoice`, `RoleAboveYours` or
        `LastAdmin`.
        """
        actor.require(Permission.USERS_UPDATE)
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            changes.change(s, actor, _person(s, actor, user_id), change, self._clock.now())
        self._announce(actor.workspace_id, Topic.PEOPLE)

    def delete(self, actor: Actor, *, user_id: str) -> None:
        """Delete a person: no access from this moment, the address is free again (ACL-10).

        Raises `NotFound`, `NotYourself`, `PersonAboveYou`, `LastAdmin`.
        """
        actor.require(Permission.USERS_DELETE)
        now = self._clock.now()
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            person = _person(s, actor, user_id)
            if person.user.id == actor.user_id:
                raise NotYourself
            changes.reachable(actor, person)
            if changes.is_last_admin(s, person):
                raise LastAdmin
            self._remove(s, actor, person, now)
        self._announce(actor.workspace_id, Topic.PEOPLE)

    def _remove(self, s: Session, actor: Actor, person: Person, now: datetime) -> None:
        user = person.user
        for end in self._on_removed:
            end(s, user.id, now)
        user.deleted_at = now
        user.version += 1
        s.add(user)
        record(s, now, actor, AuditTag.USER_DELETED, Target("user", user.id, user.full_name))


def _person(s: Session, actor: Actor, user_id: object) -> Person:
    found = repository.person(s, actor.workspace_id, str(user_id)) if is_id(user_id) else None
    if found is None:
        raise NotFound
    return found


def _detail(actor: Actor, person: Person, created_by: str) -> UserDetail:
    user, role = person.user, person.role
    may = allowed(actor, user_id=user.id, rank=role.rank, status=user.status)
    return UserDetail(
        id=user.id,
        full_name=user.full_name,
        email=user.email,
        initials=names.initials(user.full_name),
        photo_id=user.photo_id or "",
        photo_url=pages.photo_url(user.photo_id),
        phone=user.phone,
        phone_shown=phone.display(user.phone),
        role_id=role.id,
        role_key=role.key,
        role_name=role.name,
        department=person.department,
        company=person.company,
        tier_id=person.tier.id,
        tier=person.tier.name,
        language=user.language,
        status=user.status or UserStatus.CREATED.value,
        created_by=created_by,
        **_moments(user),
        version=user.version,
        is_self=user.id == actor.user_id,
        may_edit=may.edit,
        may_invite=may.invite,
        may_delete=may.delete,
        may_change_role=may.change_role,
    )


def _moments(user: User) -> dict[str, str]:
    return {
        name: pages.moment(getattr(user, name))
        for name in ("created_at", "invited_at", "activated_at", "last_seen_at")
    }
