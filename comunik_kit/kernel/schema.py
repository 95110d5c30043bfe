"""The schema comes from the Alembic migrations, here and in the tests, never from `create_all`.

Alembic itself is loaded only when there is something to migrate: a start that changes nothing does not wait for it.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from comunik_kit.kernel.db import normalised

_SCRIPTS = Path(__file__).resolve().parents[2] / "alembic"
_ADVISORY_LOCK = 0x6B6974


def head() -> str:
    """Name the newest migration in the code: migrations are numbered by their file names."""
    return max(path.name for path in (_SCRIPTS / "versions").glob("[0-9]*.py")).partition("_")[0]


def current(url: str) -> str:
    """Name the migration the database stands at; empty for a new one."""
    engine = create_engine(normalised(url))
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return ""
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    finally:
        engine.dispose()


def upgrade(url: str) -> None:
    """Bring the database to the newest migration; two starts at once do it one after the other."""
    target = normalised(url)
    with _alone(target):
        if current(target) != head():
            _migrate(target)


def _migrate(target: str) -> None:
    from alembic import command  # noqa: PLC0415  - see above: 0.2 s of a start that needs none of it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    engine = create_engine(target)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
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
