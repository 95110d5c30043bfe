"""Compiled statements, kept for all databases that a test process opens one after the other.

An engine compiles each statement once and keys what it made by its dialect. A test opens engines of its own, so nearly
all of a short test's time went into compiling what the tests before it had compiled. Here engines of one kind share the
dialect of the first that connected, and what was compiled for it; connections and pools stay their own.
"""

from typing import Any

from sqlalchemy import Dialect, Engine, create_engine, event
from sqlalchemy.util import LRUCache

from comunik_kit.kernel import db

MOST = 5_000
_dialects: dict[str, Dialect] = {}
_compiled: Any = LRUCache(MOST)


def share() -> None:
    """Let every `Database` of this process share; processes that a test starts are not concerned."""
    db.create_engine = _sharing


def _sharing(url: str, **options: Any) -> Engine:
    engine = create_engine(url, **options)
    name = engine.dialect.name
    engine.update_execution_options(compiled_cache=_compiled)
    if name in _dialects:
        engine.dialect = _dialects[name]
    else:
        # A dialect knows its server from the first connection on.
        event.listen(engine, "connect", lambda *_: _dialects.setdefault(name, engine.dialect), once=True)
    return engine
