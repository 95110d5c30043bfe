"""The database: one engine each for SQLite and PostgreSQL, and the one way to open a transaction."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session

_PATIENCE = 5.0
_PRAGMAS = (
    "journal_mode=WAL",
    f"busy_timeout={_PATIENCE * 1000:.0f}",
    "foreign_keys=ON",
    "synchronous=FULL",
    "cache_size=-32000",  # KiB that a connection may come to hold: what is searched again and again is read from memory
)
# Kept open, for each has statements and pages at hand; the last one given back is taken first.
_POOL = {"pool_size": 16, "pool_use_lifo": True}
_POSTGRES_OPTIONS = (
    "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
)


def normalised(url: str) -> str:
    """Name the driver we ship in a database address (`postgres://…` becomes `postgresql+psycopg://…`)."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _sqlite_engine(url: str, begin: str) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False}, **_pool(url))

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.connection.dbapi_connection.execute(begin)

    return engine


def _pool(url: str) -> dict[str, Any]:
    return _POOL if make_url(url).database else {}


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


def _postgres_engine(url: str) -> Engine:
    return create_engine(url, pool_pre_ping=True, connect_args={"options": _POSTGRES_OPTIONS})


class Database:
    """Opens transactions. A write on SQLite takes the lock at once, so it never fails half-way."""

    def __init__(self, url: str) -> None:
        """Take a SQLAlchemy address; nothing is opened before the first transaction."""
        self.url = normalised(url)
        self.is_sqlite = make_url(self.url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(self.url, "BEGIN IMMEDIATE")
            self._reader = _sqlite_engine(self.url, "BEGIN")
        else:
            self._writer = self._reader = _postgres_engine(self.url)
        self._turns = _Turns() if self.is_sqlite else None

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open one transaction that commits at the end, or leaves nothing behind on an exception."""
        turn = self._turns.take() if self._turns else nullcontext()
        with turn, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open one transaction for reading; what is changed in it is dropped."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """Open one transaction for reading plain rows, without a session: for what is read at each event."""
        with self._reader.connect() as connection:
            yield connection

    def dispose(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._reader.dispose()
