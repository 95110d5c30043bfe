"""`python -m bench.home`: the home page with 10,000 activities and with 1,000,000, the one beside the other in one run.

First the service, for somebody who sees the whole workspace and for an agent; then, in Chromium, from the click on
« Accueil » to the frame in which every widget has its figure. Filling the larger one takes minutes, once.
"""

import argparse
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser
from sqlalchemy import func, insert, select
from sqlmodel import col

from bench import pages, processes, services
from bench.measure import Measure, Timing, table, timed
from comunik_kit.demo.filling import ADDRESS
from comunik_kit.demo.happenings import Crew, activity
from comunik_kit.kernel.actor import Actor
from comunik_kit.modules.periods import SPANS
from comunik_kit.modules.tables import Activity
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import Department, User, UserStatus
from comunik_kit.wiring import Kit
from tests.support import chromium

FEW, MANY = 10_000, 1_000_000
PEOPLE, ROUNDS, TIMES, CLICKS = 100, 5, 20, 15
GROWTH = 1.5
_CHUNK = 20_000

# Resolves in the first frame in which every widget shows a figure; counted from the next click.
_WATCH = """() => ({promise: new Promise(done => {
  let began = 0
  addEventListener('click', () => { began = performance.now() }, {once: true, capture: true})
  const look = () => {
    const figures = [...document.querySelectorAll('.home .stat-figure')]
    began && figures.length && figures.every(each => /[0-9]/.test(each.textContent))
      ? done(performance.now() - began) : requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})})"""


def main() -> int:
    """Measure, print, and return 1 when the larger one takes more than it may."""
    parser = argparse.ArgumentParser(prog="python -m bench.home", description=__doc__)
    parser.add_argument("--services", action="store_true", help="without the browser")
    given = parser.parse_args()
    processes.CACHE.mkdir(parents=True, exist_ok=True)
    kits = {size: _filled(processes.CACHE, size) for size in (FEW, MANY)}
    measures = list(_served(kits))
    for kit, _ in kits.values():
        kit.db.dispose()
    if not given.services:
        measures += _browsed({size: (kit.settings.data_dir, word) for size, (kit, word) in kits.items()})
    print(table(measures))
    print(f"load of the machine: {', '.join(f'{each:.1f}' for each in os.getloadavg())}; 2 cores are meant")
    return 0 if all(each.kept for each in measures) else 1


def _filled(folder: Path, size: int) -> tuple[Kit, str]:
    """Open a database of a hundred demo people with so many activities, made once; give their admin's password."""
    kept = folder / f"home-{size}-{services.schema_word()}"
    if not (kept / "told.txt").exists():
        kit, told = services.filled(folder, PEOPLE, run=f"home-{size}")
        _fill(kit, size)
        kit.db.dispose()
        shutil.rmtree(kept, ignore_errors=True)
        shutil.move(kit.settings.data_dir, kept)
        (kept / "told.txt").write_text(told)
    return services.kit_over(kept), services.password_in((kept / "told.txt").read_text())


def _fill(kit: Kit, size: int) -> None:
    with kit.db.read() as s:
        there = s.execute(select(func.count()).select_from(Activity)).scalar_one()
    crew, now = _crew(kit), kit.clock.now()
    rows = activity(crew, (size - there) * 2, now, ZoneInfo("Europe/Paris"), Random(7))  # noqa: S311
    wanted = islice(rows, size - there)
    while chunk := list(islice(wanted, _CHUNK)):
        with kit.db.write() as s:
            s.connection().execute(insert(Activity.__table__), chunk)  # pyright: ignore[reportAttributeAccessIssue]


def _crew(kit: Kit) -> Crew:
    active = col(User.status) == UserStatus.ACTIVE.value
    people = select(col(User.id), col(User.department_id), col(Role.key), col(User.workspace_id))
    roles, teams, workspace = defaultdict[str, list[str]](list), dict[str, str](), ""
    with kit.db.read() as s:
        for row in s.execute(people.join(Role, col(Role.id) == col(User.role_id)).where(active)):
            roles[row.key].append(row.id)
            teams[row.id], workspace = row.department_id, row.workspace_id
        places = tuple(s.execute(select(col(Department.id)).order_by(col(Department.id))).scalars())
    return Crew(workspace, roles, places, teams)


def _agent(kit: Kit) -> Actor:
    """Find the agent of whom most is."""
    admin = services.admin(kit)
    query = (
        select(User, Role)
        .join(Role, col(Role.id) == col(User.role_id))
        .where(col(Role.key) == "agent", col(User.status) == UserStatus.ACTIVE.value)
    )
    with kit.db.read() as s:
        user, role = s.execute(query.order_by(col(User.id)).limit(1)).one()
    return Actor(
        user_id=user.id,
        workspace_id=admin.workspace_id,
        session_id="bench",
        name=user.full_name,
        role_id=role.id,
        rank=role.rank,
        permissions=frozenset(role.permissions),
        department_id=user.department_id,
    )


def _served(kits: dict[int, tuple[Kit, str]]) -> Iterator[Measure]:
    """Ask both in turn, round by round, so that what else the machine does falls on both."""
    for name, who in (("everybody's", services.admin), ("an agent's", _agent)):
        for span in SPANS:
            found = {size: Timing() for size in kits}
            for _ in range(ROUNDS):
                for size, (kit, _word) in kits.items():
                    actor = who(kit)
                    kit.home.view(actor, span=span)
                    found[size].add([timed(lambda: kit.home.view(actor, span=span)) for _ in range(TIMES)])  # noqa: B023
            for size, timing in found.items():
                yield Measure(f"home, {name}, {span.value}, {size:,}", timing.p50, "ms")
            yield Measure("  the larger, times", found[MANY].p50 / found[FEW].p50, "×", GROWTH)


def _browsed(folders: dict[int, tuple[Path, str]]) -> list[Measure]:
    found: dict[int, list[float]] = {}
    for size, (data, password) in folders.items():
        with processes.app(data):
            pass  # compiles when something changed
        with processes.app(data) as running, chromium.browser() as browser:
            found[size] = _clicks(browser, running.address, password)
    few, many = median(found[FEW]), median(found[MANY])
    return [
        Measure(f"from the click to every widget, {FEW:,}", few, "ms"),
        Measure(f"from the click to every widget, {MANY:,}", many, "ms"),
        Measure("  the larger, times", many / few, "×", GROWTH),
    ]


def _clicks(browser: Browser, address: str, password: str) -> list[float]:
    """Come home from the profile, again and again."""
    cookies, took = pages.signed_in(browser, address, ADDRESS, password), []
    with pages.opened(browser, cookies) as context:
        page = context.new_page()
        for _ in range(CLICKS):
            page.goto(f"{address}/profile")
            home = page.locator(".side a[href='/']").first
            home.wait_for(state="visible")
            page.wait_for_timeout(800)
            watching = page.evaluate_handle(_WATCH)
            home.click()
            took.append(watching.evaluate("watched => watched.promise"))
    return took[2:]


if __name__ == "__main__":
    sys.exit(main())
