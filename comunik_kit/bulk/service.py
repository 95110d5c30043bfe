"""Use cases of acts on many: start, stop, take back, watch. `engine.py` carries them out."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.bulk import repository, seating, undoing
from comunik_kit.bulk.acts import Act, Acts
from comunik_kit.bulk.errors import NobodyMeant, NotUndoable, TooManyJobs
from comunik_kit.bulk.inputs import ActName, NewJob
from comunik_kit.bulk.repository import Found
from comunik_kit.bulk.rules import seconds_left, shown_reason
from comunik_kit.bulk.tables import BulkJob, JobState
from comunik_kit.bulk.views import Job, JobPage, Reason, Refusal, RefusalPage
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound, WrongType
from comunik_kit.kernel.fanout import Announce, Topic
from comunik_kit.kernel.ids import new_id
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.creation import ask_proof_for_admin, grantable_role
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.fields import is_id
from comunik_kit.users.filters import UserFilter
from comunik_kit.workspaces import repository as workspaces

PAGE = 25
MOST_AT_WORK = 5
RECENT = timedelta(minutes=10)
_MOST_POSITION = 10**9


class BulkJobs:
    """Acts on many as the people who start them see them."""

    def __init__(
        self, *, db: Database, clock: Clock, acts: Acts, announce: Announce, nudge: Callable[[], None]
    ) -> None:
        """Take the tools; `nudge` wakes the engine of this process."""
        self._db, self._clock, self._acts = db, clock, acts
        self._announce, self._nudge = announce, nudge

    def matching(self, actor: Actor, wanted: UserFilter) -> int:
        """Count whom a filter means at this moment."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as s:
            return repository.count_of(s, repository.meant(actor.workspace_id, (), wanted, self._clock.now()))

    def start(self, actor: Actor, *, new: NewJob) -> Job:
        """Write down who is meant and begin; the same opening of the question is the same job.

        Raises `Forbidden`, `NobodyMeant`, `TooManyJobs`, `TooFewSeats`, and what the choice of a role or tier is
        refused with.
        """
        act = self._acts[new.act]
        act.require(actor)
        if new.act is ActName.DELETE:
            actor.require_recent()
        now = self._clock.now()
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            job = _again(s, actor, new) or self._begin(s, actor, new, now)
            shown = self._seen(s, actor, job.id)
        self._tell(actor.workspace_id)
        return shown

    def _begin(self, s: Session, actor: Actor, new: NewJob, now: datetime) -> BulkJob:
        _refuse_many(s, actor)
        job = _job(actor, new.act, _key(actor, new.request_key), _chosen(s, actor, new), now)
        s.add(job)
        s.flush()
        conditions = repository.meant(actor.workspace_id, new.ids, new.matching, now)
        seating.refuse_too_many(s, actor, new, conditions)
        job.total = repository.write_items(s, job.id, conditions)
        if not job.total:
            raise NobodyMeant
        _write_down(s, actor, AuditTag.BULK_STARTED, job, now)
        return job

    def stop(self, actor: Actor, *, job_id: str) -> Job:
        """Stop a job after the step in hand, which is waited for; one that is over stays as it is."""
        now = self._clock.now()
        with self._db.write() as s:
            job = self._reachable(s, actor, job_id)
            if job.state == JobState.RUNNING:
                job.end(JobState.STOPPED, now)
                _write_down(s, actor, AuditTag.BULK_STOPPED, job, now)
                s.flush()
            shown = self._seen(s, actor, job.id)
        self._tell(actor.workspace_id)
        return shown

    def undo(self, actor: Actor, *, job_id: str) -> Job:
        """Take a job back, as a job of its own: what it did, where nobody changed it since. Twice is once.

        One that was stopped half-way goes on. Raises `NotFound`, `Forbidden`, `NotUndoable`, `TooManyJobs`, or
        `ProofNeeded` where that makes administrators or deletes people (SES-08).
        """
        now = self._clock.now()
        with self._db.write() as s:
            job = self._reachable(s, actor, job_id)
            back = repository.by_key(s, undoing.undo_key(job))
            if back is None:
                back = self._take_back(s, actor, job, now)
            elif back.state == JobState.STOPPED:
                _go_on(s, actor, job, back, now)
            shown = self._seen(s, actor, back.id)
        self._tell(actor.workspace_id)
        return shown

    def _take_back(self, s: Session, actor: Actor, job: BulkJob, now: datetime) -> BulkJob:
        if job.state == JobState.RUNNING or job.undo_of or self._acts[ActName(job.act)].undo is None:
            raise NotUndoable
        undoing.ask_proof(s, actor, job)
        _refuse_many(s, actor)
        back = _job(actor, ActName(job.act), undoing.undo_key(job), job.params, now)
        back.undo_of = job.id
        s.add(back)
        s.flush()
        back.total = repository.write_undo_items(s, back.id, job.id)
        if not back.total:
            raise NotUndoable
        _write_down(s, actor, AuditTag.BULK_STARTED, back, now)
        return back

    def look(self, actor: Actor, *, job_id: str) -> Job:
        """Read one job; raises `NotFound` for an unknown or foreign one."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as s:
            return self._seen(s, actor, job_id)

    def page(self, actor: Actor, *, after: str = "") -> JobPage:
        """List the workspace's jobs, the newest first; a place that is not ours is the beginning (ACL-09)."""
        actor.require(Permission.USERS_READ)
        before = after if is_id(after) else ""
        with self._db.read() as s:
            found = repository.newest(s, actor.workspace_id, before=before, limit=PAGE + 1)
        rows = [self._job(actor, each) for each in found[:PAGE]]
        return JobPage(rows, rows[-1].id if len(found) > PAGE else "")

    def recent(self, actor: Actor) -> list[Job]:
        """List the workspace's jobs that are not over, and the actor's own of the last minutes."""
        actor.require(Permission.USERS_READ)
        since = self._clock.now() - RECENT
        with self._db.read() as s:
            found = repository.recent(s, actor.workspace_id, actor.user_id, since)
        return [self._job(actor, each) for each in found]

    def refusals(self, actor: Actor, *, job_id: str, code: str = "", after: int = 0) -> RefusalPage:
        """List for whom a job could do nothing, and why; perhaps for one reason only."""
        actor.require(Permission.USERS_READ)
        place = after if 0 <= after < _MOST_POSITION else 0
        with self._db.read() as s:
            job = self._seen(s, actor, job_id)
            found = repository.refused(s, actor.workspace_id, job.id, code=code, after=place, limit=PAGE + 1)
            counts = repository.reasons(s, job.id)
            unchanged = repository.count_unchanged(s, job.id)
        rows = [Refusal(each.user_id, each.full_name, shown_reason(each.code)) for each in found[:PAGE]]
        by_number = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        return RefusalPage(
            rows=rows,
            reasons=[Reason(each, people) for each, people in by_number],
            unchanged=unchanged,
            after=found[PAGE - 1].position if len(found) > PAGE else 0,
        )

    def _reachable(self, s: Session, actor: Actor, job_id: object) -> BulkJob:
        """Hold a job of the workspace whose act the actor may do."""
        actor.require(Permission.USERS_READ)
        job = repository.job(s, actor.workspace_id, str(job_id), held=True) if is_id(job_id) else None
        if job is None:
            raise NotFound
        self._acts[ActName(job.act)].require(actor)
        return job

    def _seen(self, s: Session, actor: Actor, job_id: object) -> Job:
        found = repository.found(s, actor.workspace_id, str(job_id)) if is_id(job_id) else None
        if found is None:
            raise NotFound
        return self._job(actor, found)

    def _job(self, actor: Actor, found: Found) -> Job:
        return _view(actor, found, self._acts[ActName(found.job.act)], self._clock.now())

    def _tell(self, workspace_id: str) -> None:
        self._announce(workspace_id, Topic.JOBS)
        self._nudge()


