"""The home page says what the rows say, to the people they concern."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, update
from sqlmodel import col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.modules.home import Home
from comunik_kit.modules.tables import Activity
from comunik_kit.modules.views import Widget
from comunik_kit.users.tables import User
from comunik_kit.workspaces.tables import Tier
from tests.modules.conftest import Cast, happened
from tests.support.clock import MovedClock

PARIS = ZoneInfo("Europe/Paris")


def widget(home: Home, actor: Actor, module: str = "calls") -> Widget:
    """Read one widget of the person's home page."""
    return next(found for found in home.view(actor).widgets if found.module == module)


def test_a_new_workspace_shows_every_widget_empty_and_nothing_made_up(home: Home, cast: Cast) -> None:
    view = home.view(cast["Solène"])
    assert [found.module for found in view.widgets] == ["calls", "leads", "tickets", "discussions"]
    assert all(found.figure == found.previous == 0 for found in view.widgets)
    assert all(found.change_percent is None for found in view.widgets)
    assert all(found.latest == [] and set(found.sparkline) == {0} for found in view.widgets)


def test_a_widget_counts_seven_days_and_compares_with_the_seven_before(
    home: Home, cast: Cast, database: Database, clock: MovedClock
) -> None:
    actor, now = cast["Agnès"], clock.now()
    with database.write() as s:
        for hours in (1, 30, 80, 24 * 7 + 1, 24 * 9, 24 * 14 + 20):
            happened(s, cast, now - timedelta(hours=hours), owner_id=actor.user_id)
    found = widget(home, actor)
    assert (found.figure, found.previous, found.change_percent) == (3, 2, 50)
    assert sum(found.sparkline) == 5


def test_only_the_counted_kind_of_the_module_is_counted(
    home: Home, cast: Cast, database: Database, clock: MovedClock
) -> None:
    actor, now = cast["Agnès"], clock.now()
    with database.write() as s:
        happened(s, cast, now, owner_id=actor.user_id)
        happened(s, cast, now, owner_id=actor.user_id, kind="made")
        happened(s, cast, now, owner_id=actor.user_id, module="offers", kind="sent")
        happened(s, cast, now + timedelta(minutes=1), owner_id=actor.user_id, title="Demain")
    assert [(found.module, found.figure) for found in home.view(actor).widgets if found.figure] == [
        ("calls", 1)
    ]
    assert [item.title for item in widget(home, actor).latest] == ["Appel"]


def test_an_agent_sees_what_is_theirs_and_what_their_department_has_in_common(
    home: Home, cast: Cast, database: Database, clock: MovedClock
) -> None:
    agnes, solene, now = cast["Agnès"], cast["Solène"], clock.now()
    with database.write() as s:
        happened(s, cast, now, title="À moi", owner_id=agnes.user_id)
        happened(s, cast, now, title="File", department_id=cast.departments["Support"])
        happened(s, cast, now, title="Ventes", department_id=cast.departments["Ventes"])
        happened(s, cast, now, title="Solène", owner_id=solene.user_id, department_id=solene.department_id)
        happened(s, cast, now, title="Personne")
    assert {item.title for item in widget(home, agnes).latest} == {"À moi", "File"}
    assert widget(home, agnes).figure == 2
    assert widget(home, solene).figure == 5
    assert home.view(solene).workspace_wide
    assert not home.view(agnes).workspace_wide


def test_somebody_without_department_sees_no_departments_rows(
    home: Home, cast: Cast, database: Database, clock: MovedClock
) -> None:
    with database.write() as s:
        happened(s, cast, clock.now(), department_id=cast.departments["Support"])
        happened(s, cast, clock.now())
    assert widget(home, replace(cast["Agnès"], department_id=None)).figure == 0


def test_another_workspace_is_never_counted_nor_listed(
    home: Home, cast: Cast, neighbours: Cast, database: Database, clock: MovedClock
) -> None:
    """ACL-03."""
    with database.write() as s:
        for name in ("Agnès", "Solène"):
            happened(s, neighbours, clock.now(), owner_id=neighbours[name].user_id)
    assert all(not w.figure and not w.latest for w in home.view(cast["Solène"]).widgets)
    assert all(not w.figure and not w.latest for w in home.view(cast["Agnès"]).widgets)
    assert widget(home, neighbours["Solène"]).figure == 2


def test_a_person_of_another_workspace_is_as_unknown_as_nobody(
    home: Home, cast: Cast, neighbours: Cast
) -> None:
    """ACL-03."""
    stranger = replace(cast["Agnès"], workspace_id=neighbours.workspace_id)
    with pytest.raises(NotFound):
        home.view(stranger)
    with pytest.raises(NotFound):
        home.view(replace(cast["Agnès"], user_id="0" * 32))


