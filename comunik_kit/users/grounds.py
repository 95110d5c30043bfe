"""What creations are decided on: all that a number of forms name, read in few statements, whatever the number.

Read while the workspace's row is held, so that nothing of it changes before the transaction ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, literal, select
from sqlmodel import Session, col

from comunik_kit.kernel.folding import fold
from comunik_kit.roles import repository as roles
from comunik_kit.roles.tables import Role
from comunik_kit.users.inputs import NewColleague
from comunik_kit.users.tables import Company, Department, Photo, User
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.tables import Domain, Workspace


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who is there already; `made_by` and `email_key` tell a repeated form from a stolen key."""

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
    roles: Mapping[str, Role]
    tiers: frozenset[str]
    photos: frozenset[str]
    departments: dict[str, str]
    companies: dict[str, str]
    addresses: dict[str, Holder]
    forms: dict[str, Holder]


def read(s: Session, workspace: Workspace, given: Sequence[NewColleague]) -> Ground:
    """Read what these forms name."""
    photos = {new.photo_id for new in given if new.photo_id}
    groups = _groups(s, workspace.id, given)
    addresses, forms = _taken(s, workspace.id, given)
    return Ground(
        workspace=workspace,
        domain=workspaces.domain_of(s, workspace.id),
        roles=roles.roles_with(s, workspace.id, {new.role_id for new in given}),
        tiers=workspaces.tiers_with(s, workspace.id, {new.tier_id for new in given}),
        photos=_ids(s, _PHOTOS, workspace.id, photos) if photos else frozenset(),
        departments=groups["department"],
        companies=groups["company"],
        addresses=addresses,
        forms=forms,
    )


def form_key(workspace_id: str, new: NewColleague) -> str:
    """Name one opening of the form: a key belongs to one workspace (INV-04)."""
    return f"{workspace_id}:{new.creation_key}"


def _ids(s: Session, statement: Select[str], workspace_id: str, wanted: Iterable[str]) -> frozenset[str]:
    given = {"workspace_id": workspace_id, "ids": list(wanted)}
    return frozenset(s.connection().execute(statement, given).scalars())


def _groups(s: Session, workspace_id: str, given: Sequence[NewColleague]) -> dict[str, dict[str, str]]:
    departments = {fold(new.department) for new in given} - {""}
    companies = {fold(new.company) for new in given} - {""}
    found: dict[str, dict[str, str]] = {"department": {}, "company": {}}
    if departments or companies:
        names = {"departments": list(departments), "companies": list(companies)}
        for kind, key, row_id in s.connection().execute(_GROUPS, {"workspace_id": workspace_id, **names}):
            found[kind][key] = row_id
    return found


def _taken(
    s: Session, workspace_id: str, given: Sequence[NewColleague]
) -> tuple[dict[str, Holder], dict[str, Holder]]:
    """Find who has the addresses, and who was made by the same openings of the form."""
    keys = [form_key(workspace_id, new) for new in given]
    wanted = {"workspace_id": workspace_id, "emails": [new.email.key for new in given], "keys": keys}
    addresses: dict[str, Holder] = {}
    forms: dict[str, Holder] = {}
    for by_form, key, *row in s.connection().execute(_TAKEN, wanted):
        holder = Holder(*(value or "" for value in row))
        if by_form:
            forms[key] = holder
        else:
            addresses[holder.email_key] = holder
    return addresses, forms


# Built once: putting a statement together costs more than SQLite takes to answer it. Deleted people have given their
# addresses back, but a form stays used.
_WORKSPACE = bindparam("workspace_id")
_PHOTOS = select(col(Photo.id)).where(
    col(Photo.workspace_id) == _WORKSPACE, col(Photo.id).in_(bindparam("ids", expanding=True))
)
_GROUPS = (
    select(literal("department"), col(Department.name_key), col(Department.id))
    .where(
        col(Department.workspace_id) == _WORKSPACE,
        col(Department.name_key).in_(bindparam("departments", expanding=True)),
    )
    .union_all(
        select(literal("company"), col(Company.name_key), col(Company.id)).where(
            col(Company.workspace_id) == _WORKSPACE,
            col(Company.name_key).in_(bindparam("companies", expanding=True)),
        )
    )
)
_HOLDER = (
    col(User.creation_key),
    col(User.id),
    col(User.full_name),
    col(User.email),
    col(User.email_key),
    col(User.status),
    col(User.created_by),
)
_TAKEN = (
    select(literal(0), *_HOLDER)
    .where(
        col(User.workspace_id) == _WORKSPACE,
        col(User.email_key).in_(bindparam("emails", expanding=True)),
        col(User.deleted_at).is_(None),
    )
    .union_all(
        select(literal(1), *_HOLDER).where(
            col(User.workspace_id) == _WORKSPACE,
            col(User.creation_key).in_(bindparam("keys", expanding=True)),
        )
    )
)
