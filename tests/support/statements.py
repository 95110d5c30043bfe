"""Counts what is asked of a database, and breaks in after any of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event

from comunik_kit.kernel.db import Database


@contextmanager
def counted(db: Database) -> Iterator[list[str]]:
    """List every statement for a while, in order."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    engines = {db._reader, db._writer}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


class Broken(Exception):
    """What a test raises in the middle of a transaction: the product knows nothing of it."""


@contextmanager
def broken_after(db: Database, number: int, breaks: Callable[[], None]) -> Iterator[None]:
    """Call `breaks` once so many statements were made; a commit is one, and is broken just before it."""
    made = 0

    def count(*_: object) -> None:
        nonlocal made
        made += 1
        if made == number:
            breaks()

    engines = {db._reader, db._writer}
    for engine in engines:
        event.listen(engine, "after_cursor_execute", count)
        event.listen(engine, "commit", count)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "after_cursor_execute", count)
            event.remove(engine, "commit", count)


def raise_broken() -> None:
    """Fail as nobody foresaw."""
    raise Broken
