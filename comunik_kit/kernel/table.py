"""The root of every table: one metadata, whose constraints are all named."""

from typing import ClassVar

from sqlmodel import SQLModel

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
