"""The workspace that most tests begin with: founded once in a process, and written down again for every other test."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table, insert, select
from sqlmodel import SQLModel

from comunik_kit.kernel import ids
from comunik_kit.wiring import Kit
from tests.support.cast import Cast, found, kit_on
from tests.support.clock import START, MovedClock


@dataclass(frozen=True)
class _Founded:
    key: bytes
    rows: list[tuple[Table, list[dict[str, Any]]]]
    cast: Cast
    last_id: tuple[int, int]


# Triggers write it.
_COUNTED = ("user_counts", "activity_counts")
_first: list[_Founded] = []


def founded(url: str, clock: MovedClock, folder: Path) -> Cast:
    """Give the workspace of a test: what the services wrote the first time, for they would write the same again."""
    if clock.now() != START:
        return found(kit_on(url, clock, folder))
    key = folder / "secret.key"
    if not _first:
        cast = found(kit_on(url, clock, folder))
        _first.append(_Founded(key.read_bytes(), _rows(cast.kit), cast, ids._last))
        return cast
    key.touch(0o600)
    key.write_bytes(_first[0].key)
    return _again(_first[0], kit_on(url, clock, folder))


def _again(first: _Founded, kit: Kit) -> Cast:
    ids._last = first.last_id  # what the test makes sorts after, as it would have then
    with kit.db.write() as s:
        for table, rows in first.rows:
            s.execute(insert(table), rows)
    return replace(first.cast, kit=kit)


def _rows(kit: Kit) -> list[tuple[Table, list[dict[str, Any]]]]:
    with kit.db.read() as s:
        return [
            (table, rows)
            for table in SQLModel.metadata.sorted_tables
            if table.name not in _COUNTED
            and (rows := [dict(row) for row in s.execute(select(*_written(table))).mappings()])
        ]


def _written(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if column.computed is None]
