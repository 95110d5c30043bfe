"""Whatever happens to activities, and in whichever order: a team's figures say what a count of every row would."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, text, update
from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.zones import zone_named
from comunik_kit.modules.asking import Span
from comunik_kit.modules.periods import SPANS
from comunik_kit.modules.registry import MODULES
from comunik_kit.modules.tables import Activity
from comunik_kit.modules.team import TeamBoard
from comunik_kit.modules.team_views import TeamFigures
from comunik_kit.users.tables import User
from tests.modules.conftest import Cast, happened
from tests.modules.test_figures import ACTS, END, STEPS, ZONES, Step, one, rows_of
from tests.modules.test_team import lead, numbers
from tests.support.clock import MovedClock

WAITS = {entry.key: entry.waiting for entry in MODULES}
STATUSES = ("missed", "open", "waiting", "closed", "answered", "new", "")
DAYS = {Span.TODAY: 1, Span.WEEK: 7, Span.MONTH: 30}


@dataclass(frozen=True)
class Page:
    """Who looks at which period, when and where."""

    reader: Actor
    here: Cast
    now: datetime
    span: Span
    zone: str

    @property
    def is_wide(self) -> bool:
        """Tell whether everybody's activity is read."""
        return "users:read" in self.reader.permissions

    def shows(self, row: Activity) -> bool:
        """Tell whether a row is of what the page is about."""
        readable = {entry.key for entry in MODULES if entry.reading in self.reader.permissions}
        if row.workspace_id != self.here.workspace_id or row.module not in readable:
            return False
        return self.is_wide or bool(row.owner_id) or row.department_id == self.here.departments["Support"]

    def age(self, row: Activity) -> int:
        """Count the days of the calendar since then."""
        days = [moment.astimezone(zone_named(self.zone)).date() for moment in (self.now, row.occurred_at)]
        return (days[0] - days[1]).days


def takes_a_status(s: Session, here: Cast, step: Step, _now: datetime) -> None:
    s.execute(one(here, step).values(status=STATUSES[(step.kind + step.owner) % len(STATUSES)]))


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    now=st.datetimes(datetime(2026, 1, 1), END, timezones=st.just(UTC)),  # noqa: DTZ001
    steps=STEPS,
    zone=st.sampled_from(ZONES),
)
def test_the_figures_of_a_team_equal_a_naive_count_for_any_stream(
    cast: Cast,
    neighbours: Cast,
    database: Database,
    clock: MovedClock,
    now: datetime,
    steps: list[Step],
    zone: str,
) -> None:
    """Late and repeated events, those that change hands, status and hour; two workspaces side by side."""
    board_of_team = TeamBoard(db=database, clock=clock)
    clock.move_to(now)
    with database.write() as s:
        s.execute(delete(Activity))
        s.execute(update(User).values(time_zone=zone))
    acts = (*ACTS, takes_a_status)
    for number, step in enumerate(steps):
        here = neighbours if number % 5 == 4 else cast
        with database.write() as s:
            acts[step.act](s, here, step, now)
            takes_a_status(s, here, step, now)
    rows = rows_of(database)
    for here in (cast, neighbours):
        support = here.departments["Support"]
        for reader in (here["Solène"], lead(here["Agnès"], support)):
            for span in SPANS:
                found = board_of_team.view(reader, span=span).figures
                same_as_naive(found, rows, Page(reader, here, now, span, zone))


def same_as_naive(found: TeamFigures, rows: list[Activity], of: Page) -> None:
    expected, last = naive(rows, of)
    lines = [*found.people, found.nobody]
    for each in lines:
        sums = expected.get(each.id, Counter())
        assert numbers(each) == (sums["received"], sums["missed"], sums["tickets"], sums["load"])
        if each.id != "nobody":
            assert each.last == (last[each.id].isoformat() if each.id in last else "")
    assert numbers(found.total) == tuple(map(sum, zip(*map(numbers, lines), strict=True)))
    assert len(found.people) == (3 if of.is_wide else 2)


def naive(rows: list[Activity], of: Page) -> tuple[dict[str, Counter[str]], dict[str, datetime]]:
    """Count row by row: by the day of the calendar what happened, and what waits whenever that was."""
    expected: defaultdict[str, Counter[str]] = defaultdict(Counter)
    last: dict[str, datetime] = {}
    for row in filter(of.shows, rows):
        whose = row.owner_id or "nobody"
        if row.module == "calls" and row.occurred_at <= of.now and of.age(row) < DAYS[of.span]:
            expected[whose][row.kind] += 1
        if row.status in WAITS[row.module]:
            expected[whose]["load"] += 1
            expected[whose]["tickets"] += row.module == "tickets"
        if row.occurred_at <= of.now:
            last[whose] = max(last.get(whose, row.occurred_at), row.occurred_at)
    return expected, last


def test_no_figure_of_a_team_walks_the_workspace(cast: Cast, database: Database, clock: MovedClock) -> None:
    """NFR: the number of questions does not grow with people, and each goes by an index."""
    with database.write() as s:
        for number in range(800):
            at = clock.now() - timedelta(hours=number)
            owner = cast["Agnès"].user_id if number % 3 else None
            happened(
                s, cast, at, kind="missed", status="missed" if number % 9 else "called_back", owner_id=owner
            )
    with database._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    for reader in (cast["Solène"], lead(cast["Agnès"], cast.departments["Support"])):
        asked = asked_of(database, TeamBoard(db=database, clock=clock), reader)
        assert len(asked) <= 13
        found = "\n".join(
            plan(database, *each) for each in asked if "activities" in each[0] or "activity_counts" in each[0]
        )
        assert not re.search(r"(SCAN|Seq Scan on) (activities|activity_counts)", found), found
        nobodys = "department_id_module_at" if reader.leads else "nobodys"
        for index in ("ix_activity_counts", "ix_activities_waiting", f"ix_activities_{nobodys}"):
            assert index in found, found


def asked_of(database: Database, board: TeamBoard, reader: Actor) -> list[tuple[str, object]]:
    said: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, given: object, *_: object) -> None:
        said.append((statement, given))

    event.listen(database._reader, "before_cursor_execute", note)
    board.view(reader, span=Span.WEEK)
    event.remove(database._reader, "before_cursor_execute", note)
    return said


def plan(database: Database, statement: str, given: object) -> str:
    with database.read() as s:
        if not database.is_sqlite:
            s.execute(
                text("SET LOCAL enable_seqscan = off")
            )  # a table of a test is small enough to be walked
        head = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        rows = s.connection().exec_driver_sql(head + statement, given)  # pyright: ignore[reportArgumentType]
        return "\n".join(str(row[-1]) for row in rows)
