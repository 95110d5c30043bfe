"""From what people call things to their ids: for those who type, and have no list to choose from."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from sqlmodel import Session

from comunik_kit.kernel import email_address
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.kernel.folding import fold
from comunik_kit.roles import repository as roles
from comunik_kit.roles.naming import names_of
from comunik_kit.roles.permissions import Permission
from comunik_kit.users import repository
from comunik_kit.users.errors import UnknownName
from comunik_kit.users.fields import is_id
from comunik_kit.users.filters import NOBODY, UserFilter
from comunik_kit.users.tables import Company, Department
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import default_tier

_MOST_TOLD = 30


class PeopleNamed:
    """Looks names up in the actor's workspace; changes nothing."""

    def __init__(self, *, db: Database) -> None:
        """Take the database."""
        self._db = db

    def narrowed(
        self,
        actor: Actor,
        asked: UserFilter,
        *,
        role: str = "",
        tier: str = "",
        department: str = "",
        company: str = "",
    ) -> UserFilter:
        """Narrow a filter by names; `none` is nobody's department or company. Raises `UnknownName`."""
        actor.require(Permission.USERS_READ)
        here = actor.workspace_id
        with self._db.read() as s:
            if role:
                asked = replace(asked, role_ids=(_role(s, here, role),))
            if tier:
                asked = replace(asked, tier_ids=(_tier(s, here, tier),))
            if department:
                meant = repository.department(s, here, fold(department))
                known = partial(repository.department_names, s, here)
                asked = replace(asked, department_ids=(_known(meant, department, known),))
            if company:
                meant = repository.company(s, here, fold(company))
                known = partial(repository.company_names, s, here)
                asked = replace(asked, company_ids=(_known(meant, company, known),))
        return asked

    def role(self, actor: Actor, name: str) -> str:
        """Find a role by its key (`agent`), its name, or its id; raises `UnknownName`."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as s:
            return _role(s, actor.workspace_id, name)

    def tier(self, actor: Actor, name: str = "") -> str:
        """Find a subscription by its name, or the first; raises `UnknownName`."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as s:
            return _tier(s, actor.workspace_id, name)

    def person(self, actor: Actor, who: str, *, deleted: bool = False) -> str:
        """Find a person by their address or id; if asked, one who is deleted when nobody else has it.

        Raises `NotFound`.
        """
        actor.require(Permission.USERS_READ)
        if is_id(who):
            return who
        try:
            key = email_address.parse(who).key
        except KitError as error:
            raise NotFound from error
        with self._db.read() as s:
            found = _by_address(s, actor.workspace_id, key, deleted=deleted)
        if found is None:
            raise NotFound
        return found


def _by_address(s: Session, workspace_id: str, key: str, *, deleted: bool) -> str | None:
    living = repository.by_email_key(s, workspace_id, key)
    if living is not None or not deleted:
        return living.id if living else None
    gone = repository.deleted_with(s, workspace_id, key)
    return gone.id if gone else None


def _role(s: Session, workspace_id: str, name: str) -> str:
    wanted, here = fold(name), roles.roles_of(s, workspace_id)
    for role in here:
        if wanted in names_of(role):
            return role.id
    raise _unknown(name, [role.key or role.name for role in here])


def _tier(s: Session, workspace_id: str, name: str) -> str:
    tiers = workspaces.tiers_of(s, workspace_id)
    meant = next((tier for tier in tiers if fold(name) == fold(tier.name)), None) if name else None
    found = meant if name else default_tier(tiers)
    if found is None:
        raise _unknown(name, [tier.name for tier in tiers])
    return found.id


def _known(found: Department | Company | None, name: str, known: Callable[[], Sequence[str]]) -> str:
    if found is not None:
        return found.id
    if name == NOBODY:
        return NOBODY
    raise _unknown(name, [*known(), NOBODY])


def _unknown(name: str, known: Sequence[str]) -> UnknownName:
    told = [*known[:_MOST_TOLD], *(["…"] if len(known) > _MOST_TOLD else [])]
    return UnknownName(name=name, known=", ".join(told))
