"""Bringing 10,000 people in by a file: judged, written with their invitations, and what somebody else feels meanwhile.

As in the app: this process answers and takes the file in, its companion works on the import, and another admin turns
pages of the list.
"""

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench import processes, services
from bench.measure import Measure, Moment, compared, percentiles, table, timed
from comunik_kit.companion.keeping import companion_of
from comunik_kit.importing.inputs import Manner, Sending
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.process import take_short_turns
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.wiring import Kit

PEOPLE, ROWS = 100_000, 10_000
JUDGED, WRITTEN, FELT = 3.0, 10.0, 2.0  # seconds, seconds, times the idle 95th percentile
PATIENCE, PAUSE, IDLE_TURNS = 300.0, 0.01, 300
_OVER = {"judged", "finished", "stopped"}


def told(folder: Path) -> bool:
    """Measure, print, and tell whether every budget is kept."""
    take_short_turns()  # as the app does
    kit, _ = services.filled(folder, PEOPLE, run="bringing")
    actor, reader = services.admin(kit), replace(services.admin(kit), session_id="another")
    with companion_of(kit, processes.environment(kit.settings.data_dir)).running():
        _wait_for_worker(kit, actor)
        idle = [_turn(kit, reader) for _ in range(IDLE_TURNS)]
        with _reading(kit, reader) as judging:
            began = time.perf_counter()
            import_id = _judged(kit, actor)
            judged = time.perf_counter() - began
        with _reading(kit, reader) as writing:
            began = time.perf_counter()
            kit.imports.write(actor, import_id=import_id, sending=Sending())
            _wait(kit, actor, import_id)
            written = time.perf_counter() - began
    made = kit.imports.view(actor, import_id).written
    kit.db.dispose()
    if made != ROWS:
        msg = f"{made} of {ROWS} people were written"
        raise RuntimeError(msg)
    return _printed(idle, judging, writing, judged, written)


def _printed(
    idle: list[Moment], judging: list[Moment], writing: list[Moment], judged: float, written: float
) -> bool:
    p95 = {
        name: percentiles([each.lasted for each in moments])[1]
        for name, moments in (("idle", idle), ("while judging", judging), ("while writing", writing))
    }
    print(compared("A page of the list for somebody else, 95 %", "ms", list(p95.items())))
    measures = [
        Measure(f"{ROWS:,} lines read and judged", judged, "s", JUDGED),
        Measure(f"{ROWS:,} people written and invited", written, "s", WRITTEN),
        Measure("felt while judging", p95["while judging"] / p95["idle"], "times", FELT),
        Measure("felt while writing", p95["while writing"] / p95["idle"], "times", FELT),
    ]
    print(table(measures) + "\n")
    return all(measure.kept for measure in measures)


def _judged(kit: Kit, actor: Actor) -> str:
    """Send the file and have it judged."""
    import_id = kit.imports.receive(actor, io.BytesIO(_file()), name="people.csv")
    view = kit.imports.view(actor, import_id)
    places = {field: int(place) for field, place in view.places.items() if place}
    kit.imports.judge(actor, import_id=import_id, manner=Manner(places, view.role_id, view.tier_id))
    _wait(kit, actor, import_id)
    return import_id


def _file() -> bytes:
    lines = (f"Zoé Apport {n};apport{n}@example.org;Agent;Ventes" for n in range(ROWS))
    return "\n".join(("Nom complet;E-mail;Rôle;Département", *lines)).encode()


def _wait_for_worker(kit: Kit, actor: Actor) -> None:
    until = time.perf_counter() + PATIENCE
    while not kit.mail_control.sending(actor).workers:
        if time.perf_counter() > until:
            msg = "the companion did not start"
            raise RuntimeError(msg)
        time.sleep(0.05)


def _wait(kit: Kit, actor: Actor, import_id: str) -> None:
    until = time.perf_counter() + PATIENCE
    while kit.imports.view(actor, import_id).state not in _OVER:
        if time.perf_counter() > until:
            msg = "the import did not end"
            raise RuntimeError(msg)
        time.sleep(0.05)


def _turn(kit: Kit, reader: Actor) -> Moment:
    time.sleep(PAUSE)
    return timed(lambda: kit.users.page(reader, UserListQuery.parse("all", "")))


@contextmanager
def _reading(kit: Kit, reader: Actor) -> Iterator[list[Moment]]:
    """Turn pages in a thread until the block ends."""
    over, moments = threading.Event(), list[Moment]()

    def read() -> None:
        while not over.is_set():
            moments.append(_turn(kit, reader))

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield moments
    finally:
        over.set()
        thread.join()
