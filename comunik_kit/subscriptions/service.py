"""The page « Abonnements »: made, changed, put in order and deleted, with a look at who loses what before.

Whoever takes a seat holds the workspace's row, as everything here does: no seat is taken of a subscription that is
being made smaller or deleted.
"""

from dataclasses import replace
from typing import Any

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import ChangedMeanwhile, NotFound
from comunik_kit.kernel.fanout import Announce, Topic, announce_rights, announce_to_nobody
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.ordering import moved
from comunik_kit.modules.rules import modules_here
from comunik_kit.roles.permissions import Permission
from comunik_kit.subscriptions import moving, repository
from comunik_kit.subscriptions.errors import (
    SeatsBelowTaken,
    TierInUse,
    TierIsDefault,
    TierNameTaken,
    TooManyTiers,
)
from comunik_kit.subscriptions.inputs import Movers, TierForm
from comunik_kit.subscriptions.rules import version_of, without
from comunik_kit.subscriptions.shown import line
from comunik_kit.subscriptions.views import Loss, TierBook, TierPreview, TierRemoval
from comunik_kit.users import seats
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.views import TierChoice
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import default_tier
from comunik_kit.workspaces.tables import Tier

MOST = 30


class Subscriptions:
    """The subscriptions of a workspace."""

    def __init__(self, *, db: Database, clock: Clock, announce: Announce = announce_to_nobody) -> None:
        """Take the tools."""
        self._db, self._clock, self._announce = db, clock, announce

    def book(self, actor: Actor) -> TierBook:
        """List the subscriptions with their seats and who takes them."""
        actor.require(Permission.SUBSCRIPTIONS_MANAGE)
        with self._db.read() as s:
            found = workspaces.tiers_of(s, actor.workspace_id)
            people = repository.counts(s, actor.workspace_id)
            off = modules_here(workspaces.module_settings(s, actor.workspace_id)).off
        usual = default_tier(found)
        lines = [
            line(tier, people.get(tier.id, {}), place=place, of=len(found), is_default=tier is usual)
            for place, tier in enumerate(found)
        ]
        return TierBook(lines, sorted(off))

    def create(self, actor: Actor, *, form: TierForm) -> str:
        """Make a subscription, the last in order; return its id. Raises `TierNameTaken`, `TooManyTiers`."""
        actor.require(Permission.SUBSCRIPTIONS_MANAGE)
        now = self._clock.now()
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            others = workspaces.tiers_of(s, actor.workspace_id)
            if len(others) >= MOST:
                raise TooManyTiers(max=MOST)
            tier = Tier(id=new_id(now), workspace_id=actor.workspace_id, name=form.name)
            _refuse_taken_name(s, tier, form)
            tier.position = max((each.position for each in others), default=-1) + 1
            _fill(tier, form)
            s.add(tier)
            record(s, now, actor, AuditTag.TIER_CREATED, _target(tier), details=_said(tier))
        self._announce(actor.workspace_id, Topic.PEOPLE)
        return tier.id

    def preview(self, actor: Actor, *, tier_id: str, form: TierForm) -> TierPreview:
        """Tell who would lose which module; raises what `change` would, but for `ChangedMeanwhile`."""
        actor.require(Permission.SUBSCRIPTIONS_MANAGE)
        with self._db.read() as s:
            tier = _tier(s, actor, tier_id)
            _refuse_taken_name(s, tier, form)
            _refuse_fewer_seats(s, tier, form)
            return _preview(s, tier, form.modules)

    def change(self, actor: Actor, *, tier_id: str, form: TierForm, version: str) -> None:
        """Change a subscription; its people feel it at once (ACL-04).

        Raises `NotFound`, `ChangedMeanwhile`, `TierNameTaken`, `SeatsBelowTaken`.
        """
        actor.require(Permission.SUBSCRIPTIONS_MANAGE)
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            tier = _tier(s, actor, tier_id)
            if version != version_of(tier):
                raise ChangedMeanwhile
            _refuse_taken_name(s, tier, form)
            _refuse_fewer_seats(s, tier, form)
            before = _said(tier)
            _fill(tier, form)
            if before != _said(tier):
                s.add(tier)
                details = {"before": before, "after": _said(tier)}
                record(s, self._clock.now(), actor, AuditTag.TIER_UPDATED, _target(tier), details=details)
        announce_rights(self._announce, actor.workspace_id)

    def move(self, actor: Actor, *, tier_id: str, up: bool) -> None:
        """Put a subscription a place earlier or later in every list; raises `NotFound`."""
        actor.require(Permission.SUBSCRIPTIONS_MANAGE)
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            tier = _tier(s, actor, tier_id)
            here = {each.id: each for each in workspaces.tiers_of(s, actor.workspace_id)}
            ordered = moved(list(here), tier.id, up=up)
            if ordered == list(here):
                return
            for position, each in enumerate(ordered):
                here[each].position = position
            details = {"place": ordered.index(tier.id) + 1}
            record(s, self._clock.now(), actor, AuditTag.TIER_MOVED, _target(tier), details=details)

    def make_default(self, actor: Actor, *, tier_id: str) -> None:
        """Have newcomers get a subscription unless another is chosen; raises `NotFound`."""
        actor.require(Permission.SUBSCRIPTIONS_MANAGE)
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            tier = _tier(s, actor, tier_id)
            if tier.is_default:
                return
            for other in workspaces.tiers_of(s, actor.workspace_id):
                other.is_default = False
            s.flush()  # the mark is unique: it is taken away before it is given
            tier.is_default = True
            s.add(tier)
            record(s, self._clock.now(), actor, AuditTag.TIER_MADE_DEFAULT, _target(tier))

    def move_preview(self, actor: Actor, *, people: Movers, tier_id: str) -> list[Loss]:
        """Tell who of some people would lose which module by getting a subscription; nothing is read of each of them.

        Raises `UnknownChoice` for a subscription that is not here.
        """
        actor.require(Permission.USERS_READ)
        actor.require(Permission.USERS_UPDATE)
        with self._db.read() as s:
            after = workspaces.tier(s, actor.workspace_id, tier_id)
            if after is None:
                raise UnknownChoice(field="tier_id")
            return moving.losses(s, after, moving.meant(actor, people, self._clock.now()))

    def removal(self, actor: Actor, *, tier_id: str, replacement_id: str = "") -> TierRemoval:
        """Tell what deleting a subscription asks for, and who would lose what by the replacement."""
        actor.require(Permission.SUBSCRIPTIONS_MANAGE)
        with self._db.read() as s:
            tier = _tier(s, actor, tier_id)
            _refuse_default(s, tier)
            asked = TierRemoval(tier.id, tier.name, repository.is_awaited(s, tier), _replacements(s, tier))
            if not replacement_id:
                return replace(asked, preview=TierPreview(repository.people_of(s, tier)))
            after = _replacement(s, tier, replacement_id)
            return replace(asked, preview=_preview(s, tier, after.modules))

    def delete(self, actor: Actor, *, tier_id: str, replacement_id: str = "") -> int:
        """Delete a subscription and give its people another; how many they were.

        Raises `NotFound`, `TierIsDefault`, `TierInUse` without a replacement that is needed, `UnknownChoice` for one
        that is not here, `TooFewSeats` for one that has not seats enough.
        """
        actor.require(Permission.SUBSCRIPTIONS_MANAGE)
        now = self._clock.now()
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            tier = _tier(s, actor, tier_id)
            _refuse_default(s, tier)
            after = _after(s, tier, replacement_id)
            people = repository.move(s, actor, tier, after, now)
            given = {"people": people, "replacement": {"id": after.id, "name": after.name}}
            record(s, now, actor, AuditTag.TIER_DELETED, _target(tier), details=given)
            s.delete(tier)
        announce_rights(self._announce, actor.workspace_id)
        return people


