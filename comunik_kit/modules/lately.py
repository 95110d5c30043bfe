"""What somebody did lately in the modules, for their record."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlmodel import col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.modules.registry import MODULES, module_named
from comunik_kit.modules.rules import modules_here
from comunik_kit.modules.tables import Activity
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing: its module, what it was, when."""

    id: str
    module: str
    kind: str
    title: str
    at: str


class PersonalActivity:
    """Reads."""

    def __init__(self, *, db: Database) -> None:
        """Take the database."""
        self._db = db

    def latest(self, actor: Actor, *, user_id: str) -> list[Happened]:
        """List the last things of one person in the modules that the reader may read; none for anybody else's id."""
        actor.require(Permission.USERS_READ)
        allowed = {entry.key for entry in MODULES if actor.may(entry.reading)}
        with self._db.read() as s:
            off = modules_here(workspaces.module_settings(s, actor.workspace_id)).off
            query = _latest(actor.workspace_id, user_id, sorted(allowed - off))
            return [_view(each) for each in s.execute(query).scalars()]


def _latest(workspace_id: str, user_id: str, readable: Sequence[str]) -> Select[Activity]:
    return (
        select(Activity)
        .where(col(Activity.workspace_id).concat("") == workspace_id)
        .where(col(Activity.owner_id) == user_id, col(Activity.module).in_(readable))
        .order_by(col(Activity.occurred_at).desc(), col(Activity.id).desc())
        .limit(SHOWN)
    )


def _view(row: Activity) -> Happened:
    entry = module_named(row.module)
    kind = row.kind if entry is not None and row.kind in entry.kinds else ""
    return Happened(row.id, row.module, kind, row.title, row.occurred_at.isoformat())
