"""Changing one person's record inside an open transaction that holds the workspace's row."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import ChangedMeanwhile
from comunik_kit.roles.permissions import ADMIN_RANK, Permission
from comunik_kit.roles.rules import PersonAboveYou, may_act_on_holder
from comunik_kit.roles.tables import Role
from comunik_kit.users import groups, names, notices, repository, seats
from comunik_kit.users.creation import check_choices, grantable_role
from comunik_kit.users.errors import LastAdmin
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.users.repository import Person
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.workspaces import repository as workspaces

_KEPT = ("full_name", "phone", "department_id", "company_id", "tier_id", "photo_id", "language")


def may_reach(actor: Actor, person: Person) -> bool:
    """Tell whether the actor may act on a person (ACL-06)."""
    return may_act_on_holder(actor, person.role.rank, person.role.permissions)


def reachable(actor: Actor, person: Person) -> None:
    """Refuse with `PersonAboveYou` a person whom the actor may not act on (ACL-06)."""
    if not may_reach(actor, person):
        raise PersonAboveYou


def is_last_admin(s: Session, person: Person) -> bool:
    """Tell whether the workspace has no other active admin (ACL-07); only true under the workspace's lock."""
    if person.role.rank != ADMIN_RANK or person.user.status != UserStatus.ACTIVE:
        return False
    return all(admin == person.user.id for admin in repository.active_admins(s, person.user.workspace_id))


def change(s: Session, actor: Actor, person: Person, form: ChangeUser, now: datetime) -> None:
    """Write what differs, each kind of difference with its journal entry; nothing when nothing does."""
    reachable(actor, person)
    if form.version != person.user.version:
        raise ChangedMeanwhile
    tier = check_choices(s, actor, form)
    if tier.id != person.user.tier_id:
        seats.take(s, tier, field="tier_id")
    role = _new_role(s, actor, person, form.role_id)
    changed = _fill(s, actor, person.user, form, now)
    if role is None and not changed:
        return
    user, target = person.user, Target("user", person.user.id, form.full_name)
    if role is not None:
        details = {"before": _named(person.role), "after": _named(role)}
        user.role_id = role.id
        record(s, now, actor, AuditTag.ROLE_CHANGED, target, details=details)
        notices.tell_role_raised(s, actor, user, person.role, role, now)
    if changed:
        details = {"fields": changed, **_moves(s, person, form, changed)}
        record(s, now, actor, AuditTag.USER_UPDATED, target, details=details)
    user.version += 1
    s.add(user)


def _new_role(s: Session, actor: Actor, person: Person, role_id: str) -> Role | None:
    """Find the role to give; None when it stays. Nobody raises above themselves, the last admin stays one."""
    if role_id == person.role.id:
        return None
    actor.require(Permission.ROLES_ASSIGN)
    role = grantable_role(s, actor, role_id)
    if role.rank == ADMIN_RANK:
        actor.require_recent()
    if role.rank < ADMIN_RANK and is_last_admin(s, person):
        raise LastAdmin(field="role_id")
    return role


def _named(role: Role) -> dict[str, str]:
    return {"id": role.id, "key": role.key, "name": role.name}


def _moves(
    s: Session, person: Person, form: ChangeUser, changed: list[str]
) -> dict[str, dict[str, list[str]]]:
    """Name where the person was and is now, by the names of that time; nothing when they stayed."""
    known = {
        "department_id": (person.department, form.department),
        "company_id": (person.company, form.company),
    }
    if "tier_id" in changed:
        tier = workspaces.tier(s, person.user.workspace_id, form.tier_id)
        known["tier_id"] = (person.tier.name, tier.name if tier else "")
    moves = {name: list(names) for name, names in known.items() if name in changed}
    return {"moves": moves} if moves else {}


def _fill(s: Session, actor: Actor, user: User, form: ChangeUser, now: datetime) -> list[str]:
    """Set the fields; return the names of those that differ. What people are called stays out of the journal."""
    before = {name: getattr(user, name) for name in _KEPT}
    user.full_name, user.phone = form.full_name, form.phone
    user.sort_name = names.sort_name(form.full_name)
    user.department_id = groups.department_id(s, actor, form.department, now)
    user.company_id = groups.company_id(s, actor, form.company, now)
    user.tier_id, user.photo_id = form.tier_id, form.photo_id
    user.language = form.language or user.language
    user.search_text = repository.search_text(s, user)
    return [name for name in _KEPT if getattr(user, name) != before[name]]