def _again(s: Session, actor: Actor, new: NewJob) -> BulkJob | None:
    job = repository.by_key(s, _key(actor, new.request_key))
    if job is not None and (job.started_by, job.act) != (actor.user_id, new.act):
        raise WrongType(field="request_key")
    return job


def _key(actor: Actor, request_key: str) -> str:
    """Name one opening of the question: a key belongs to one workspace."""
    return f"{actor.workspace_id}:{request_key}"


def _refuse_many(s: Session, actor: Actor) -> None:
    if repository.count_at_work(s, actor.workspace_id) >= MOST_AT_WORK:
        raise TooManyJobs(max=MOST_AT_WORK)


def _chosen(s: Session, actor: Actor, new: NewJob) -> dict[str, Any]:
    """Refuse at once what nobody can be given; keep the name for whoever reads of the job later."""
    given = dict(new.params)
    if new.act is ActName.ROLE:
        role = grantable_role(s, actor, given["role_id"])
        ask_proof_for_admin(s, actor, role.id)
        return given | {"name": role.name, "role_key": role.key}
    if new.act is ActName.TIER:
        tier = workspaces.tier(s, actor.workspace_id, given["tier_id"])
        if tier is None:
            raise UnknownChoice(field="tier_id")
        return given | {"name": tier.name}
    return given | {"name": next(iter(given.values()), "")}


