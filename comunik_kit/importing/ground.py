"""What lines are judged on: all that a chunk of them names, read in few statements, whatever their number."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, literal, select, union_all
from sqlmodel import Session, col

from comunik_kit.importing.tables import ImportRow
from comunik_kit.importing.verdicts import Verdict
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.folding import fold
from comunik_kit.locale import LANGUAGES, say
from comunik_kit.roles import repository as roles
from comunik_kit.roles.naming import names_of
from comunik_kit.roles.rules import may_grant
from comunik_kit.users import repository, seats
from comunik_kit.users.tables import Department, User
from comunik_kit.workspaces import repository as workspaces

JOINED_ONCE = "joined"


@dataclass(frozen=True, slots=True)
class RoleHere:
    """A role of the workspace, and whether the importer may give it."""

    id: str
    name: str
    is_grantable: bool


@dataclass(frozen=True, slots=True)
class House:
    """What holds for every line: the roles and subscriptions by any of their names, and the seats left.

    `team_roles` are the default roles that the importer may give, by the folded names of the teams.
    """

    roles: Mapping[str, RoleHere]
    tiers: Mapping[str, str]
    languages: Mapping[str, str]
    seats: dict[str, int]
    team_roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What a chunk of lines met: who has their addresses, which departments there are, which lines came before."""

    people: Mapping[str, str] = field(default_factory=dict)
    departments: Collection[str] = ()
    earlier: Mapping[str, int] = field(default_factory=dict)


def house(s: Session, actor: Actor) -> House:
    """Read what holds for every line."""
    here = roles.roles_of(s, actor.workspace_id)
    named: dict[str, RoleHere] = {}
    for role in here:
        one = RoleHere(role.id, role.name, may_grant(actor, role.rank, role.permissions))
        named |= dict.fromkeys(names_of(role), one)
    tiers = workspaces.tiers_of(s, actor.workspace_id)
    names = {fold(tier.name): tier.id for tier in tiers} | {tier.id: tier.id for tier in tiers}
    left = seats.left(s, actor.workspace_id, seats.limits(tiers))
    given = {
        key: role_id
        for key, role_id in repository.default_roles(s, actor.workspace_id)
        if role_id in named and named[role_id].is_grantable
    }
    return House(named, names, _languages(), left, given)


def _languages() -> dict[str, str]:
    spoken = {fold(say(lang, f"users.language.{each}")): each for lang in LANGUAGES for each in LANGUAGES}
    return spoken | {"anglais": "en", "french": "fr"} | {lang: lang for lang in LANGUAGES}


def found(
    s: Session,
    workspace_id: str,
    import_id: str,
    addresses: Sequence[str],
    departments: Collection[str],
    line: int,
) -> Found:
    """Read what lines from `line` on met, by the keys of their addresses and of their departments."""
    given = {
        "workspace_id": workspace_id,
        "import_id": import_id,
        "line": line,
        "address": list(addresses),
        "department": list(departments),
    }
    rows: dict[str, dict[str, str]] = {"here": {}, "department": {}, "gone": {}, "earlier": {}}
    for row in s.connection().execute(_FOUND, given):
        kind, key, value = tuple(row)
        rows[kind][key] = value or ""
    here = {key: JOINED_ONCE if value else "" for key, value in rows["gone"].items()} | rows["here"]
    return Found(
        here, rows["department"].keys(), {key: int(number) for key, number in rows["earlier"].items()}
    )


def _of_people(kind: str, *columns: Any, deleted: bool) -> Any:
    return select(literal(kind), *columns).where(
        col(User.workspace_id) == bindparam("workspace_id"),
        col(User.email_key).in_(bindparam("address", expanding=True)),
        col(User.deleted_at).is_not(None) if deleted else col(User.deleted_at).is_(None),
    )


_LINE = func.min(col(ImportRow.line))
_TEXT = User.__table__.c.full_name.type  # pyright: ignore[reportAttributeAccessIssue]  - SQLModel sets it on tables
# Built once: putting a statement together costs more than the database takes to answer it.
_FOUND = union_all(
    _of_people("here", col(User.email_key), col(User.status), deleted=False),
    # Who was never active leaves nothing behind that coming back could bring up.
    _of_people(
        "gone", col(User.email_key), func.max(col(User.activated_at)).cast(_TEXT), deleted=True
    ).group_by(col(User.email_key)),
    select(literal("department"), col(Department.name_key), literal("")).where(
        col(Department.workspace_id) == bindparam("workspace_id"),
        col(Department.name_key).in_(bindparam("department", expanding=True)),
    ),
    select(literal("earlier"), col(ImportRow.email_key), _LINE.cast(_TEXT))
    .where(
        col(ImportRow.import_id) == bindparam("import_id"),
        col(ImportRow.line) < bindparam("line"),
        col(ImportRow.email_key).in_(bindparam("address", expanding=True)),
        col(ImportRow.verdict).in_((Verdict.NEW.value, Verdict.WRITTEN.value)),
    )
    .group_by(col(ImportRow.email_key)),
)
