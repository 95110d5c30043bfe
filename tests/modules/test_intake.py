"""Activity that comes in by the batch: good rows are written, each of the others is told why not."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from comunik_kit.kernel.db import Database
from comunik_kit.modules import intake
from comunik_kit.modules.home import Home
from comunik_kit.modules.intake import Outcome
from comunik_kit.modules.tables import Activity
from tests.modules.conftest import Cast
from tests.modules.test_activity_inputs import said
from tests.support.clock import MovedClock
from tests.support.statements import counted


def take(database: Database, clock: MovedClock, cast: Cast, *rows: object) -> list[Outcome]:
    now = clock.now()
    with database.write() as s:
        return intake.write(s, cast.workspace_id, intake.read(rows, now), now, source="key:test")


def stored(database: Database) -> list[Activity]:
    with database.read() as s:
        return list(s.execute(select(Activity).order_by(col(Activity.id))).scalars())


def codes(outcome: Outcome) -> dict[str, str]:
    return {name: error.code for name, error in outcome.errors.items()}


def test_good_rows_are_written_and_each_bad_one_is_told_why_not(
    database: Database, clock: MovedClock, cast: Cast
) -> None:
    found = take(
        database,
        clock,
        cast,
        said(owner="AGNES@example.org", customer="Morel", details={"duration": 3}),
        said(kind="placed"),
        said(owner=cast["Ugo"].user_id, department="support"),
        said(owner="nobody@example.org", department="Marketing"),
        said(owner="not an address"),
        "nonsense",
    )
    assert [each.taken.value for each in found] == ["created", "refused", "created", *["refused"] * 3]
    assert [codes(each) for each in found[3:]] == [
        {"owner": "unknown_owner", "department": "unknown_department"},
        {"owner": "unknown_owner"},
        {"form": "wrong_value"},
    ]
    first, second = stored(database)
    assert (first.id, first.owner_id, first.customer) == (found[0].id, cast["Agnès"].user_id, "Morel")
    assert (first.source, first.details, first.status) == ("key:test", {"duration": 3}, "answered")
    assert (second.owner_id, second.department_id) == (cast["Ugo"].user_id, cast.departments["Support"])


def test_a_name_from_where_it_comes_is_taken_once_for_each_module_and_kind(
    database: Database, clock: MovedClock, cast: Cast
) -> None:
    first = take(database, clock, cast, said(external_id="7"), said(external_id="7", title="Encore"))
    again = take(database, clock, cast, said(external_id="7", title="Plus tard"), said(external_id="8"))
    other = take(
        database,
        clock,
        cast,
        said(external_id="7", kind="missed"),
        said(external_id="7", module="tickets", kind="created"),
    )
    assert [each.taken.value for each in first] == ["created", "duplicate"]
    assert {each.id for each in first} == {again[0].id}
    assert [each.taken.value for each in again] == ["duplicate", "created"]
    assert [each.taken.value for each in other] == ["created", "created"]
    assert [row.title for row in stored(database)] == ["Garage Morel"] * 4


def test_neither_people_nor_departments_nor_names_of_another_workspace_are_known(
    database: Database, clock: MovedClock, cast: Cast, neighbours: Cast
) -> None:
    """ACL-03: somebody else's is as unknown as nobody's, and their rows are no duplicates of ours."""
    ours = take(database, clock, cast, said(external_id="7"))
    theirs = take(
        database,
        clock,
        neighbours,
        said(external_id="7"),
        said(owner=cast["Agnès"].user_id),
        said(owner="agnes@example.org"),
    )
    assert [each.taken.value for each in theirs] == ["created", "refused", "created"]
    assert codes(theirs[1]) == {"owner": "unknown_owner"}
    assert theirs[0].id != ours[0].id
    owners = {row.id: row.owner_id for row in stored(database)}
    assert owners[theirs[2].id] == neighbours["Agnès"].user_id


def test_a_late_event_counts_on_its_own_day_and_a_repeated_one_once(
    database: Database, clock: MovedClock, cast: Cast, home: Home
) -> None:
    late = (clock.now() - timedelta(days=3)).isoformat()
    row = said(external_id="late", at=late, owner="agnes@example.org")
    take(database, clock, cast, row)
    take(database, clock, cast, row, said(owner="agnes@example.org", kind="missed"))
    calls = next(each for each in home.view(cast["Agnès"]).widgets if each.module == "calls")
    assert calls.figure == 1
    assert calls.sparkline[-4] == 1
    assert calls.sparkline[-1] == 0


def test_a_batch_asks_as_much_of_the_database_as_one_row_does(
    database: Database, clock: MovedClock, cast: Cast
) -> None:
    rows = [said(external_id=str(n), owner="agnes@example.org", department="Ventes") for n in range(1_000)]
    with counted(database) as statements:
        found = take(database, clock, cast, *rows)
    assert {each.taken.value for each in found} == {"created"}
    assert len(statements) <= 12
    again = take(database, clock, cast, *rows)
    assert [each.id for each in again] == [each.id for each in found]
    assert len(stored(database)) == 1_000
