"""What creations are decided on: all that a number of forms name, read in few statements, whatever the number.

Read while the workspace's row is held, so that nothing of it changes before the transaction ends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all
from sqlmodel import Session, col

from comunik_kit.kernel.folding import fold
from comunik_kit.roles import repository as roles
from comunik_kit.roles.repository import GivenRole
from comunik_kit.users.inputs import NewColleague
from comunik_kit.users.tables import Company, Department, Photo, User
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.tables import Domain, Tier, Workspace


@dataclass(frozen=True, slots=True)
class Holder:
    """Something that is there already; of a person also what tells a repeated form from a stolen key."""

    id: str
    full_name: str
    email: str
    email_key: str
    status: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What forms may name and what is taken; people and groups made on the way are added to it."""

    workspace: Workspace
    domain: Domain | None
    roles: Mapping[str, GivenRole]
    tiers: frozenset[str]
    photos: frozenset[str]
    departments: dict[str, str]
    companies: dict[str, str]
    addresses: dict[str, Holder]
    forms: dict[str, Holder]


def read(s: Session, workspace: Workspace, given: Sequence[NewColleague]) -> Ground:
    """Read what these forms name."""
    found = _found(s, workspace.id, given)
    return Ground(
        workspace=workspace,
        domain=workspaces.domain_of(s, workspace.id),
        roles=roles.roles_with(s, workspace.id, {new.role_id for new in given}),
        tiers=frozenset(found["tier"]),
        photos=frozenset(found["photo"]),
        departments={key: holder.id for key, holder in found["department"].items()},
        companies={key: holder.id for key, holder in found["company"].items()},
        addresses=found["address"],
        forms=found["form"],
    )


def form_key(workspace_id: str, new: NewColleague) -> str:
    """Name one opening of the form: a key belongs to one workspace (INV-04)."""
    return f"{workspace_id}:{new.creation_key}"


def _found(s: Session, workspace_id: str, given: Sequence[NewColleague]) -> dict[str, dict[str, Holder]]:
    """Find what is named, by kind and key."""
    wanted = {
        "workspace_id": workspace_id,
        "tier": {new.tier_id for new in given},
        "photo": {new.photo_id for new in given if new.photo_id},
        "department": {fold(new.department) for new in given} - {""},
        "company": {fold(new.company) for new in given} - {""},
        "address": {new.email.key for new in given},
        "form": {form_key(workspace_id, new) for new in given},
    }
    found: dict[str, dict[str, Holder]] = {kind: {} for kind in _NAMED}
    for row in s.connection().execute(_FOUND, wanted):
        kind, key, *who = tuple(row)
        found[kind][key] = Holder(*(value or "" for value in who))
    return found


def _named(kind: str, id_: Any, key: Any, workspace_id: Any, *who: Any) -> Any:
    """Find rows of one kind whose key is among the given ones; `who` are the columns of a `Holder` after the id."""
    columns = who or [literal("")] * _WHO
    given = bindparam(kind, expanding=True)
    mine = workspace_id == bindparam("workspace_id")
    return select(literal(kind), key, id_, *columns).where(mine, key.in_(given))


_WHO = 5
_PERSON = (
    col(User.workspace_id),
    col(User.full_name),
    col(User.email),
    col(User.email_key),
    col(User.status),
    col(User.created_by),
)
# Deleted people have given their addresses back, but a form stays used.
_NAMED = {
    "tier": _named("tier", col(Tier.id), col(Tier.id), col(Tier.workspace_id)),
    "photo": _named("photo", col(Photo.id), col(Photo.id), col(Photo.workspace_id)),
    "department": _named(
        "department", col(Department.id), col(Department.name_key), col(Department.workspace_id)
    ),
    "company": _named("company", col(Company.id), col(Company.name_key), col(Company.workspace_id)),
    "address": _named("address", col(User.id), col(User.email_key), *_PERSON).where(
        col(User.deleted_at).is_(None)
    ),
    # The concatenation keeps SQLite, which has no statistics, from walking the whole workspace for a hundred keys.
    "form": _named(
        "form", col(User.id), col(User.creation_key), col(User.workspace_id).concat(""), *_PERSON[1:]
    ),
}
# Built once: putting a statement together costs more than the database takes to answer it.
_FOUND = union_all(*_NAMED.values())
