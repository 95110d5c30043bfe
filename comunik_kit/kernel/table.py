"""The root of every table: one metadata, whose constraints are all named; and rows as plain values.

A row object costs more than its INSERT does. What is written often or in numbers is therefore written as plain
values: `insert(s, User, [User.row(id=…, …)])` is one statement, past the session's unit of work.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import Insert, Update, bindparam
from sqlalchemy import insert as sa_insert
from sqlmodel import Session, SQLModel

Row = dict[str, Any]
_KEY = "id_of_row"

# Alembic needs every constraint named, so that both databases can drop it by name later.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """What a domain's tables derive from."""

    # Named by each table; said once here, because SQLModel types it as the descriptor that makes its default.
    __tablename__: ClassVar[str]  # pyright: ignore[reportIncompatibleVariableOverride]

    @classmethod
    def row(cls, **values: Any) -> Row:
        """Give a whole row as plain values: what is not said has its default, what is unknown is refused."""
        row = {name: default() for name, default in _defaults(_hashable(cls)).items()}
        row.update(values)
        if len(row) != len(columns(_hashable(cls))):
            wrong = sorted(row.keys() ^ columns(_hashable(cls)))
            msg = f"a row of {cls.__tablename__} is not made of: {', '.join(wrong)}"
            raise TypeError(msg)
        return row


def insert(s: Session, table: type[Table], rows: Sequence[Row]) -> None:
    """Write rows in one statement. What they point to must have been flushed."""
    if rows:
        s.connection().execute(_insertion(_hashable(table)), rows)


def change(s: Session, table: type[Table], rows: Sequence[Row]) -> None:
    """Change rows in one statement: each names its id and the same columns. What the session holds is not refreshed."""
    if rows:
        given = [{_KEY: row["id"], **{name: row[name] for name in row if name != "id"}} for row in rows]
        s.connection().execute(_alteration(_hashable(table), tuple(sorted(rows[0].keys() - {"id"}))), given)


@cache
def columns(table: type[Table]) -> frozenset[str]:
    """Name the columns that are written; the database computes the others."""
    return frozenset(c.name for c in _columns_of(table) if c.computed is None)


@cache
def _defaults(table: type[Table]) -> dict[str, Any]:
    fields = {name: field for name, field in table.model_fields.items() if name in columns(_hashable(table))}
    return {
        name: field.default_factory or (lambda kept=field.default: kept)
        for name, field in fields.items()
        if not field.is_required()
    }


@cache
def _insertion(table: type[Table]) -> Insert:
    return sa_insert(_table_of(table))


@cache
def _alteration(table: type[Table], names: tuple[str, ...]) -> Update:
    whole = _table_of(table)
    return (
        whole.update().where(whole.c.id == bindparam(_KEY)).values({name: bindparam(name) for name in names})
    )


def _hashable(table: type[Table]) -> Any:
    """Classes are hashable; SQLModel's types hide it from a checker."""
    return table


def _columns_of(table: type[Table]) -> Any:
    return _table_of(table).columns


def _table_of(table: type[Table]) -> Any:
    return table.__table__  # pyright: ignore[reportAttributeAccessIssue]  - SQLModel sets it on tables
