"""The database: one engine each for SQLite and PostgreSQL, and the one way to open a transaction."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlmodel import Session

from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody

Statement = TypeVar("Statement", bound=Executable)

_PATIENCE = 5.0
_PAUSE = 0.001
_BUSY_TIMEOUT = f"PRAGMA busy_timeout={_PATIENCE * 1000:.0f}"
_BEGIN = "BEGIN IMMEDIATE"
_CHANGES = "changes to announce"
_PRIMARY_CODE = 0xFF  # SQLite tells kinds of « busy » apart in the bits above
_WRITE_AHEAD = "PRAGMA journal_mode=WAL"
_PRAGMAS = (
    "foreign_keys=ON",
    "synchronous=FULL",
    "cache_size=-8000",  # KiB that a connection may come to hold: a list of many people is read from memory
)
# Kept open, for each has statements and pages at hand; the last one given back is taken first.
_POOL = {"pool_size": 16, "pool_use_lifo": True}
_EACH_BY_ITSELF: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "kit_plans_anew": True}
_PLANNED_ONCE: dict[str, Any] = {"kit_planned_once": True}
_POSTGRES_OPTIONS = (
    "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
)
# A server that vanishes from the network says nothing: after 25 seconds without an answer a connection is given up.
_POSTGRES = {
    "options": _POSTGRES_OPTIONS,
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


def normalised(url: str) -> str:
    """Name the driver we ship in a database address (`postgres://…` becomes `postgresql+psycopg://…`)."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


AWAY: tuple[type[Exception], ...] = (OperationalError, InterfaceError, NoConnection)


def is_away(error: BaseException) -> bool:
    """Tell whether the database lets nobody in, or went away in the middle: the same may be done a moment later.

    SQLite has one name for that and for a mistake in a statement, which stays one however often it is tried (REL-07).
    """
    if isinstance(error, OperationalError):
        return getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR
    return isinstance(error, AWAY)


def named(error: BaseException) -> str:
    """Name an error for the log: its kind, and what SQLite or PostgreSQL calls it; never its text (LOG-03)."""
    known = getattr(error, "orig", None)
    code = getattr(known, "sqlite_errorname", "") or getattr(known, "sqlstate", "")
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def _sqlite_engine(url: str, begin: Callable[[sqlite3.Connection], object]) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True, **_pool(url))

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        _patiently(connection, _WRITE_AHEAD)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        begin(connection.connection.dbapi_connection)

    return engine


def _begin_to_read(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")


def _begin_to_write(connection: sqlite3.Connection) -> None:
    _patiently(connection, _BEGIN)


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Do what takes a lock as soon as the other processes let us, and leave SQLite's own waiting switched on.

    That sleeps longer each time, up to 0.1 s; and it is none at all for those who meet at a database that nobody has
    opened since it was migrated, copied or restored: one gives it its WAL, the others hear at once that it is locked.
    """
    until = time.monotonic() + _PATIENCE
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while not _is_done(connection, statement, last=time.monotonic() > until):
            time.sleep(_PAUSE)
    finally:
        connection.execute(_BUSY_TIMEOUT)


def _is_done(connection: sqlite3.Connection, statement: str, *, last: bool) -> bool:
    try:
        connection.execute(statement)
    except sqlite3.OperationalError as error:
        if last or error.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY:
            # As any statement would: SQLAlchemy wraps nothing that its listeners raise.
            raise OperationalError(statement, None, error) from error
        return False
    return True


def _pool(url: str) -> dict[str, Any]:
    return _POOL if make_url(url).database else {}


def announce_at_commit(s: Session, place: str, topic: Topic) -> None:
    """Announce a change of a place (a workspace's or a person's id) when the transaction is kept, and only then.

    For what several use cases do by one function: none of them can forget to say it.
    """
    s.info.setdefault(_CHANGES, {})[place, topic] = None


class _Turns:
    """Lets the writers of one process come one after the other: SQLite itself makes them sleep and try again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn; who waits too long goes on, and hears from SQLite that the database is locked."""
        mine = self._lock.acquire(timeout=_PATIENCE)
        try:
            yield
        finally:
            if mine:
                self._lock.release()


def planned_once(statement: Statement) -> Statement:
    """Have PostgreSQL plan a statement once for all its parameters, and not each time: for what is asked all day.

    Only where one plan is good for whatever is asked: a LIKE by another index for a frequent word than for a rare one,
    or a LIMIT that it is not told, is better planned each time. SQLite plans every statement once.
    """
    return statement.execution_options(**_PLANNED_ONCE)


def _postgres_engine(url: str) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=_POSTGRES)

    @event.listens_for(engine, "do_execute")
    def execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        """Prepare what is planned once; of what is looked up, nothing else, however often it is asked."""
        options = context.execution_options
        is_planned_once = "kit_planned_once" in options
        if is_planned_once or "kit_plans_anew" in options:
            cursor.execute(statement, parameters, prepare=is_planned_once)
            return True
        return False

    return engine


class Database:
    """Opens transactions. A write on SQLite takes the lock at once, so it never fails half-way."""

    def __init__(self, url: str) -> None:
        """Take a SQLAlchemy address; nothing is opened before the first transaction."""
        self.url = normalised(url)
        self.is_sqlite = make_url(self.url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(self.url, _begin_to_write)
            self._reader = _sqlite_engine(self.url, _begin_to_read)
        else:
            self._writer = self._reader = _postgres_engine(self.url)
        self._looker = self._reader if self.is_sqlite else self._reader.execution_options(**_EACH_BY_ITSELF)
        self._turns = _Turns() if self.is_sqlite else None
        self._announce: Announce = announce_to_nobody

    def announce_by(self, announce: Announce) -> None:
        """Take who hears what transactions have to say: see `announce_at_commit`."""
        self._announce = announce

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open one transaction that commits at the end, or leaves nothing behind on an exception."""
        turn = self._turns.take() if self._turns else nullcontext()
        with turn, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session
        for place, topic in session.info.get(_CHANGES, ()):
            self._announce(place, topic)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open one transaction for reading; what is changed in it is dropped."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """Read plain rows, without a session: for what is read at each event.

        On SQLite in one transaction. PostgreSQL shows each statement what is there by then, in a transaction or not:
        without one, beginning and ending it are two ways to the server less.
        """
        with self._looker.connect() as connection:
            yield connection

    def dispose(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._reader.dispose()
