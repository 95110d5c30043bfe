"""Engines that are killed at random moments, one after the other, until the job is done.

Arguments: database, data folder, how many die, seed. One process loads everything once and forks each engine, so that
fifty deaths take seconds; the parent kills the child with SIGKILL, wherever it is. The last engine lives.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from comunik_kit.bulk.engine import Engine
from comunik_kit.bulk.tables import BulkJob, JobState
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.fanout import announce_to_nobody
from comunik_kit.wiring import Kit
from tests.support.cast import kit_on

CHUNK = 5
LIFE = 2.5  # the longest, in steps
TOO_YOUNG = 4  # deaths in a row in which nothing was done
MOST = 2 * CHUNK  # whoever did more lived too long: the job would be over before so many have died


def engine_of(kit: Kit) -> Engine:
    """Make an engine with small steps: there are more moments between them."""
    acts = kit.bulk_engine._acts
    telling = kit.bulk_engine._telling
    return Engine(
        db=kit.db, clock=SystemClock(), acts=acts, telling=telling, announce=announce_to_nobody, chunk=CHUNK
    )


def is_at_work(kit: Kit) -> bool:
    """Tell whether anything is left."""
    with kit.db.read() as s:
        running = col(BulkJob.state) == JobState.RUNNING.value
        return s.execute(select(col(BulkJob.id)).where(running)).first() is not None


def live(kit: Kit, ready: int) -> None:
    """Work until dead or done."""
    engine = engine_of(kit)
    is_at_work(kit)  # the way to the database is open
    os.write(ready, b"!")
    while is_at_work(kit):
        engine.round()


def handled(kit: Kit) -> int:
    """Count who was dealt with."""
    with kit.db.read() as s:
        return sum(job.done + job.refused for job in s.execute(select(BulkJob)).scalars())


def warm_up(kit: Kit) -> float:
    """Do two steps, as any engine does; tell how long the second took."""
    engine = engine_of(kit)
    engine.round()
    begun = time.monotonic()
    engine.round()
    took = time.monotonic() - begun
    kit.db.dispose()
    return took


def _next_life(life: float, done: int, idle: int) -> float:
    """Tell how long the next one may live: a step that was measured on a busy machine, or an idle one, is no other's.

    Several in a row that did nothing died too young.
    """
    if done > MOST:
        return life / 2
    return life * 2 if not done and idle and idle % TOO_YOUNG == 0 else life


def main(database: str, folder: str, deaths: str, seed: str) -> None:
    """Have so many die and one live; print how far the job was at each death."""
    kit, chance = kit_on(database, SystemClock(), Path(folder)), random.Random(int(seed))  # noqa: S311
    before = handled(kit)
    idle = 0
    life = LIFE * warm_up(kit)  # closes what is open: no child shall have the connection of its parent
    for number in range(int(deaths) + 1):
        is_last = number == int(deaths)
        hear, tell = os.pipe()
        child = os.fork()
        if not child:
            live(kit, tell)
            os._exit(0)
        os.read(hear, 1)
        if not is_last:
            time.sleep(chance.uniform(0, life))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(hear)
        os.close(tell)
        if not is_last and os.WIFSIGNALED(status):
            now = handled(kit)
            print(now, flush=True)  # noqa: T201  - what the test reads
            kit.db.dispose()
            life, idle, before = _next_life(life, now - before, idle), idle + 1 if now == before else 0, now


if __name__ == "__main__":
    main(*sys.argv[1:])
