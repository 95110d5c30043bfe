"""PostgreSQL for the tests: KIT_TEST_POSTGRES_URL names a server, else ours is started once in the run, without root.

Each test gets a database to itself, copied from a template that the migrations made, or one that an earlier test gave
back: emptied, which takes a tenth of the time, and only if its schema is what it was.
"""

import os
import pwd
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.support import runs

_PATIENCE = 30.0
# Nothing in it outlives the run: safety against a power cut is traded for speed.
_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=200",
    "shared_buffers=64MB",
    "listen_addresses=",
)


def server_url() -> str:
    """Name the server (`postgresql://…`, its maintenance database), starting it the first time."""
    return os.environ.get("KIT_TEST_POSTGRES_URL") or runs.once("postgresql", _start)


@contextmanager
def fresh_database() -> Iterator[str]:
    """Lend a database with the newest schema and no row."""
    lent = _at_rest.pop() if _at_rest else _Lent(_create(_template()))
    try:
        yield _address(lent.name)
    finally:
        if not lent.empty():
            lent.drop()
        else:
            _at_rest.append(lent)


@contextmanager
def empty_database() -> Iterator[str]:
    """Lend a database without any schema, for the tests of the migrations."""
    with _copy_of("template1") as url:
        yield url


@contextmanager
def mortal_database() -> "Iterator[Mortal]":
    """Lend one with the newest schema that a test may take away, and give back."""
    with _copy_of(_template()) as url:
        yield Mortal(url)


@dataclass(frozen=True)
class Mortal:
    """A database as good as a server of its own: it ends connections, and lets nobody in for as long as it is shut."""

    url: str

    def cut(self) -> None:
        """End every connection, whatever it is at, as an administrator or a crash does."""
        name = make_url(self.url).database
        ending = b"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
        _connection().execute(ending, [name])

    def shut(self) -> None:
        """Let nobody in, and put out whoever is there."""
        self._let_in("false")
        self.cut()

    def open(self) -> None:
        """Let everybody in again."""
        self._let_in("true")

    def _let_in(self, allowed: str) -> None:
        _say(f"ALTER DATABASE {make_url(self.url).database} ALLOW_CONNECTIONS {allowed}")


def programs() -> Path:
    """Name the folder of the programs that go with the server, such as `pg_dump`."""
    return _programs(None)


def leave() -> None:
    """Drop what this worker has at rest, and close its connection."""
    while _at_rest:
        _at_rest.pop().drop()
    if _connection.cache_info().currsize:
        _connection().close()
        _connection.cache_clear()


def end() -> None:
    """Leave nothing behind on a server that is not ours."""
    if os.environ.get("KIT_TEST_POSTGRES_URL"):
        _say(f"DROP DATABASE IF EXISTS {_template_name()}")
        _connection().close()


@contextmanager
def _copy_of(template: str) -> Iterator[str]:
    name = _create(template)
    try:
        yield _address(name)
    finally:
        _drop(name)


def _create(template: str) -> str:
    name = f"kit_{token_hex(6)}"
    # Copying files is twice as quick as the default, for a template this small.
    _say(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return name


def _drop(name: str) -> None:
    _say(f"DROP DATABASE {name} WITH (FORCE)")


class _Lent:
    """A database that is lent to one test after the other."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._connection = psycopg.connect(_address(name), autocommit=True)
        self._schema = self._fingerprint()
        tables = self._connection.execute(_TABLES).fetchall()
        # Not TRUNCATE, which makes new files; no trigger and no foreign key looks on.
        each = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for (name,) in tables]
        self._emptying = sql.SQL("; ").join(each)
        self._connection.execute("SET session_replication_role = replica")
        self._times = 0

    def empty(self) -> bool:
        """Make it as it was; False when that cannot be: then it must not be lent again."""
        self._times += 1
        self._connection.execute(_STRANGERS)
        if self._times >= _LENT_AT_MOST or self._fingerprint() != self._schema:
            return False
        self._connection.execute(self._emptying)
        return True

    def drop(self) -> None:
        """Remove it."""
        self._connection.close()
        _drop(self.name)

    def _fingerprint(self) -> Any:
        return self._connection.execute(_SCHEMA).fetchone()


# Deleted rows stay in the files until a vacuum that never comes.
_LENT_AT_MOST = 100
_TABLES = b"""SELECT relname FROM pg_class
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"""
# What a test left connected, a killed process's connection included, must not hold what the next one writes.
_STRANGERS = b"""SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()"""
# What was added, changed or removed since: every kind of object leaves its traces in one of these.
_SCHEMA = b"""SELECT
 (SELECT (count(*), max(xmin::text::bigint)) FROM pg_attribute),
 (SELECT (count(*), max(xmin::text::bigint)) FROM pg_constraint),
 (SELECT (count(*), max(xmin::text::bigint)) FROM pg_trigger),
 (SELECT (count(*), max(xmin::text::bigint)) FROM pg_proc),
 (SELECT (count(*), max(xmin::text::bigint)) FROM alembic_version)"""
_at_rest: list[_Lent] = []


def _template_name() -> str:
    return f"kit_template_{runs.folder().name.removeprefix('kit-').lower()}"


@cache
def _template() -> str:
    return runs.once("postgresql-template", _make_template)


def _make_template() -> str:
    from comunik_kit.kernel import schema  # noqa: PLC0415  the servers can be tried without the product

    name = _template_name()
    _say(f"CREATE DATABASE {name} TEMPLATE template0")
    schema.upgrade(_address(name))
    return name


def _address(database: str) -> str:
    url = make_url(server_url()).set(database=database)
    return url.render_as_string(hide_password=False)


@cache
def _connection() -> psycopg.Connection:
    return psycopg.connect(server_url(), autocommit=True)


def _say(statement: str) -> None:
    _connection().execute(statement.encode())


def _start() -> str:
    home = runs.folder() / "postgresql"
    home.mkdir()
    user = _somebody(home)
    programs = _programs(user)
    subprocess.run(
        [
            str(programs / "initdb"),
            *("--pgdata", str(home / "data"), "--username=postgres", "--auth=trust", "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync"),
        ],
        check=True,
        capture_output=True,
        cwd="/",
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    server = [str(programs / "postgres"), "-D", str(home / "data"), "-k", str(home), *settings]
    log = runs.keep("postgresql", server, user=user)
    url = f"postgresql://postgres@/postgres?host={home}"
    _wait_for(url, log)
    return url


def _somebody(home: Path) -> int | None:
    """PostgreSQL refuses to be run by root: then it is run by nobody."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(home, nobody, nobody)
    return nobody


def _programs(user: int | None) -> Path:
    """Find the wheel's programs, copied to where that user may reach them if need be."""
    package = find_spec("pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("PostgreSQL for the tests is not installed: make venv-dev")
    tree = Path(package.origin).parent / "pginstall"
    if user is None or _is_open(tree):
        return tree / "bin"
    return _copied(tree) / "bin"


def _copied(tree: Path) -> Path:
    """Copy the programs, and the libraries that they look for beside their package."""
    packages, copy = tree.parents[1], runs.folder() / "programs"
    for folder in (tree, *packages.glob("pgserver*.libs")):
        shutil.copytree(folder, copy / folder.relative_to(packages), symlinks=True)
    return copy / tree.relative_to(packages)


def _is_open(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def _wait_for(url: str, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as refusal:
            if time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-2000:]}") from refusal
            time.sleep(0.1)
        else:
            return
