"""Taking a module's activity out: what a filter leaves, as a stream that never holds more than one chunk of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.modules import item_queries, item_repository, telling
from comunik_kit.modules.asking import ItemFilter
from comunik_kit.modules.definition import Module
from comunik_kit.modules.item_queries import Place, Wanted
from comunik_kit.modules.item_views import Line
from comunik_kit.modules.opening import opened
from comunik_kit.workspaces import repository as workspaces

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class ItemExport:
    """An export on its way: `chunks` are read as they are asked for; zone and day are the reader's."""

    module: Module
    chunks: Iterator[list[tuple[Any, Line]]]
    zone: ZoneInfo
    day: date


class ModuleExports:
    """Reads activity for a file; changes nothing but the journal."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock

    def begin(self, actor: Actor, key: str, asked: ItemFilter) -> ItemExport:
        """Begin an export, and write down that it was asked for, and of what; raises `NotFound`, `ProofNeeded`."""
        now = self._clock.now()
        with self._db.write() as s:
            here = opened(s, actor, key)
            actor.require_recent()
            workspace = workspaces.workspace_of(s, actor.workspace_id)
            target = Target("workspace", workspace.id, workspace.name)
            details = {"module": key, "filter": asked.query()}
            record(s, now, actor, AuditTag.ACTIVITIES_EXPORTED, target, details=details)
        wanted = Wanted(here.reach, here.module, asked, asked.stretch(now, here.zone))
        return ItemExport(here.module, self._chunks(wanted), here.zone, now.astimezone(here.zone).date())

    def _chunks(self, wanted: Wanted) -> Iterator[list[tuple[Any, Line]]]:
        """Read each chunk in a short transaction of its own: no lock is held, and nobody waits for the reader."""
        after: Place | None = None
        while True:
            with self._db.read() as s:
                rows = item_queries.page(s, wanted, CHUNK, after=after)
                ids = [row.id for row in rows]
                tags = item_repository.tags(s, wanted.reach.workspace_id, ids)
            reader = wanted.reach.owner_id
            if rows:
                lines = (telling.line(wanted.module, r, tags.get(r.id, ()), reader) for r in rows)
                yield list(zip(rows, lines, strict=True))
            if len(rows) < CHUNK:
                return
            after = (rows[-1].occurred_at, rows[-1].id)
