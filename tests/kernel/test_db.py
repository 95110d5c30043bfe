"""Transactions on both databases: all or nothing, one writer after the other; and the schema they stand on."""

import os
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlmodel import Session, select

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel import db, schema
from comunik_kit.kernel.db import Database, normalised, planned_once
from comunik_kit.workspaces.tables import Workspace
from tests.support import holding, relay
from tests.support.clock import MovedClock


def workspace(number: int, clock: MovedClock) -> Workspace:
    """Make a row."""
    return Workspace(id=f"{number:032x}", name="x", brand="x", created_at=clock.now())


def count(database: Database) -> int:
    """Count the rows."""
    with database.read() as s:
        return len(s.exec(select(Workspace.id)).all())


def test_an_exception_leaves_nothing_behind(database: Database, clock: MovedClock) -> None:
    def fail(s: Session) -> None:
        s.add(workspace(1, clock))
        s.flush()
        raise KeyError

    with pytest.raises(KeyError), database.write() as s:
        fail(s)
    assert count(database) == 0


def test_what_is_changed_while_reading_is_dropped(database: Database, clock: MovedClock) -> None:
    with database.read() as s:
        s.add(workspace(1, clock))
        s.flush()
    assert count(database) == 0


def test_a_look_sees_what_is_there_and_holds_nothing_open(database: Database, clock: MovedClock) -> None:
    count_them = planned_once(select(func.count()).select_from(Workspace))
    for number in range(12):  # PostgreSQL keeps to one plan after some times, whatever came in meanwhile
        with database.look() as c:
            assert c.execute(count_them).scalar_one() == number
        with database.write() as s:
            s.add(workspace(number, clock))


@pytest.mark.postgresql
def test_postgresql_plans_once_what_says_so_and_nothing_else_that_is_looked_up(
    postgresql_database: Database,
) -> None:
    once = planned_once(text("SELECT id FROM workspaces WHERE id = :wanted"))
    each_time = text("SELECT name FROM workspaces WHERE name LIKE :wanted")
    with postgresql_database.look() as c:
        for _ in range(12):
            c.execute(once, {"wanted": "x"}).all()
            c.execute(each_time, {"wanted": "%x%"}).all()
        plans = c.exec_driver_sql("SELECT statement, generic_plans FROM pg_prepared_statements").all()
    assert ["FROM workspaces WHERE id" in statement for statement, _ in plans] == [True]
    assert plans[0].generic_plans > 0


def test_twenty_writers_come_one_after_the_other(database: Database, clock: MovedClock) -> None:
    with database.write() as s:
        s.add(workspace(1, clock))

    def add_one(_: int) -> None:
        with database.write() as s:
            found = s.exec(select(Workspace).with_for_update()).one()
            found.name += "x"
            s.add(found)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(add_one, range(20)))
    with database.read() as s:
        assert s.exec(select(Workspace.name)).one() == "x" * 21


def test_a_writer_waits_for_one_of_another_process_and_gives_up_in_the_end(
    sqlite_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each `Database` is as good as a process: nothing but the file lets one know of the other."""
    ours, theirs, done = Database(sqlite_database_url), Database(sqlite_database_url), threading.Event()

    def write() -> None:
        with ours.write() as s:
            s.connection()
            done.set()

    with theirs.write() as s:
        s.connection()
        waiting = threading.Thread(target=write)
        waiting.start()
        assert not done.wait(0.05)
    waiting.join(5)
    assert done.is_set()

    done.clear()
    monkeypatch.setattr(db, "_PATIENCE", 0.1)
    with theirs.write() as s:
        s.connection()
        with pytest.raises(OperationalError, match="locked"):
            write()
    assert not done.is_set()
    ours.dispose()
    theirs.dispose()


def test_who_meets_another_at_a_database_that_is_opened_for_the_first_time_waits_and_gives_up_in_the_end(
    sqlite_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It becomes one with a WAL then, and SQLite waits for nobody there: a process could not begin."""
    database, done = Database(sqlite_database_url), threading.Event()

    def read() -> None:
        with database.read() as s:
            assert s.execute(text("PRAGMA journal_mode")).scalar() == "wal"
            done.set()

    with holding.held(sqlite_database_url):
        with monkeypatch.context() as hasty:
            hasty.setattr(db, "_PATIENCE", 0.1)
            with pytest.raises(OperationalError, match="locked"):
                read()
        waiting = threading.Thread(target=read)
        waiting.start()
        assert not done.wait(0.05)
    waiting.join(5)
    assert done.is_set()
    database.dispose()


def test_moments_come_back_aware_and_naive_ones_are_refused(database: Database, clock: MovedClock) -> None:
    with database.write() as s:
        s.add(workspace(1, clock))
    with database.read() as s:
        assert s.exec(select(Workspace.created_at)).one() == clock.now()
    naive = workspace(2, clock)
    naive.created_at = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises((StatementError, ValueError)), database.write() as s:
        s.add(naive)
    assert count(database) == 1


def test_a_row_that_points_nowhere_is_refused(database: Database, clock: MovedClock) -> None:
    with pytest.raises(IntegrityError), database.write() as s:
        record(
            s, clock.now(), None, AuditTag.WORKSPACE_CREATED, Target("workspace", "x"), workspace_id="f" * 32
        )
    with database.read() as s:
        assert s.exec(select(AuditEntry)).all() == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET actor_name = 'x'", "DELETE FROM audit_entries"]
)
def test_the_journal_cannot_be_rewritten(database: Database, clock: MovedClock, statement: str) -> None:
    """LOG-02."""
    with database.write() as s:
        record(s, clock.now(), None, AuditTag.SIGN_IN_FAILED, Target("user", "x", "Ana"))
    with pytest.raises(DBAPIError, match="append-only"), database.write() as s:
        s.execute(text(statement))
    with database.read() as s:
        assert [entry.target_name for entry in s.exec(select(AuditEntry)).all()] == ["Ana"]


