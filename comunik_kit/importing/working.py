"""Doing what imports wait for, chunk by chunk: judging, writing, taking back.

Whoever works on an import holds it by lease; any number of processes may do so. A chunk is one transaction, with the
lines' verdicts in it: a process that is killed leaves whole chunks behind, and another goes on where it stopped.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from comunik_kit.access.acting import acting
from comunik_kit.audit.journal import Origin
from comunik_kit.importing import ground, judging, repository, undoing, writing
from comunik_kit.importing.inputs import Manner
from comunik_kit.importing.judging import Judged
from comunik_kit.importing.tables import Import, ImportState
from comunik_kit.importing.verdicts import Verdict, counted
from comunik_kit.importing.writing import Pen
from comunik_kit.invitations.telling import Telling
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.bell import Bell
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.kernel.ids import new_id
from comunik_kit.users import repository as people
from comunik_kit.users.tables import UserStatus

LEASE = timedelta(seconds=20)
POLL = 2.0
JUDGED_AT_ONCE, WRITTEN_AT_ONCE = 500, 100
"""Lines of a chunk. While one is written other writers of the workspace wait, on SQLite all of them."""
BREATH = 0.005
"""Seconds between two chunks, in which whoever waits for the database or the interpreter comes first."""
KEPT_UNUSED, KEPT = timedelta(days=1), timedelta(days=30)
_SWEPT_AT_ONCE = 20

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hold:
    """An import in somebody's hands."""

    import_id: str
    workspace_id: str
    mark: str
    state: ImportState


