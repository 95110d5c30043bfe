"""Who is told of an act on an activity: whoever may see it, and nobody else (ACL-03)."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.modules import item_repository
from comunik_kit.modules.definition import Module
from comunik_kit.modules.repository import Reach
from comunik_kit.modules.rules import modules_here, modules_on
from comunik_kit.modules.tables import Activity
from comunik_kit.notices import repository, writing
from comunik_kit.notices.mentions import meant, mentions
from comunik_kit.notices.rules import Kind
from comunik_kit.notices.writing import News
from comunik_kit.roles.permissions import Permission
from comunik_kit.users import repository as people
from comunik_kit.users.repository import Person
from comunik_kit.workspaces import repository as workspaces


def tell_owner(s: Session, actor: Actor, row: Activity, module: Module, owner_id: str, now: datetime) -> bool:
    """Tell somebody that it is theirs from now on; True when they were told."""
    return _tell(s, actor, row, module, [owner_id], Kind.ASSIGNED, now)


def tell_mentioned(s: Session, actor: Actor, row: Activity, module: Module, text: str, now: datetime) -> bool:
    """Tell those whom a note names; True when anybody was told."""
    said = mentions(text)
    if not said:
        return False
    names = {name for each in said for name in each.names}
    keys = {each.address for each in said if each.address}
    here = actor.workspace_id
    ids = meant(said, repository.named(s, here, names), repository.addressed(s, here, keys))
    return _tell(s, actor, row, module, ids, Kind.MENTIONED, now)


def _tell(
    s: Session,
    actor: Actor,
    row: Activity,
    module: Module,
    ids: Iterable[str],
    kind: Kind,
    now: datetime,
) -> bool:
    news = News(kind, actor.user_id, actor.name, row.id, module.key, row.title)
    found = [people.person(s, actor.workspace_id, each) for each in ids if each != actor.user_id]
    readers = [each for each in found if each is not None and _may_see(s, row, module, each)]
    told = [writing.tell(s, now, news, each.user, each.role) for each in readers]
    return any(told)


def _may_see(s: Session, row: Activity, module: Module, person: Person) -> bool:
    """Tell whether somebody has the module, and the activity within reach."""
    user, held = person.user, person.role.permissions
    here = modules_here(workspaces.module_settings(s, row.workspace_id))
    if module.key not in modules_on(person.tier.modules, held, user.modules_off, here):
        return False
    everybody = Permission.USERS_READ.value in held
    reach = Reach(row.workspace_id, user.id, user.department_id, everybody=everybody)
    return item_repository.item(s, reach, module.key, row.id) is not None