def test_two_starts_at_once_migrate_once(empty_database_url: str) -> None:
    assert schema.current(empty_database_url) == ""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(schema.upgrade, [empty_database_url] * 4))
    assert schema.current(empty_database_url) == schema.head() != ""


def test_a_mistake_in_a_statement_is_not_taken_for_a_database_that_is_away(database: Database) -> None:
    """REL-07: SQLite calls both by one name; trying again would help nobody."""
    with pytest.raises(DBAPIError) as mistaken, database.read() as s:
        s.connection().exec_driver_sql("SELECT nothing FROM nowhere")
    assert not db.is_away(mistaken.value)
    assert db.is_away(OperationalError("BEGIN", None, Exception("gone")))
    assert not db.is_away(ValueError())


def test_a_server_that_takes_a_connection_and_says_nothing_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """REL-07: nobody waits for it for minutes, as libpq would; two seconds are the least that it knows."""
    monkeypatch.setitem(db._POSTGRES, "connect_timeout", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.listen()
        mute = Database(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/none")
        with pytest.raises(OperationalError) as refused, mute.read() as s:
            s.connection()
    assert db.is_away(refused.value)
    assert 0 < db._POSTGRES["connect_timeout"] < 10
    mute.dispose()


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:///x.db", "sqlite:///x.db"),
    ],
)
def test_the_shipped_driver_is_named(given: str, used: str) -> None:
    assert normalised(given) == used


def test_an_error_of_the_database_names_no_value(database: Database) -> None:
    """LOG-03: what was to be written may be a secret, and what an error says may end in a log."""
    asking = text("SELECT * FROM nowhere WHERE name = :secret")
    with database.read() as s, pytest.raises(DBAPIError) as refused:
        s.execute(asking, {"secret": "a secret"})
    assert "nowhere" in str(refused.value)
    assert "a secret" not in str(refused.value)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems name these options differently")
def test_a_server_that_vanishes_without_a_word_is_given_up(postgresql_database: Database) -> None:
    """REL-07: whether statements wait or nothing is said for long, TCP asks; without it, for hours."""
    url = make_url(postgresql_database.url)
    place = Path(str(url.query["host"])) / f".s.PGSQL.{url.port or 5432}"
    with relay.over_tcp(place) as port:
        there = Database(str(url.set(host="127.0.0.1", port=port, query={})))
        with there.read() as s:
            driver = s.connection().connection.driver_connection
            assert driver is not None
            line = socket.socket(fileno=os.dup(driver.fileno()))
            asked = [
                line.getsockopt(socket.IPPROTO_TCP, option)
                for option in (
                    socket.TCP_KEEPIDLE,
                    socket.TCP_KEEPINTVL,
                    socket.TCP_KEEPCNT,
                    socket.TCP_USER_TIMEOUT,
                )
            ]
            assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            line.close()
        there.dispose()
    assert asked == [10, 5, 3, 25_000]
