"""`make bench`: measures, prints each figure beside its budget, and fails when one is over.

What lasts minutes is measured apart: `python -m bench.pacing` (500 s) and `python -m bench.interference`.
Everything listens on loopback, every loop is bounded, and only processes started here are ended.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import beside, bringing, browsing, many, pages, peers, people, processes, services
from bench.measure import Measure, compared, table
from comunik_kit.demo.filling import ADDRESS
from tests.support import chromium

SIZES = (10_000, 100_000)
DRAWING = Path(__file__).resolve().parent.parent / "docs" / "images" / "bench.svg"


def main() -> int:
    """Run the parts that were asked for; 1 when a budget is not kept."""
    given = _given()
    field = peers.Field.measured(given.beside) if given.beside else peers.KEPT
    processes.CACHE.mkdir(parents=True, exist_ok=True)
    kept = True
    if given.only in {None, "app"}:
        kept = _app(processes.CACHE)
    if given.only in {None, "services"}:
        kept = _services(processes.CACHE, given.people, field, DRAWING if given.draw else None) and kept
    if given.only in {None, "people"}:
        kept = (
            people.told(processes.CACHE, field, million=given.million, postgresql=given.postgresql) and kept
        )
    if given.only in {None, "browsing"}:
        kept = browsing.told(processes.CACHE, field) and kept
    if given.only in {None, "import"}:
        kept = bringing.told(processes.CACHE) and kept
    return 0 if kept else 1


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--only", choices=("app", "services", "people", "browsing", "import"), help="one part instead of all"
    )
    parser.add_argument("--people", type=int, nargs="*", default=SIZES, help="sizes for the services")
    parser.add_argument("--draw", action="store_true", help=f"draw the comparison into {DRAWING.name}")
    parser.add_argument("--million", action="store_true", help="people at 1,000,000 as well: minutes to fill")
    parser.add_argument(
        "--postgresql", action="store_true", help="people over PostgreSQL, filled anew each time"
    )
    parser.add_argument(
        "--beside",
        type=Path,
        metavar="FOLDER",
        help="results of the peers on this machine, <peer>-100000.json",
    )
    return parser.parse_args()


def _app(folder: Path) -> bool:
    """Measure the app with 200 demo people; tell whether every budget is kept."""
    data, password = services.demo(folder, 200)
    with processes.app(data):
        pass  # compiles when something changed
    with processes.app(data) as running, chromium.browser() as browser:
        memory = processes.memory(running.pid)
        login = pages.weigh(browser, f"{running.address}/login", pages.SIGN_IN_FORM)
        cookies = pages.signed_in(browser, running.address, ADDRESS, password)
        users, home = (
            pages.weigh(browser, running.address + path, place, cookies, answering=pages.alive(place))
            for path, place in (("/users", ".person-link"), ("/", pages.WIDGET))
        )
    measures = [
        Measure("second start to sign-in page", running.seconds, "s", 1),
        Measure("memory after start (PSS), the app", memory.app, "MiB", 130),
        Measure("the same, its companion", memory.companion, "MiB", 90),
        Measure("sign-in page, over the wire", login.kib, "KiB", 250),
        Measure("users page, over the wire", users.kib, "KiB", 350),
        Measure("home page, over the wire", home.kib, "KiB", 400),
        Measure("home page, empty cache, to its widgets", home.usable_ms, "ms", 300),
        Measure("the same, until it answers", home.answering_ms, "ms", 300),
    ]
    print("The app\n" + table(measures) + "\n")
    shown = [("sign-in", login), ("users", users), ("home", home)]
    print(compared("Until usable, empty cache", "ms", [(name, weight.usable_ms) for name, weight in shown]))
    print(compared("Until it answers", "ms", [(name, weight.answering_ms) for name, weight in shown]))
    requests = ", ".join(f"{name} {w.requests} (+ {w.socket_kib:.1f} KiB by socket)" for name, w in shown)
    print(f"Requests: {requests}\n")
    return all(measure.kept for measure in measures)


def _services(folder: Path, sizes: Sequence[int], field: peers.Field, drawing: Path | None) -> bool:
    """Measure the services over an SQLite file of each size, the largest beside the peers; tell what is kept."""
    found = {}
    for size in sizes:
        kit, _ = services.filled(folder, size)
        found[size] = services.speed(kit), {kind: many.rate(kit, kind) for kind in many.KINDS}
        kit.db.dispose()
    for size, (speed, rates) in found.items():
        measures = beside.measures(speed, rates, field if size == max(sizes) else None)
        print(f"{size:,} people\n" + table(measures) + "\n")
    speed, rates = found[max(sizes)]
    print(beside.words(speed, rates, field))
    if drawing:
        drawing.write_text(beside.drawn(speed, rates, field), encoding="utf-8")
    return all(each.kept for each in beside.measures(speed, rates, field))


if __name__ == "__main__":
    sys.exit(main())
