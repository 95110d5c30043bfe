"""Acts on many under way, on whatever page shows them; they go on whether anybody looks or not."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from comunik_kit.bulk.views import Job
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.fanout import Topic
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.fields import is_id
from comunik_kit.web.changing import change_only
from comunik_kit.web.guard import needs
from comunik_kit.web.live import Part, follow
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import identifier
from comunik_kit.wiring import kit


class JobsWatchState(rx.State):
    """The jobs under way, and the reader's own that ended a moment ago; `put_away` are not shown any more."""

    jobs: list[Job] = []
    put_away: list[str] = []
    loaded: bool = False

    @rx.event(background=True, supersedes=True)
    @needs(Permission.USERS_READ)
    async def follow(self) -> list[Any]:
        """Keep their progress in step."""
        return await follow(self, UNDER_WAY, Topic.JOBS)

    @rx.event
    @needs(Permission.USERS_READ)
    async def load_jobs(self) -> None:
        """Show what is under way."""
        await self._look()

    @rx.event
    @needs(Permission.USERS_READ)
    async def stop(self, job_id: str) -> None:
        """Stop a job after the step in hand."""
        await self._do(kit().bulk_jobs.stop, job_id)

    @rx.event
    @needs(Permission.USERS_READ)
    @asks_for_proof
    async def undo(self, job_id: str) -> None:
        """Take a job back."""
        await self._do(kit().bulk_jobs.undo, job_id)

    @rx.event
    @needs(Permission.USERS_READ)
    def put_job_away(self, job_id: str) -> None:
        """Show a job no more; it stays in the list of jobs."""
        if is_id(job_id):
            self.put_away = [*self.put_away, job_id][-50:]

    async def _do(self, act: Callable[..., Job], job_id: str) -> None:
        try:
            await call(act, require_actor(), job_id=identifier(job_id))
        except KitError as error:
            await refuse(self, error)
        await self._look()

    async def _look(self) -> None:
        self.jobs, self.loaded = await call(kit().bulk_jobs.recent, require_actor()), True


async def _shown(state: JobsWatchState) -> tuple[Job, ...] | None:
    """Tell what is shown, so that a reading from before one's own act never takes its place."""
    return tuple(state.jobs) if state.loaded else None


def _read(actor: Actor, _shown: tuple[Job, ...]) -> list[Job]:
    return kit().bulk_jobs.recent(actor)


async def _place(state: JobsWatchState, jobs: list[Job]) -> None:
    change_only(state, jobs=jobs)


def _still(jobs: Sequence[Job]) -> bool:
    return all(job.is_over for job in jobs)


def _moves(jobs: Sequence[Job]) -> bool:
    """Another process may be at work, which nobody here hears of."""
    return not _still(jobs)


UNDER_WAY = Part(
    permission=Permission.USERS_READ, shown=_shown, read=_read, place=_place, moves=_moves, still=_still
)