def _job(actor: Actor, act: ActName, key: str, params: Mapping[str, Any], now: datetime) -> BulkJob:
    return BulkJob(
        id=new_id(now),
        workspace_id=actor.workspace_id,
        started_by=actor.user_id,
        request_key=key,
        act=act.value,
        params=dict(params),
        state=JobState.RUNNING.value,
        ip=actor.ip[:45],
        user_agent=actor.user_agent[:300],
        created_at=now,
    )


def _go_on(s: Session, actor: Actor, job: BulkJob, back: BulkJob, now: datetime) -> None:
    """Have the taking back of a job do its rest, in the name of whoever wants that now, with their rights."""
    undoing.ask_proof(s, actor, job)
    _refuse_many(s, actor)
    back.begin_again(actor.user_id, actor.ip[:45], actor.user_agent[:300], now)
    s.add(back)
    s.flush()
    _write_down(s, actor, AuditTag.BULK_STARTED, back, now)


def _write_down(s: Session, actor: Actor, tag: AuditTag, job: BulkJob, now: datetime) -> None:
    people = job.left if tag == AuditTag.BULK_STARTED else job.total
    details = {"act": job.act, "people": people, **{k: v for k, v in job.params.items() if v}}
    if job.undo_of:
        details["undo_of"] = job.undo_of
    record(s, now, actor, tag, Target("bulk_job", job.id, job.act), details=details)


def _view(actor: Actor, found: Found, act: Act, now: datetime) -> Job:
    job, is_over = found.job, found.job.state != JobState.RUNNING
    handled = job.done + job.refused
    could_undo = act.undo is not None and not job.undo_of and undoing.is_open(found)
    left = seconds_left(total=job.total, handled=handled, started_at=job.started_at, now=now)
    return Job(
        id=job.id,
        act=job.act,
        state=job.state,
        reason=job.reason,
        named=str(job.params.get("name") or ""),
        role_key=str(job.params.get("role_key") or ""),
        total=job.total,
        done=job.done,
        refused=job.refused,
        handled=handled,
        percent=handled * 100 // job.total if job.total else 0,
        seconds_left=0 if is_over else left,
        started_by=found.starter,
        is_mine=job.started_by == actor.user_id,
        created_at=job.created_at.isoformat(),
        finished_at=job.finished_at.isoformat() if job.finished_at else "",
        is_undo=bool(job.undo_of),
        undone_by=undoing.undone_by(found),
        is_undone_in_part=undoing.is_undone_in_part(found),
        is_over=is_over,
        may_stop=not is_over and act.is_for(actor),
        may_undo=is_over and could_undo and act.is_for(actor),
    )
