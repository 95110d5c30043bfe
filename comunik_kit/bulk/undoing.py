"""What taking an act on many back asks for, and how far it has come."""

from sqlmodel import Session

from comunik_kit.bulk import repository
from comunik_kit.bulk.inputs import ActName
from comunik_kit.bulk.repository import Found
from comunik_kit.bulk.tables import BulkJob, JobState
from comunik_kit.kernel.actor import Actor
from comunik_kit.roles import repository as roles
from comunik_kit.roles.permissions import ADMIN_RANK
from comunik_kit.users.tables import UserStatus


def undo_key(job: BulkJob) -> str:
    """Name the one job that takes a job back."""
    return f"undo:{job.id}"


def ask_proof(s: Session, actor: Actor, job: BulkJob) -> None:
    """Refuse with `ProofNeeded` what makes administrators again or deletes people, without a fresh proof (SES-08)."""
    if not actor.is_recent and _is_grave(s, job):
        actor.require_recent()


def _is_grave(s: Session, job: BulkJob) -> bool:
    if job.act == ActName.RESTORE:
        return UserStatus.DELETED.value in repository.kept_values(s, job.id, "former")
    if job.act == ActName.ROLE:
        former = roles.roles_with(s, job.workspace_id, repository.kept_values(s, job.id, "role_id"))
        return any(role.rank == ADMIN_RANK for role in former.values())
    return False


def is_open(found: Found) -> bool:
    """Tell whether something of a job can still be taken back: nothing was yet, or that was stopped half-way."""
    if found.back is None:
        return found.has_changed
    return found.back.state == JobState.STOPPED


def undone_by(found: Found) -> str:
    """Name the job that took a job back, for some people at least; empty while it goes on, or did nothing."""
    back = found.back
    return back.id if back and back.state != JobState.RUNNING and back.done else ""


def is_undone_in_part(found: Found) -> bool:
    """Tell whether it was taken back for some people only: the others were refused, or it was stopped."""
    return bool(undone_by(found) and found.back and found.back.done < found.back.total)