def test_the_last_things_come_newest_first_and_no_more_than_four(
    home: Home, cast: Cast, database: Database, clock: MovedClock
) -> None:
    actor = cast["Agnès"]
    with database.write() as s:
        for hours in range(6):
            mine = {"owner_id": actor.user_id} if hours % 2 else {"department_id": actor.department_id}
            happened(s, cast, clock.now() - timedelta(hours=hours), title=f"Il y a {hours} h", **mine)
    latest = widget(home, actor).latest
    assert [item.title for item in latest] == [f"Il y a {hours} h" for hours in range(4)]
    assert latest[0].at == clock.now().isoformat()


def test_modules_follow_the_tier_the_role_and_the_persons_own_switches(
    home: Home, cast: Cast, database: Database
) -> None:
    with database.write() as s:
        s.execute(update(Tier).values(modules=["calls", "leads", "tickets"]))
        s.execute(update(User).values(modules_off=["tickets"]))
    assert home.view(cast["Ugo"]).modules == ["calls"]
    assert [found.module for found in home.view(cast["Ugo"]).widgets] == ["calls"]
    assert home.view(cast["Agnès"]).modules == ["calls", "leads"]


def test_an_initial_password_opens_no_module(home: Home, cast: Cast) -> None:
    """AUT-11."""
    view = home.view(replace(cast["Solène"], must_change_password=True))
    assert view.modules == []
    assert view.widgets == []
    assert not view.workspace_wide


def test_the_first_steps_go_away_once_done(home: Home, cast: Cast, database: Database) -> None:
    assert home.view(cast["Ugo"]).steps == ["photo", "phone", "factor"]
    with database.write() as s:
        s.execute(update(User).values(phone="+33612345678"))
    assert home.view(cast["Ugo"]).steps == ["photo", "factor"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    now=st.datetimes(datetime(2026, 3, 20), datetime(2026, 4, 12), timezones=st.just(UTC)),  # noqa: DTZ001
    minutes=st.lists(st.integers(-600, 24 * 60 * 16), max_size=40),
)
def test_figures_equal_a_naive_count_around_a_clock_change(
    home: Home, cast: Cast, database: Database, clock: MovedClock, now: datetime, minutes: list[int]
) -> None:
    clock.move_to(now)
    moments = [now - timedelta(minutes=minute) for minute in minutes]
    with database.write() as s:
        s.execute(delete(Activity).where(col(Activity.workspace_id) == cast.workspace_id))
        for moment in moments:
            happened(s, cast, moment, owner_id=cast["Agnès"].user_id)
    expected = _naive(now, [moment for moment in moments if moment <= now])
    for name in ("Agnès", "Solène"):
        found = widget(home, cast[name])
        assert (found.figure, found.previous, found.sparkline) == expected


def _naive(now: datetime, moments: list[datetime]) -> tuple[int, int, list[int]]:
    """Count by the wall clock of Paris, moment by moment."""
    today = now.astimezone(PARIS).date()
    ages = [(today - moment.astimezone(PARIS).date()).days for moment in moments]
    days = [sum(age == back for age in ages) for back in range(13, -1, -1)]
    wall = now.astimezone(PARIS).replace(tzinfo=None) - timedelta(days=7)
    before = sum(
        7 <= age <= 13 and moment.astimezone(PARIS).replace(tzinfo=None) < wall
        for age, moment in zip(ages, moments, strict=True)
    )
    return sum(days[7:]), before, days


def test_an_agents_figures_walk_an_index_not_the_workspace(
    home: Home, cast: Cast, database: Database
) -> None:
    statements: list[str] = []

    def remember(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    with database.read() as s:
        engine = s.get_bind().engine
    event.listen(engine, "before_cursor_execute", remember)
    home.view(cast["Agnès"])
    event.remove(engine, "before_cursor_execute", remember)
    assert sum("activities" in statement for statement in statements) == 8
    assert len(statements) < 12
    if database.is_sqlite:
        plans = [_plan(database, statement) for statement in statements if "activities" in statement]
        assert all("SCAN activities" not in plan for plan in plans)
        assert all("owner_id=?" in plan for plan in plans)


def _plan(database: Database, statement: str) -> str:
    with database.read() as s:
        marks = ("x",) * statement.count("?")
        rows = s.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", marks)
        return "\n".join(str(row[3]) for row in rows)


def test_a_status_without_words_is_not_shown(
    home: Home, cast: Cast, database: Database, clock: MovedClock
) -> None:
    with database.write() as s:
        happened(s, cast, clock.now(), owner_id=cast["Ugo"].user_id, status="transféré")
    assert [item.status for item in widget(home, cast["Ugo"]).latest] == [""]
