"""The list of people at 100,000: a page, a search and an export in the server, beside what others take for the same.

The others' figures (`bench/peers.py`) are of one caller on loopback over HTTP. Ours are the services alone, without
HTTP: the ratios say where the work stands, not how two installations would race.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, text

from bench import services
from bench.measure import Measure, Moment, compared, percentiles, table
from bench.peers import Field
from comunik_kit.demo import fill
from comunik_kit.users.export_files import Sheet
from comunik_kit.users.filters import UserFilter
from comunik_kit.wiring import Kit
from tests.support import postgres, runs

SIZES, MILLION = (10_000, 100_000), 1_000_000
FRAGMENTS = ("upon", "dupont@", "zzqx", "helene", "HÉLÈNE", "camille dupont", "example", "ma")
GROWTH = 1.5

# What ours may be of the best peer's.
PAGE, SEARCH = 0.5, 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """Milliseconds (median, 95th percentile) and rows a second, at one size."""

    page: tuple[float, float]
    search: tuple[float, float]
    csv: float
    xlsx: float


def told(folder: Path, peers: Field, *, million: bool, postgresql: bool = False) -> bool:
    """Measure every size, print it beside the others, and tell whether every budget is kept."""
    sizes, found = (*SIZES, *((MILLION,) if million else ())), {}
    for size in sizes:
        with (_on_postgresql if postgresql else _on_sqlite)(folder, size) as kit:
            found[size] = _measured(kit)
    where = "PostgreSQL" if postgresql else "SQLite"
    print(f"People in the server over {where} (the others over HTTP, see bench/peers.py)")
    for title, ours, theirs in (
        ("A page of 25", "page", peers.list_page),
        ("A search", "search", peers.search),
    ):
        figures = [
            (f"Comunik KIT, {size:,}, {word}", getattr(each, ours)[index])
            for size, each in found.items()
            for index, word in enumerate(("median", "95 %"))
        ]
        print(compared(title, "ms", [*figures, *theirs.figures.items()]))
    rates = [
        (f"{kind.upper()}, {size:,} people", getattr(each, kind))
        for size, each in found.items()
        for kind in ("csv", "xlsx")
    ]
    print(compared("An export", "rows/s", rates))
    measures = _measures(found, peers)
    print(table(measures) + "\n")
    return all(measure.kept for measure in measures)


def _measures(found: dict[int, Found], peers: Field) -> list[Measure]:
    least, most = found[min(found)], found[max(found)]
    at = found[SIZES[-1]]
    grown = f"from {min(found):,} to {max(found):,}, 95 %"
    return [
        Measure("page, median (0.5 times Directus)", at.page[0], "ms", peers.list_page.share(PAGE)),
        Measure("search, median (0.05 times Django)", at.search[0], "ms", peers.search.share(SEARCH)),
        Measure(f"page {grown}", most.page[1] / least.page[1], "times", GROWTH),
        Measure(f"search {grown}", most.search[1] / least.search[1], "times", GROWTH),
    ]


@contextmanager
def _on_sqlite(folder: Path, size: int) -> Iterator[Kit]:
    kit, _ = services.filled(folder, size)
    while kit.index_upkeep.run_due():  # as the chores do beside a running app
        pass
    yield kit
    kit.db.dispose()


@contextmanager
def _server() -> Iterator[None]:
    """Start one as the tests do, and stop it."""
    runs.begin()
    try:
        yield
    finally:
        postgres.leave()
        runs.end()


@contextmanager
def _on_postgresql(folder: Path, size: int) -> Iterator[Kit]:
    """Fill a database that is gone afterwards: a million people take their time."""
    with _server(), postgres.empty_database() as url:
        kit = services.kit_over(folder / "postgresql", KIT_DATABASE_URL=url)
        fill(kit, users=size)
        with create_engine(url, isolation_level="AUTOCOMMIT").connect() as c:
            c.execute(text("VACUUM ANALYZE"))  # as autovacuum would soon
        yield kit
        kit.db.dispose()


def _measured(kit: Kit) -> Found:
    actor = services.admin(kit)
    return Found(
        page=_percentiles(services.pages(kit, actor)),
        search=_percentiles(services.searches(kit, actor, FRAGMENTS)),
        csv=_rate(kit, lambda sheet, _: sum(1 for _ in sheet.csv())),
        xlsx=_rate(kit, lambda sheet, path: sheet.xlsx(path)),
    )


def _percentiles(moments: Sequence[Moment]) -> tuple[float, float]:
    return percentiles([each.lasted for each in moments])


def _rate(kit: Kit, write: Callable[[Sheet, Path], object]) -> float:
    """Take everybody out; tell how many rows that was a second, from the question to the last byte."""
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        export = kit.people_exports.begin(services.admin(kit), UserFilter())
        write(Sheet(export, "fr"), Path(folder) / "people.xlsx")
        return export.total / (time.perf_counter() - began)
