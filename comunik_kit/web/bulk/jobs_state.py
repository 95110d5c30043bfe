"""The page of acts on many: the list, and one of them with whom it could do nothing for."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from comunik_kit.bulk.rules import REASONS
from comunik_kit.bulk.views import Job, JobPage, RefusalPage
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.fanout import Topic
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.changing import change_only
from comunik_kit.web.guard import needs
from comunik_kit.web.live import Part, follow
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import words
from comunik_kit.wiring import kit


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page of the list; which job, for which reason, from which place on."""

    after: str = ""
    job_id: str = ""
    code: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What is shown for it; `missing` when the job that is asked for is none of ours."""

    page: JobPage
    job: Job
    refusals: RefusalPage
    missing: bool = False


class JobsState(rx.State):
    """What the page shows; the address says which job (`?job=…`)."""

    page: JobPage = JobPage()
    job: Job = Job()
    refusals: RefusalPage = RefusalPage()
    code: str = ""
    missing: bool = False
    is_first: bool = True
    loaded: bool = False
    _asked: Asked = Asked()

    @rx.event(background=True, supersedes=True)
    @needs(Permission.USERS_READ)
    async def follow(self) -> list[Any]:
        """Keep the page in step."""
        return await follow(self, THE_PAGE, Topic.JOBS)

    @rx.event
    @needs(Permission.USERS_READ)
    async def load(self) -> None:
        """Show the newest jobs, and the one that the address names."""
        await self._show(Asked(job_id=words(self.router.url.query_parameters.get("job", ""))))

    @rx.event
    @needs(Permission.USERS_READ)
    async def turn_on(self) -> None:
        """Show older jobs."""
        await self._show(Asked(after=self.page.after, job_id=self._asked.job_id))

    @rx.event
    @needs(Permission.USERS_READ)
    async def narrow(self, code: str) -> None:
        """Show the refusals of one reason, or all of them."""
        known = code if code in REASONS else ""
        await self._show(Asked(self._asked.after, self._asked.job_id, known))

    @rx.event
    @needs(Permission.USERS_READ)
    async def more_refusals(self) -> None:
        """Show the refusals that follow."""
        asked = self._asked
        await self._show(Asked(asked.after, asked.job_id, asked.code, self.refusals.after))

    async def _show(self, asked: Asked) -> None:
        found = await call(_read, require_actor(), asked)
        self._asked, self.code = asked, asked.code
        self.is_first, self.loaded = not asked.after, True
        self._put(found)

    def _put(self, found: Found) -> None:
        change_only(self, page=found.page, job=found.job, refusals=found.refusals, missing=found.missing)


def _read(actor: Actor, asked: Asked) -> Found:
    jobs = kit().bulk_jobs
    page = jobs.page(actor, after=asked.after)
    if not asked.job_id:
        return Found(page, Job(), RefusalPage())
    try:
        job = jobs.look(actor, job_id=asked.job_id)
        found = jobs.refusals(actor, job_id=asked.job_id, code=asked.code, after=asked.place)
    except NotFound:
        return Found(page, Job(), RefusalPage(), missing=True)
    return Found(page, job, found)


async def _shown(state: JobsState) -> Asked | None:
    return state._asked if state.loaded else None


async def _place(state: JobsState, found: Found) -> None:
    state._put(found)


def _moves(found: Found) -> bool:
    return any(not job.is_over for job in (found.job, *found.page.rows) if job.id)


THE_PAGE = Part(permission=Permission.USERS_READ, shown=_shown, read=_read, place=_place, moves=_moves)
