"""What the commands that work beside a running app begin with."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import SQLAlchemyError

from comunik_kit.kernel import schema
from comunik_kit.settings import read
from comunik_kit.wiring import Kit, assemble


@contextmanager
def services() -> Iterator[Kit]:
    """Give the services over a database that is at the schema of this version; it is not changed here."""
    settings = read()
    try:
        found = schema.current(settings.database_url)
    except SQLAlchemyError as error:
        raise click.ClickException(f"the database cannot be read: {type(error).__name__}") from error
    if found != schema.head():
        raise click.ClickException("the database has another schema than this version: comunik-kit migrate")
    kit = assemble(settings)
    try:
        yield kit
    finally:
        kit.db.dispose()
