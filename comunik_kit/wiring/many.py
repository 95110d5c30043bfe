"""Many people: acts on them at once, and the index that finds them."""

from typing import Any

from comunik_kit.bulk.acts import acts
from comunik_kit.bulk.engine import Engine
from comunik_kit.bulk.service import BulkJobs
from comunik_kit.invitations.resending import Resending
from comunik_kit.invitations.telling import Telling
from comunik_kit.users.index_upkeep import IndexUpkeep
from comunik_kit.wiring.ground import Ground


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    table = acts(endings=on.endings, resending=Resending(throttle=on.throttle))
    telling = Telling(on.worker.nudge, on.fanout.announce)
    engine = Engine(db=on.db, clock=on.clock, acts=table, telling=telling, announce=on.fanout.announce)
    jobs = BulkJobs(db=on.db, clock=on.clock, acts=table, announce=on.fanout.announce, nudge=engine.nudge)
    return {"bulk_jobs": jobs, "bulk_engine": engine, "index_upkeep": index_upkeep(on)}


def index_upkeep(on: Ground) -> IndexUpkeep:
    """Make what keeps the index of searches in one piece; also one of the chores."""
    return IndexUpkeep(db=on.db)
