"""Moments that are read to be shown: as ISO 8601 in UTC, without becoming objects on the way."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, Label, type_coerce
from sqlalchemy.types import UserDefinedType
from sqlmodel import col


class _Written(UserDefinedType[str]):
    """A column of moments as text; empty for never."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """SQLite keeps moments as text, nearly as it is wanted."""
        del coltype
        return _of_text if dialect.name == "sqlite" else _of_moment


def written(column: datetime | None, name: str) -> Label[str]:
    """Select a column of moments as text, under this name."""
    return type_coerce(col(column), _Written()).label(name)


def _of_text(kept: str | None) -> str:
    return f"{kept[:10]}T{kept[11:].removesuffix('.000000')}+00:00" if kept else ""


def _of_moment(kept: datetime | None) -> str:
    return kept.astimezone(UTC).isoformat() if kept else ""
