"""The migrations, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from comunik_kit import wiring  # noqa: F401  - registers every table
from comunik_kit.kernel import schema
from comunik_kit.kernel.db import Database, normalised
from tests.support.cast import found, kit_on
from tests.support.clock import MovedClock

ROOT = Path(__file__).resolve().parents[2]


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(ROOT / "alembic"))
    return made


def test_the_newest_file_is_the_newest_migration() -> None:
    """A start compares numbers without loading Alembic."""
    script = ScriptDirectory.from_config(config())
    assert script.get_heads() == [schema.head()]


def test_the_migrations_make_what_the_tables_say(empty_database_url: str) -> None:
    schema.upgrade(empty_database_url)
    engine = create_engine(normalised(empty_database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": _ours, "include_object": _comparable}
        )
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and name and name.startswith("user_search"))


def _comparable(_object: object, name: str | None, kind: str, _reflected: object, _compared: object) -> bool:
    """Leave out the indexes of search, whose operator class and function no SQLModel table can say."""
    return not (kind == "index" and name in {"ix_users_search_text", "ix_users_letter_pairs"})


def test_up_down_and_up_again_leaves_an_empty_schema_that_works(empty_database_url: str) -> None:
    """REL-09."""
    schema.upgrade(empty_database_url)
    engine = create_engine(normalised(empty_database_url))
    with engine.begin() as connection:
        down = config()
        down.attributes["connection"] = connection
        command.downgrade(down, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    engine.dispose()
    schema.upgrade(empty_database_url)
    assert schema.current(empty_database_url) == schema.head()


def test_several_starts_at_once_migrate_one_after_the_other(empty_database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(schema.upgrade, [empty_database_url] * 4))
    assert schema.current(empty_database_url) == schema.head()


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET tag = 'x'", "DELETE FROM audit_entries"])
def test_the_journal_is_append_only(
    database_url: str, clock: MovedClock, tmp_path: Path, statement: str
) -> None:
    """LOG-02: the database itself refuses."""
    cast = found(kit_on(database_url, clock, tmp_path))
    before = cast.acts()
    raw = Database(database_url)
    with pytest.raises(DBAPIError), raw.write() as session:
        session.execute(text(statement))
    raw.dispose()
    assert cast.acts() == before
    cast.kit.db.dispose()
