"""What happened while somebody was away, and whether they were shown round: each person's own business.

Nothing of it is announced or written down in the journal: it tells the one person who reads it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.modules import figure_queries
from comunik_kit.modules.asking import written_moment
from comunik_kit.modules.definition import Module
from comunik_kit.modules.periods import period_since
from comunik_kit.modules.repository import Reach
from comunik_kit.modules.views import News, NewsLine
from comunik_kit.users.tables import User

LONGEST = timedelta(days=30)
"""Who was away for longer is told of these last days."""


def news_since(s: Session, reach: Reach, modules: Sequence[Module], since: datetime, now: datetime) -> News:
    """Count what the modules' widgets count from a moment on; a module in which nothing happened is left out."""
    start = max(since, now - LONGEST)
    counts = figure_queries.stretches(s, reach, modules, period_since(start, now))
    numbers = [(module, sum(counts[module.key])) for module in modules]
    lines = [NewsLine(module.key, module.counted, number) for module, number in numbers if number]
    return News(written_moment(start), lines) if lines else News()


class FirstDays:
    """What a person says of their own home: that they saw what was new, that they were shown round."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the database and the clock."""
        self._db, self._clock = db, clock

    def saw_news(self, actor: Actor) -> None:
        """Tell nothing more of what happened before now."""
        self._keep(actor, previous_visit_at=None)

    def end_tour(self, actor: Actor) -> None:
        """Never show the actor round by itself again, whether they saw all of it or none."""
        self._keep(actor, toured_at=self._clock.now())

    def _keep(self, actor: Actor, **values: datetime | None) -> None:
        own = col(User.workspace_id) == actor.workspace_id, col(User.id) == actor.user_id
        with self._db.write() as s:
            s.execute(update(User).where(*own).values(**values))