def _tier(s: Session, actor: Actor, tier_id: str) -> Tier:
    found = workspaces.tier(s, actor.workspace_id, tier_id)
    if found is None:
        raise NotFound
    return found


def _fill(tier: Tier, form: TierForm) -> None:
    tier.name, tier.seats, tier.price = form.name, form.seats, form.price
    tier.modules = list(form.modules)


def _said(tier: Tier) -> dict[str, Any]:
    """Say for the journal what a subscription is."""
    return {"name": tier.name, "seats": tier.seats, "price": tier.price, "modules": sorted(tier.modules)}


def _refuse_taken_name(s: Session, tier: Tier, form: TierForm) -> None:
    """Refuse a name that an import or a command would take for another subscription's."""
    others = (each for each in workspaces.tiers_of(s, tier.workspace_id) if each.id != tier.id)
    if any(fold(form.name) == fold(other.name) for other in others):
        raise TierNameTaken(field="name", name=form.name)


def _refuse_fewer_seats(s: Session, tier: Tier, form: TierForm) -> None:
    people = repository.people_of(s, tier) if form.seats is not None else 0
    if form.seats is not None and people > form.seats:
        raise SeatsBelowTaken(field="seats", count=people)


def _refuse_default(s: Session, tier: Tier) -> None:
    usual = default_tier(workspaces.tiers_of(s, tier.workspace_id))
    if usual is not None and usual.id == tier.id:
        raise TierIsDefault


def _preview(s: Session, tier: Tier, after: tuple[str, ...] | list[str]) -> TierPreview:
    off = modules_here(workspaces.module_settings(s, tier.workspace_id)).off
    gone = [module for module in without(tier.modules, after) if module not in off]
    users = {module: repository.using(s, tier.workspace_id, module, (tier.id,)) for module in gone}
    losses = [Loss(module, having.people, list(having.names)) for module, having in users.items()]
    return TierPreview(repository.people_of(s, tier), without(after, tier.modules), losses)


def _replacements(s: Session, tier: Tier) -> list[TierChoice]:
    others = [each for each in workspaces.tiers_of(s, tier.workspace_id) if each.id != tier.id]
    left = seats.left(s, tier.workspace_id, seats.limits(others))
    return [TierChoice(each.id, each.name, left.get(each.id, seats.UNLIMITED)) for each in others]


def _replacement(s: Session, tier: Tier, replacement_id: str) -> Tier:
    after = workspaces.tier(s, tier.workspace_id, replacement_id)
    if after is None or after.id == tier.id:
        raise UnknownChoice(field="replacement")
    seats.take_many(s, after, repository.people_of(s, tier), field="replacement")
    return after


def _after(s: Session, tier: Tier, replacement_id: str) -> Tier:
    """Find what the people get; only who was forgotten for good may get it unasked, and then the default one."""
    if replacement_id:
        return _replacement(s, tier, replacement_id)
    usual = default_tier(workspaces.tiers_of(s, tier.workspace_id))
    if usual is None or repository.is_awaited(s, tier):
        raise TierInUse(field="replacement")
    return usual


def _target(tier: Tier) -> Target:
    return Target("tier", tier.id, tier.name)