class Work:
    """Works on imports; two never work on one."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        pen: Pen,
        telling: Telling,
        announce: Announce = announce_to_nobody,
        breath: float = BREATH,
    ) -> None:
        """Take the tools."""
        self._db, self._clock, self._pen, self._telling = db, clock, pen, telling
        self._announce, self._breath = announce, breath
        self._stopping = threading.Event()
        self.bell = Bell()

    def nudge(self) -> None:
        """Wake whoever works on imports: one waits, or it is time to stop."""
        self.bell.ring()

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; the chunk in hand is finished, and the import is left to the next (REL-08)."""
        self._stopping = stop
        self.bell.answer(stop, self.round, every=POLL)

    def round(self, stop: threading.Event | None = None) -> bool:
        """Work on every import that waits, one after the other; tell whether there was any."""
        stopped = stop or threading.Event()
        try:
            with self._db.read() as s:
                waiting = repository.waiting(s, self._clock.now())
        except OperationalError as error:
            logger.warning("imports: %s", type(error).__name__)
            return False
        worked = False
        for import_id in waiting:
            worked |= not stopped.is_set() and self._try(import_id)
        return worked

    def sweep(self) -> None:
        """Forget what nobody needs any more. A chore."""
        now = self._clock.now()
        with self._db.read() as s:
            old = repository.outdated(s, now - KEPT_UNUSED, now - KEPT, _SWEPT_AT_ONCE)
        for import_id in old:
            with self._db.write() as s:
                repository.drop(s, import_id)

    def do(self, import_id: str) -> bool:
        """Work on an import until it is done, stopped, or somebody else's; False when another holds it."""
        hold = self._claim(import_id)
        if hold is None:
            return False
        steps: Mapping[ImportState, Callable[[Hold], None]] = {
            ImportState.JUDGING: self._judge,
            ImportState.WRITING: self._write,
            ImportState.UNDOING: self._undo,
        }
        steps[hold.state](hold)
        return True

    def _try(self, import_id: str) -> bool:
        try:
            return self.do(import_id)
        except Exception as error:  # noqa: BLE001  - the lease runs out, and somebody goes on
            # Only the kind is told: a statement's parameters are people's addresses.
            logger.warning("an import was left: %s", type(error).__name__)
            return False

    def _claim(self, import_id: str) -> Hold | None:
        now = self._clock.now()
        mark = new_id(now)
        with self._db.write() as s:
            one = repository.claim(s, import_id, mark, now + LEASE, now)
            return Hold(one.id, one.workspace_id, mark, ImportState(one.state)) if one else None

    def _judge(self, hold: Hold) -> None:
        with self._db.read() as s:
            one = s.get_one(Import, hold.import_id)
            actor, manner = starter(s, one), Manner.of(one.params)
            house = ground.house(s, actor) if actor else None
        line, is_first, wanted = 0, True, Counter[str]()
        left = dict(house.seats) if house else {}
        while actor and house:
            with self._db.read() as s:
                lines = repository.lines_after(s, hold.import_id, line, JUDGED_AT_ONCE)
                judged = writing.judge(s, actor, hold.import_id, lines, manner, house)
            wanted += judging.seats_wanted(judged)
            missing, is_last = judging.seats_missing(left, wanted), len(lines) < JUDGED_AT_ONCE
            if not self._keep(hold, judged, missing, is_first=is_first, is_last=is_last) or is_last:
                return
            line, is_first = lines[-1].number, False
            if not self._may_go_on(hold):
                return
        self._give_up(hold, ImportState.READ)

    def _keep(
        self,
        hold: Hold,
        judged: list[Judged],
        missing: Mapping[str, list[int]],
        *,
        is_first: bool,
        is_last: bool,
    ) -> bool:
        """Write the verdicts of a chunk; False when the import was stopped meanwhile."""
        now = self._clock.now()
        with self._db.write() as s:
            one = repository.held(s, hold.import_id, hold.mark, hold.state)
            if one is None:
                return False
            repository.note(s, hold.import_id, judged, {})
            one.counts = counted({} if is_first else one.counts, Counter(each.verdict for each in judged))
            one.judged = len(judged) + (0 if is_first else one.judged)
            given = {each.new.role_id for each in judged if each.verdict is Verdict.NEW and each.new}
            before = () if is_first else one.params.get("roles", ())
            one.params = {**one.params, "roles": sorted(given.union(before)), "seats_missing": missing}
            leave(one, ImportState.JUDGED if is_last else None, now)
        self._announce(hold.workspace_id, Topic.IMPORTS)
        return True

    def _write(self, hold: Hold) -> None:
        while self._write_chunk(hold) and self._may_go_on(hold):
            pass
        self._telling.changed(hold.workspace_id)
        self._announce(hold.workspace_id, Topic.IMPORTS)

    def _write_chunk(self, hold: Hold) -> bool:
        """Write some people with all that belongs to them, or none; False when there is no more to do."""
        now = self._clock.now()
        with self._db.write() as s:
            one = repository.held(s, hold.import_id, hold.mark, hold.state)
            if one is None:
                return False
            lines = repository.lines_of(s, hold.import_id, Verdict.NEW, WRITTEN_AT_ONCE)
            actor = starter(s, one)
            if actor is None or not writing.may_write(s, actor, one):
                leave(one, ImportState.STOPPED, now)
                return False
            if lines:
                writing.write(s, actor, one, lines, self._pen, now)
            leave(one, None if lines else ImportState.FINISHED, now)
        self._announce(hold.workspace_id, Topic.PEOPLE)
        return bool(lines)

    def _undo(self, hold: Hold) -> None:
        while self._undo_chunk(hold) and self._may_go_on(hold):
            pass
        self._telling.changed(hold.workspace_id)
        self._announce(hold.workspace_id, Topic.IMPORTS)

    def _undo_chunk(self, hold: Hold) -> bool:
        """Take some people back; False when there is no more to do, or whoever asked may no longer."""
        now = self._clock.now()
        with self._db.write() as s:
            one = repository.held(s, hold.import_id, hold.mark, hold.state)
            if one is None:
                return False
            actor = starter(s, one)
            if actor is None or not undoing.may_undo(actor, one):
                leave(one, undoing.give_up(s, one, now), now)
                return False
            more = undoing.take_back(s, actor, one, WRITTEN_AT_ONCE, now)
            leave(one, None if more else ImportState.UNDONE, now)
        return more

    def _give_up(self, hold: Hold, state: ImportState) -> None:
        with self._db.write() as s:
            one = repository.held(s, hold.import_id, hold.mark, hold.state)
            if one:
                leave(one, state, self._clock.now())
        self._announce(hold.workspace_id, Topic.IMPORTS)

    def _may_go_on(self, hold: Hold) -> bool:
        """Take a breath between two chunks; False when it is time to stop: the import is free for the next process."""
        self._announce(hold.workspace_id, Topic.IMPORTS)
        if not self._stopping.wait(self._breath):
            return True
        with self._db.write() as s:
            one = repository.held(s, hold.import_id, hold.mark, hold.state)
            if one:
                one.lease_until, one.lease_by = None, ""
        return False


def starter(s: Session, one: Import) -> Actor | None:
    """Find who started an import with the rights they have now; None when they are active no more."""
    found = people.person(s, one.workspace_id, one.started_by)
    if found is None or found.user.status != UserStatus.ACTIVE.value:
        return None
    return acting(found.user, found.role, Origin(one.params.get("ip", ""), one.params.get("agent", "")))


def leave(one: Import, state: ImportState | None, now: datetime) -> None:
    """Hold an import on, or leave it in a state."""
    if state is None:
        one.lease_until = now + LEASE
        return
    one.state, one.lease_until, one.lease_by = state.value, None, ""
    if state in {ImportState.FINISHED, ImportState.UNDONE}:
        one.finished_at = now
