"""Use cases on people: the list, the record, and the acts on one person."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from sqlmodel import Session

from comunik_kit.kernel import phone
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.kernel.fanout import Announce, Topic, announce_rights, announce_to_nobody
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.service import grantable
from comunik_kit.users import changes, listing, names, pages, repository, seats
from comunik_kit.users.creation import UserCreation
from comunik_kit.users.inputs import ChangeUser, NewColleague, UserListQuery, is_id
from comunik_kit.users.lifecycle import RESTORABLE, Endings, days_left
from comunik_kit.users.repository import Person
from comunik_kit.users.rules import allowed
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.users.views import (
    AddressHolder,
    Choices,
    Created,
    TierChoice,
    UserCounts,
    UserDetail,
    UserPage,
)
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import default_tier, domain_ready
from comunik_kit.workspaces.tables import Tier


class Users:
    """The people of a workspace."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        creation: UserCreation,
        endings: Endings,
        announce: Announce = announce_to_nobody,
    ) -> None:
        """Take the tools."""
        self._db, self._clock, self._announce = db, clock, announce
        self._creation, self._endings = creation, endings

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
            tiers = workspaces.tiers_of(s, actor.workspace_id)
            usual = default_tier(tiers)
            return Choices(
                roles=grantable(s, actor),
                departments=repository.department_names(s, actor.workspace_id),
                companies=repository.company_names(s, actor.workspace_id),
                tiers=_tiers(s, tiers),
                default_tier_id=usual.id if usual else "",
                domain_ready=domain_ready(workspaces.domain_of(s, actor.workspace_id)),
                default_language=workspace.language,
                invitation_days=workspace.invitation_days,
            )

    def detail(self, actor: Actor, user_id: str) -> UserDetail:
        """Read one person, for who may restore them a deleted one too; raises `NotFound` for any other id."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as s:
            person = _person(s, actor, user_id, deleted=actor.may(Permission.USERS_DELETE))
            creator = repository.name_of(s, actor.workspace_id, person.user.created_by)
            return _detail(actor, person, creator, days_left(person.user, self._clock.now()))

    def holder(self, actor: Actor, *, email_key: str) -> AddressHolder:
        """Find who has an address, or who had it and can still be restored; nobody for who may not see them."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as s:
            found = repository.by_email_key(s, actor.workspace_id, email_key)
            if found is None and actor.may(Permission.USERS_DELETE):
                since = self._clock.now() - RESTORABLE
                found = repository.deleted_with(s, actor.workspace_id, email_key, since)
            person = _person(s, actor, found.id, deleted=True) if found else None
        if person is None:
            return AddressHolder()
        user = person.user
        role = person.role
        may = allowed(
            actor, user_id=user.id, rank=role.rank, status=user.status, permissions=role.permissions
        )
        return AddressHolder(
            user.id, user.full_name, user.status or "", may_invite=may.invite, may_restore=may.restore
        )

    def create(self, actor: Actor, *, new: NewColleague) -> Created:
        """Create a person without an invitation; see `UserCreation.create` for what it refuses."""
        with self._db.write() as s:
            created = self._creation.create(s, actor, new, self._clock.now())
        self._announce(actor.workspace_id, Topic.PEOPLE)
        return created

    def change(self, actor: Actor, *, user_id: str, change: ChangeUser) -> None:
        """Change a person's record.

        Raises `NotFound`, `PersonAboveYou`, `ChangedMeanwhile`, `UnknownChoice`, `NoSeatLeft`, `RoleAboveYours` or
        `LastAdmin`.
        """
        actor.require(Permission.USERS_UPDATE)
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            changes.change(s, actor, _person(s, actor, user_id), change, self._clock.now())
        announce_rights(self._announce, actor.workspace_id)

    def suspend(self, actor: Actor, *, user_id: str, with_issued: bool = False) -> str:
        """Suspend a person, perhaps with the invitations they sent; their name. See `Endings.suspend`."""
        return self._end(actor, self._endings.suspend, user_id, with_issued=with_issued)

    def delete(self, actor: Actor, *, user_id: str) -> str:
        """Delete a person, for 30 days not for good; their name. See `Endings.delete` for what it refuses."""
        actor.require(Permission.USERS_DELETE)
        actor.require_recent()
        return self._end(actor, self._endings.delete, user_id)

    def restore(self, actor: Actor, *, user_id: str) -> str:
        """Give a suspended or deleted person their access back; their name. See `Endings.restore`."""
        return self._end(actor, self._endings.restore, user_id)

    def _end(self, actor: Actor, act: Callable[..., User], user_id: str, **how: Any) -> str:
        with self._db.write() as s:
            name = act(s, actor, user_id, self._clock.now(), **how).full_name
        self._announce(actor.workspace_id, Topic.PEOPLE)
        return name


def _tiers(s: Session, tiers: Sequence[Tier]) -> list[TierChoice]:
    limits = seats.limits(tiers)
    left = seats.left(s, tiers[0].workspace_id, limits) if limits else {}
    return [TierChoice(tier.id, tier.name, left.get(tier.id, seats.UNLIMITED)) for tier in tiers]


def _person(s: Session, actor: Actor, user_id: object, *, deleted: bool = False) -> Person:
    wanted = str(user_id) if is_id(user_id) else ""
    found = repository.person(s, actor.workspace_id, wanted, deleted=deleted) if wanted else None
    if found is None:
        raise NotFound
    return found


def _detail(actor: Actor, person: Person, created_by: str, days: int) -> UserDetail:
    user, role = person.user, person.role
    may = allowed(actor, user_id=user.id, rank=role.rank, status=user.status, permissions=role.permissions)
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
        department_colour=person.department_colour,
        company=person.company,
        tier_id=person.tier.id,
        tier=person.tier.name,
        language=user.language,
        status=user.status or UserStatus.CREATED.value,
        created_by=created_by,
        **_moments(user),
        has_factor=user.has_factor,
        version=user.version,
        days_left=days,
        is_self=user.id == actor.user_id,
        **{f"may_{name}": allowed_to for name, allowed_to in asdict(may).items()},
    )


def _moments(user: User) -> dict[str, str]:
    return {
        name: pages.moment(getattr(user, name))
        for name in ("created_at", "invited_at", "activated_at", "last_seen_at")
    }
