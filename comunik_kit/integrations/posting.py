"""Activity that other systems post: written at once, and answered the same however often it is sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from comunik_kit.integrations import repository
from comunik_kit.integrations.allowance import REQUEST, Allowances
from comunik_kit.integrations.errors import RequestReused
from comunik_kit.integrations.inputs import Once, Scope
from comunik_kit.integrations.rules import ANSWERS_LIVE
from comunik_kit.integrations.service import ApiKeys, KeyHolder
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.modules import intake
from comunik_kit.modules.intake import Outcome, Taken


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it goes out; `again` says that it was given before."""

    status: int
    body: str
    again: bool = False


Put = Callable[[Sequence[Outcome]], Answered]
"""Puts what came of the rows into an answer."""


class ActivityPosting:
    """`POST /api/v1/activities`. The rows say themselves by which key they came; the journal is for people's acts."""

    def __init__(
        self, *, db: Database, clock: Clock, keys: ApiKeys, announce: Announce = announce_to_nobody
    ) -> None:
        """Take the tools."""
        self._db, self._clock, self._keys, self._announce = db, clock, keys, announce
        self._allowances = Allowances()

    def holder(self, text: str) -> KeyHolder:
        """Find who posts, before anything that they say is read; raises what `ApiKeys.holder` does, and `TooFast`."""
        holder = self._keys.holder(text, scope=Scope.ACTIVITIES_WRITE)
        self._allowances.take(holder.key_id, REQUEST, self._clock.now())
        return holder

    def post(
        self, holder: KeyHolder, *, rows: Sequence[object], put: Put, once: Once | None = None
    ) -> Answered:
        """Write the good rows; raises `RequestReused`, `TooFast`.

        A request that changed nothing is forgotten, so that it can be sent again once its cause is mended.
        """
        now = self._clock.now()
        self._allowances.take(holder.key_id, len(rows), now)
        parsed = intake.read(rows, now)
        with self._db.write() as s:
            given = _given_before(s, holder, once, now) if once else None
            if given is not None:
                return given
            outcomes = intake.write(s, holder.workspace_id, parsed, now, source=holder.source)
            answered = put(outcomes)
            if once:
                _remember(s, holder, once, outcomes, answered)
        if any(each.taken is Taken.CREATED for each in outcomes):
            self._announce(holder.workspace_id, Topic.ACTIVITY)
        return answered


def _given_before(s: Session, holder: KeyHolder, once: Once, now: datetime) -> Answered | None:
    """Take the idempotency key, or find what was answered under it."""
    repository.forget(s, holder.key_id, now - ANSWERS_LIVE)
    if repository.hold(s, holder.key_id, once, now):
        return None
    found = repository.answer(s, holder.key_id, once.name)
    if found is None or found.body_digest != once.body_digest:
        raise RequestReused
    return Answered(found.status, found.body, again=True)


def _remember(
    s: Session, holder: KeyHolder, once: Once, outcomes: Sequence[Outcome], answered: Answered
) -> None:
    if all(each.taken is Taken.REFUSED for each in outcomes):
        repository.let_go(s, holder.key_id, once.name)
    else:
        repository.keep(s, holder.key_id, once.name, answered.status, answered.body)
