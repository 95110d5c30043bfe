"""What creations are decided on: all that a number of forms name, read in few statements, whatever the number.

Read while the workspace's row is held, so that nothing of it changes before the transaction ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, bindparam, cast, literal, select, union_all
from sqlmodel import Session, col

from comunik_kit.kernel.folding import fold
from comunik_kit.roles import repository as roles
from comunik_kit.roles.repository import GivenRole
from comunik_kit.users import seats
from comunik_kit.users.inputs import NewColleague
from comunik_kit.users.tables import Company, Department, Photo, User
from comunik_kit.workspaces.tables import Domain, ModuleSetting, Tier, Workspace


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
class GivenTier:
    """What giving a subscription needs to know of it; `seats` is None for one without a limit."""

    name: str
    seats: int | None


@dataclass(frozen=True, slots=True)
class Defaults:
    """What newcomers of a team start with, where their form leaves it open."""

    role_id: str = ""
    modules_off: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What forms may name and what is taken; people and groups made on the way are added to it.

    `seats` are those left of the subscriptions that have a limit, `modules_off` what newcomers begin without.
    """

    workspace: Workspace
    domain: Domain | None
    roles: Mapping[str, GivenRole]
    tiers: Mapping[str, GivenTier]
    seats: dict[str, int]
    modules_off: list[str]
    photos: frozenset[str]
    departments: dict[str, str]
    defaults: Mapping[str, Defaults]
    companies: dict[str, str]
    addresses: dict[str, Holder]
    forms: dict[str, Holder]


def read(s: Session, workspace: Workspace, domain: Domain | None, given: Sequence[NewColleague]) -> Ground:
    """Read what these forms name."""
    found = _found(s, workspace.id, given)
    tiers = {key: _tier(row) for key, row in found["tier"].items()}
    limits = {key: tier.seats for key, tier in tiers.items() if tier.seats is not None}
    departments = {key: holder.id for key, holder in found["department"].items()}
    defaults = _defaults(s, workspace.id, departments)
    wanted = {new.role_id for new in given} | {each.role_id for each in defaults.values()}
    return Ground(
        workspace=workspace,
        domain=domain,
        roles=roles.roles_with(s, workspace.id, wanted - {""}),
        tiers=tiers,
        seats=seats.left(s, workspace.id, limits),
        modules_off=sorted(found["module_off"]),
        photos=frozenset(found["photo"]),
        departments=departments,
        defaults=defaults,
        companies={key: holder.id for key, holder in found["company"].items()},
        addresses=found["address"],
        forms=found["form"],
    )


def _tier(row: Holder) -> GivenTier:
    """Read a subscription, whose row has its seats in the place of a person's address."""
    return GivenTier(row.full_name, int(row.email) if row.email else None)


def _defaults(s: Session, workspace_id: str, departments: Mapping[str, str]) -> dict[str, Defaults]:
    """Read what teams give their newcomers, by the teams' folded names."""
    if not departments:
        return {}
    rows: Iterable[Any] = s.connection().execute(
        _DEFAULTS, {"workspace_id": workspace_id, "ids": list(departments.values())}
    )
    return {row[0]: Defaults(row[1] or "", row[2]) for row in rows}


def form_key(workspace_id: str, new: NewColleague) -> str:
    """Name one opening of the form: a key belongs to one workspace (INV-04)."""
    return f"{workspace_id}:{new.creation_key}"


def _found(s: Session, workspace_id: str, given: Sequence[NewColleague]) -> dict[str, dict[str, Holder]]:
    """Find what is named, by kind and key."""
    wanted: dict[str, set[str]] = {
        "tier": {new.tier_id for new in given},
        "photo": {new.photo_id for new in given if new.photo_id},
        "department": {fold(new.department) for new in given} - {""},
        "company": {fold(new.company) for new in given} - {""},
        "address": {new.email.key for new in given},
        "form": {form_key(workspace_id, new) for new in given},
    }
    found: dict[str, dict[str, Holder]] = {kind: {} for kind in (*wanted, "module_off")}
    for row in s.connection().execute(*_question(workspace_id, wanted, is_one=len(given) == 1)):
        kind, key, *who = tuple(row)
        found[kind][key] = Holder(*(value or "" for value in who))
    return found


def _question(
    workspace_id: str, wanted: Mapping[str, set[str]], *, is_one: bool
) -> tuple[Any, dict[str, Any]]:
    """Choose how to ask: a list of keys costs more to put into a statement than the database takes to answer it."""
    if is_one:
        keys = {kind: next(iter(found), None) for kind, found in wanted.items()}
        return _FOUND_ONE, {"workspace_id": workspace_id, **keys}
    return _FOUND, {"workspace_id": workspace_id, **wanted}


_PERSON = (col(User.full_name), col(User.email), col(User.email_key), col(User.status), col(User.created_by))
_NOBODY = tuple(literal("") for _ in _PERSON)
_TIER = (col(Tier.name), cast(col(Tier.seats), String), *_NOBODY[2:])


def _asked(*, is_one: bool) -> Any:
    """Put the statement together: rows of each kind whose key is the given one, or among those given."""

    def named(kind: str, id_: Any, key: Any, workspace_id: Any, who: Sequence[Any] = _NOBODY) -> Any:
        wanted = key == bindparam(kind) if is_one else key.in_(bindparam(kind, expanding=True))
        return select(literal(kind), key, id_, *who).where(workspace_id == bindparam("workspace_id"), wanted)

    id_, mine = col(User.id), col(User.workspace_id)
    # Deleted people have given their addresses back, but a form stays used.
    present = col(User.deleted_at).is_(None)
    return union_all(
        named("tier", col(Tier.id), col(Tier.id), col(Tier.workspace_id), _TIER),
        _modules_off(),
        named("photo", col(Photo.id), col(Photo.id), col(Photo.workspace_id)),
        named("department", col(Department.id), col(Department.name_key), col(Department.workspace_id)),
        named("company", col(Company.id), col(Company.name_key), col(Company.workspace_id)),
        named("address", id_, col(User.email_key), mine, _PERSON).where(present),
        # The concatenation keeps SQLite, which has no statistics, from walking the whole workspace for a hundred keys.
        named("form", id_, col(User.creation_key), mine.concat(""), _PERSON),
    )


def _modules_off() -> Any:
    module, here = col(ModuleSetting.module), col(ModuleSetting.workspace_id) == bindparam("workspace_id")
    return select(literal("module_off"), module, module, *_NOBODY).where(
        here, col(ModuleSetting.off_by_default)
    )


_DEFAULTS = select(
    col(Department.name_key), col(Department.default_role_id), col(Department.modules_off)
).where(
    col(Department.workspace_id) == bindparam("workspace_id"),
    col(Department.id).in_(bindparam("ids", expanding=True)),
)
# Built once: putting a statement together costs more than the database takes to answer it.
_FOUND, _FOUND_ONE = _asked(is_one=False), _asked(is_one=True)
