"""The schema comes from the Alembic migrations, here and in the tests, never from `create_all`."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from comunik_kit.kernel.db import normalised

_SCRIPTS = Path(__file__).resolve().parents[2] / "alembic"
_ADVISORY_LOCK = 0x6B6974


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """Name the newest migration in the code."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(url: str) -> str:
    """Name the migration the database stands at; empty for a new one."""
    engine = create_engine(normalised(url))
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() or ""
    finally:
        engine.dispose()


def upgrade(url: str) -> None:
    """Bring the database to the newest migration; two starts at once do it one after the other."""
    target = normalised(url)
    engine = create_engine(target)
    try:
        with _alone(target), engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            command.upgrade(_config(connection), "head")
    finally:
        engine.dispose()


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """Hold a file lock beside an SQLite file; PostgreSQL has its advisory lock instead."""
    path = make_url(url).database if url.startswith("sqlite") else None
    if not path:
        yield
        return
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{path}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
