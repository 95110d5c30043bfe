"""Whatever happens to activities, and in whichever order: figures say what a count of every row would."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, Update, delete, func, select, update
from sqlmodel import Session, col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.zones import zone_named
from comunik_kit.modules import intake
from comunik_kit.modules.activity import NewActivity, move_of_team, post
from comunik_kit.modules.asking import Span
from comunik_kit.modules.home import Home
from comunik_kit.modules.periods import SPANS
from comunik_kit.modules.registry import WIDGETS
from comunik_kit.modules.tables import Activity, ActivityCount
from comunik_kit.users.tables import User
from tests.modules.conftest import Cast, happened
from tests.support.clock import MovedClock
from tests.support.statements import counted

START, END = datetime(2026, 1, 1), datetime(2026, 12, 31)  # noqa: DTZ001  - Hypothesis adds the zone
# Whole hours from UTC and not, a clock that changes at midnight, by half an hour, and not at all.
ZONES = (
    "Europe/Paris",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "UTC",
)
KINDS = [(entry.key, kind) for entry in WIDGETS for kind in entry.kinds[:2]]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: an act's place among the acts, and what it needs drawn."""

    act: int
    minutes: int
    kind: int
    owner: int
    name: int


STEPS = st.lists(
    st.builds(
        Step,
        act=st.integers(0, 9),
        minutes=st.one_of(st.integers(-90, 200), st.integers(-90, 61 * 24 * 60)),
        kind=st.integers(0, len(KINDS) - 1),
        owner=st.integers(0, 3),
        name=st.integers(0, 3),
    ),
    max_size=30,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(now=st.datetimes(START, END, timezones=st.just(UTC)), steps=STEPS, zone=st.sampled_from(ZONES))
def test_figures_equal_a_naive_count_for_any_stream(
    home: Home,
    cast: Cast,
    neighbours: Cast,
    database: Database,
    clock: MovedClock,
    now: datetime,
    steps: list[Step],
    zone: str,
) -> None:
    """Late and repeated events, those that change hands, go and come back; two workspaces side by side."""
    clock.move_to(now)
    with database.write() as s:
        s.execute(delete(Activity))
        s.execute(update(User).values(time_zone=zone))
    for number, step in enumerate(steps):
        here = neighbours if number % 5 == 4 else cast
        with database.write() as s:
            ACTS[step.act](s, here, step, now)
    rows = same_as_rows(database)
    for here in (cast, neighbours):
        for name in ("Agnès", "Solène"):
            for span in SPANS:
                same_as_naive(home, rows, here[name], span, zone)


def written(s: Session, here: Cast, step: Step, now: datetime) -> None:
    """By whoever writes a row, under a name of its own."""
    module, kind = KINDS[step.kind]
    at = now - timedelta(minutes=step.minutes)
    owner, department = place(here, step)
    happened(s, here, at, module=module, kind=kind, owner_id=owner, department_id=department)


def posted(s: Session, here: Cast, step: Step, now: datetime) -> None:
    """By a command, and now and then under a name that is known."""
    module, kind = KINDS[step.kind]
    owner, department = place(here, step)
    at = now - timedelta(minutes=step.minutes)
    new = NewActivity(module, kind, "x", at, "", "", owner, department, external_key=f"n{step.name}")
    post(s, here.workspace_id, new, now)


def taken_in(s: Session, here: Cast, step: Step, now: datetime) -> None:
    """As a batch of an API key, with a repetition in it."""
    module, kind = KINDS[step.kind]
    owner, _ = place(here, step)
    at = now - timedelta(minutes=max(0, step.minutes))
    row = {"module": module, "kind": kind, "at": at.isoformat(), "title": "x"}
    row |= {"owner": owner} if owner else {"department": "Support"}
    named = {**row, "external_id": f"n{step.name}"}
    rows = intake.read([row, named, named], now)
    assert {each.taken.value for each in intake.write(s, here.workspace_id, rows, now, source="")} <= {
        "created",
        "duplicate",
    }


def changes_hands(s: Session, here: Cast, step: Step, _now: datetime) -> None:
    owner, department = place(here, step)
    s.execute(one(here, step).values(owner_id=owner, department_id=department))


def changes_status(s: Session, here: Cast, step: Step, _now: datetime) -> None:
    s.execute(one(here, step).values(status="closed", version=7))


def changes_its_hour(s: Session, here: Cast, step: Step, now: datetime) -> None:
    module, kind = KINDS[step.kind]
    at = now - timedelta(minutes=step.minutes)
    # Without the name it came by: there may be one of that name and kind already.
    s.execute(one(here, step).values(occurred_at=at, module=module, kind=kind, external_key=None))


def goes(s: Session, here: Cast, step: Step, _now: datetime) -> None:
    s.execute(delete(Activity).where(col(Activity.id).in_(ids(here, step))))


def team_moves(s: Session, here: Cast, _step: Step, _now: datetime) -> None:
    move_of_team(s, here.workspace_id, here.departments["Ventes"], here.departments["Support"])


def is_rolled_back(s: Session, here: Cast, step: Step, now: datetime) -> None:
    """What is taken back was never counted."""
    inner = s.begin_nested()
    written(s, here, step, now)
    s.flush()
    inner.rollback()


ACTS: tuple[Callable[[Session, Cast, Step, datetime], None], ...] = (
    written, written, posted, taken_in, changes_hands, changes_status, changes_its_hour, goes, team_moves,
    is_rolled_back,
)  # fmt: skip


def place(here: Cast, step: Step) -> tuple[str | None, str | None]:
    """Somebody's, a department's own, or nobody's."""
    return [
        (here["Agnès"].user_id, here.departments["Support"]),
        (here["Ugo"].user_id, None),
        (None, here.departments["Ventes" if step.name % 2 else "Support"]),
        (None, None),
    ][step.owner]


def one(here: Cast, step: Step) -> Update:
    return update(Activity).where(col(Activity.id).in_(ids(here, step)))


def ids(here: Cast, step: Step) -> Select[str]:
    """Mean one of those that are there, if any."""
    theirs = select(col(Activity.id)).where(col(Activity.workspace_id) == here.workspace_id)
    return theirs.order_by(col(Activity.occurred_at)).limit(1).offset(step.name)


def rows_of(database: Database) -> list[Activity]:
    with database.read() as s:
        return list(s.execute(select(Activity)).scalars())


def same_as_rows(database: Database) -> list[Activity]:
    """Every hour that is kept is what the rows say, and none is missing; answers the rows."""
    rows = rows_of(database)
    expected: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        hour = row.occurred_at.replace(minute=0, second=0, microsecond=0)
        for whose in (row.workspace_id, row.owner_id or row.department_id):
            if whose:
                expected[row.workspace_id, whose, row.module, row.kind, hour] += 1
    columns = (
        col(ActivityCount.workspace_id),
        col(ActivityCount.whose),
        col(ActivityCount.module),
        col(ActivityCount.kind),
        col(ActivityCount.hour_at),
    )
    with database.read() as s:
        kept = s.execute(select(*columns, func.sum(col(ActivityCount.number))).group_by(*columns)).all()
    assert {tuple(row[:5]): int(row[5]) for row in kept if row[5]} == dict(expected)
    return rows


def same_as_naive(home: Home, rows: list[Activity], actor: Actor, span: Span, zone: str) -> None:
    now = home._clock.now()
    for widget in home.view(actor, span=span).widgets:
        kind = next(entry.counted for entry in WIDGETS if entry.key == widget.module)
        moments = [
            row.occurred_at
            for row in rows
            if is_seen(actor, row)
            and (row.module, row.kind) == (widget.module, kind)
            and row.occurred_at <= now
        ]
        assert (widget.figure, widget.previous) == naive(now, moments, span, zone_named(zone))
        assert len(widget.sparkline) >= {Span.TODAY: 24, Span.WEEK: 14, Span.MONTH: 60}[span]
        assert sum(widget.sparkline[widget.current :]) == widget.figure
        start = datetime.fromisoformat(widget.starts_at).astimezone(zone_named(zone))
        days = {Span.TODAY: 1, Span.WEEK: 7, Span.MONTH: 30}[span]
        assert start.date() == now.astimezone(zone_named(zone)).date() - timedelta(days=days - 1)
        assert start.time() == time.min


def is_seen(actor: Actor, row: Activity) -> bool:
    if row.workspace_id != actor.workspace_id:
        return False
    if "users:read" in actor.permissions:
        return True
    return (row.owner_id or row.department_id) in {actor.user_id, actor.department_id}


def naive(now: datetime, moments: list[datetime], span: Span, zone: ZoneInfo) -> tuple[int, int]:
    """Count moment by moment: by the day of the calendar, and before by the wall clock."""
    days = {Span.TODAY: 1, Span.WEEK: 7, Span.MONTH: 30}[span]
    today = now.astimezone(zone).date()
    ages = [(today - local(moment, zone)).days for moment in moments]
    until = (now.astimezone(zone) - timedelta(days=days)).astimezone(UTC)
    figure = sum(age < days for age in ages)
    before = zip(ages, moments, strict=True)
    return figure, sum(days <= age < 2 * days and moment < until for age, moment in before)


def local(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def test_writers_at_the_same_time_lose_no_count(database: Database, clock: MovedClock, cast: Cast) -> None:
    """Nor do they wait for each other for good, whatever the order of their hours."""
    hours = [clock.now() - timedelta(hours=number) for number in range(6)]

    def write(number: int) -> None:
        for turn in range(4):
            with database.write() as s:
                for hour in hours if (number + turn) % 2 else reversed(hours):
                    happened(s, cast, hour, owner_id=cast["Agnès"].user_id)
                    s.flush()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert len(same_as_rows(database)) == 4 * 4 * 6


def test_figures_are_read_from_an_index_of_hours(home: Home, cast: Cast, database: Database) -> None:
    """NFR: what happened in sixty days is not walked through, whoever asks."""
    for name in ("Agnès", "Solène"):
        with counted(database) as asked:
            home.view(cast[name], span=Span.MONTH)
        hours = [statement for statement in asked if "activity_counts" in statement]
        assert len(hours) == 1
        if database.is_sqlite:
            assert "SCAN activity_counts" not in plan(database, hours[0])
            assert "USING COVERING INDEX ix_activity_counts" in plan(database, hours[0])


def plan(database: Database, statement: str) -> str:
    with database.read() as s:
        marks = ("x",) * statement.count("?")
        rows = s.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", marks)
        return "\n".join(str(row[3]) for row in rows)
