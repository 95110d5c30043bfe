"""What the commands that work beside a running app begin with."""

import errno
import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from comunik_kit.access.installed import InstalledWorkspace
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


def in_workspace(group: Callable[[], None]) -> Callable[..., None]:
    """Let a group of commands be told which workspace they are about; `meant_workspace` finds it."""

    @click.option(
        "--workspace",
        default="",
        envvar="KIT_WORKSPACE",
        metavar="WORKSPACE",
        help="An id, a host or a name; not needed while there is one.",
    )
    @click.pass_context
    @functools.wraps(group)
    def told(context: click.Context, *, workspace: str) -> None:
        context.obj = workspace
        group()

    return told


def meant_workspace(kit: Kit) -> InstalledWorkspace:
    """Find the workspace that was named, or the only one; raises what `InstalledWorkspaces.named` does."""
    named: Any = click.get_current_context().obj
    return kit.installed_workspaces.named(str(named or ""))


@contextmanager
def new_file(path: Path, *, overwrites: bool) -> Iterator[Path]:
    """Give a place to write to that takes the file's name once it is whole; nobody else may read it.

    Raises `click.FileError` where nothing can be written, before anything is read, and on the way.
    """
    unfinished = path.with_name(f"{path.name}.part")
    try:
        if path.exists() and not overwrites:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        unfinished.unlink(missing_ok=True)  # whoever left it there could read what is written to it
        unfinished.touch(0o600, exist_ok=False)
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from error
    finally:
        unfinished.unlink(missing_ok=True)
