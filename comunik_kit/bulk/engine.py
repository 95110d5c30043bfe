"""Carries acts on many out, a step at a time; any number of processes may do so.

A step is one transaction: it holds the job's row and the workspace's, reads anew who started the job, carries the act
out on the next people, each in a savepoint of their own, and writes down what became of them. Whatever dies in between
leaves nothing of its step behind, and the next process begins where the last whole step ended.
"""

import logging
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from comunik_kit.access import repository as accounts
from comunik_kit.access.acting import acting
from comunik_kit.audit.journal import Origin
from comunik_kit.bulk import repository
from comunik_kit.bulk.acts import Act, Acts
from comunik_kit.bulk.attempts import Outcome, attempt, back
from comunik_kit.bulk.inputs import ActName
from comunik_kit.bulk.rules import GONE, NOT_ALLOWED, NOTHING_TO_DO, UNEXPECTED
from comunik_kit.bulk.tables import BulkItem, BulkJob, ItemState, JobState
from comunik_kit.invitations.telling import Telling
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.bell import Bell
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.kernel.table import Row
from comunik_kit.workspaces import repository as workspaces

logger = logging.getLogger(__name__)

CHUNK = 25
"""People of a step: other writers of the workspace wait for it, on SQLite all writers."""
POLL = 2.0
BREATH = 0.01  # between two steps, so that others get their turn at the database
_OF_RIGHTS = frozenset({ActName.ROLE, ActName.TIER})
PATIENCE = 3
"""How often a step may fail by our fault before its job is given up."""


class Engine:
    """One of any number of engines over the same jobs."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        acts: Acts,
        telling: Telling,
        announce: Announce = announce_to_nobody,
        chunk: int = CHUNK,
    ) -> None:
        """Take the acts, and who is told after each step."""
        self._db, self._clock, self._acts = db, clock, acts
        self._telling, self._announce, self._chunk = telling, announce, chunk
        self._failed: Counter[str] = Counter()
        self.bell = Bell()

    def nudge(self) -> None:
        """Wake the engine: a job was committed, or it should notice that it must stop."""
        self.bell.ring()

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; the step in hand is finished (REL-08)."""
        self.bell.answer(stop, self.round, every=POLL)

    def round(self, stop: threading.Event | None = None) -> bool:
        """Do a step of each job under way; tell whether there was any. Looking for them disturbs nobody."""
        stopped = stop or threading.Event()
        try:
            with self._db.read() as s:
                jobs = repository.at_work(s)
        except OperationalError as error:
            logger.warning("acts on many: %s", type(error).__name__)
            return False
        worked = False
        for job_id in jobs:
            if stopped.is_set():
                break
            worked |= self._try(job_id)
            stopped.wait(BREATH)
        return worked

    def _try(self, job_id: str) -> bool:
        """Do a step; a database that is locked, lost or restarted is tried again, our own fault only so often."""
        try:
            worked = self.step(job_id)
        except Exception as error:  # noqa: BLE001  - one job must not keep the others from their turn
            # Only the kind is told: a statement's parameters are people's data.
            logger.warning("act on many %s: %s", job_id, type(error).__name__)
            if not isinstance(error, OperationalError):
                self._failed[job_id] += 1
                if self._failed[job_id] >= PATIENCE:
                    self._give_up(job_id)
            return False
        self._failed.pop(job_id, None)
        return worked

    def step(self, job_id: str) -> bool:
        """Do the next step of a job; False when it is over, or in another process's hands."""
        now = self._clock.now()
        with self._db.write() as s:
            job = repository.hold(s, job_id)
            if job is None:
                return False
            workspaces.lock_workspace(s, job.workspace_id)
            self._work(s, job, now)
            workspace_id, act = job.workspace_id, ActName(job.act)
        self._telling.changed(workspace_id)
        self._announce(workspace_id, Topic.JOBS)
        if act in _OF_RIGHTS:
            self._announce(workspace_id, Topic.RIGHTS)
        return True

    def _work(self, s: Session, job: BulkJob, now: datetime) -> None:
        act, actor = self._acts[ActName(job.act)], _starter(s, job)
        if actor is None or not act.is_for(actor):
            job.end(JobState.STOPPED, now, GONE if actor is None else NOT_ALLOWED)
            return
        items = repository.waiting(s, job.id, self._chunk)
        outcomes = _outcomes(s, actor, act, job, items, now)
        _note(s, job, items, outcomes)
        job.started_at = job.started_at or now
        if job.done + job.refused >= job.total:
            job.end(JobState.FINISHED, now)

    def _give_up(self, job_id: str) -> None:
        now = self._clock.now()
        with self._db.write() as s:
            job = repository.hold(s, job_id)
            if job is not None:
                job.end(JobState.STOPPED, now, UNEXPECTED)
                self._failed.pop(job_id, None)


def _starter(s: Session, job: BulkJob) -> Actor | None:
    """Read who started the job, with the rights of this moment; None when they may not sign in any more."""
    account = accounts.account_by_id(s, job.workspace_id, job.started_by)
    if account is None:
        return None
    origin = Origin(job.ip, job.user_agent)
    return acting(account.user, account.role, origin, is_initial=account.credential.initial_until is not None)


def _outcomes(
    s: Session, actor: Actor, act: Act, job: BulkJob, items: Sequence[BulkItem], now: datetime
) -> Mapping[str, Outcome]:
    if not job.undo_of:
        return act.carry(s, actor, [item.user_id for item in items], job.params, now)
    if act.undo is None:
        msg = f"{job.act} cannot be taken back"
        raise TypeError(msg)
    undo = back(act.undo)
    return {item.user_id: attempt(s, undo, actor, item.user_id, item.before, now) for item in items}


def _note(s: Session, job: BulkJob, items: Sequence[BulkItem], outcomes: Mapping[str, Outcome]) -> None:
    rows = [_row(item, outcomes[item.user_id]) for item in items]
    repository.note(s, rows)
    done = [row["position"] for row in rows if row["state"] == ItemState.DONE.value]
    job.done += len(done)
    job.refused += len(rows) - len(done)
    if job.undo_of:
        repository.note_undone(s, job.undo_of, done)


def _row(item: BulkItem, outcome: Outcome) -> Row:
    row: Row = {"job_id": item.job_id, "position": item.position, "before": {}, "code": ""}
    if isinstance(outcome, KitError):
        return row | {"state": ItemState.REFUSED.value, "code": outcome.code}
    if outcome is None:
        return row | {"state": ItemState.DONE.value, "code": NOTHING_TO_DO}
    return row | {"state": ItemState.DONE.value, "before": outcome}
