"""Finding people by words, deleted ones included, as a condition for other queries: the search index of the list."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, or_, select, text, true, union_all
from sqlmodel import Session, col

from comunik_kit.users.tables import User, UserStatus

_FEWEST_LETTERS = 3  # of a fragment that the trigram index knows


def ids_by_words(s: Session, workspace_id: str, words: Sequence[str], typed: str = "") -> Select[str]:
    """Select the ids of the people in whose search text every word is, or what was typed, by the index of fragments."""
    if s.get_bind().dialect.name == "sqlite":
        found = union_all(_sqlite_ids(words, typed), _deleted_ids(workspace_id, words, typed)).subquery()
        return select(found.c.id)
    return select(col(User.id)).where(col(User.workspace_id) == workspace_id, has_words(words, typed))


def has_words(words: Sequence[str], typed: str = "") -> ColumnElement[bool]:
    """Say that every word is in a person's search text, or what was `typed` in their place (`names.as_typed`)."""
    return holds(col(User.search_text), words, typed)


def holds(column: Any, words: Sequence[str], typed: str = "") -> ColumnElement[bool]:
    """Say the same of another text."""
    every = and_(true(), *(column.contains(word, autoescape=True) for word in words))
    return or_(every, column.contains(typed, autoescape=True)) if typed else every


def _deleted_ids(workspace_id: str, words: Sequence[str], typed: str) -> Select[str]:
    """Look through the deleted people: SQLite's index of fragments does not have them, and there are few."""
    theirs = (col(User.workspace_id) == workspace_id, col(User.status) == UserStatus.DELETED.value)
    return select(col(User.id)).where(*theirs, has_words(words, typed))


def _sqlite_ids(words: Sequence[str], typed: str) -> Select[str]:
    """Read the index, then the texts, of every workspace: whoever asks joins their own rows to it."""
    given = {f"found{number}": word for number, word in enumerate(words)}
    conditions = [f"instr(r.search_text, :{name}) > 0" for name in given]
    if typed:
        conditions = [f"({' AND '.join(conditions)} OR instr(r.search_text, :typed) > 0)"]
        given["typed"] = typed
    start, fragments = "user_search_rows r", [word for word in words if len(word) >= _FEWEST_LETTERS]
    if fragments:
        start = "user_search f CROSS JOIN user_search_rows r ON r.id = f.rowid"
        conditions.insert(0, "f.search_text MATCH :fragments")
        given["fragments"] = " AND ".join('"' + word.replace('"', '""') + '"' for word in fragments)
        given["fragments"] += f' OR "{typed}"' if typed else ""
    sql = f"SELECT r.user_id AS id FROM {start} WHERE {' AND '.join(conditions)}"  # noqa: S608  - names of parameters alone
    found = text(sql).bindparams(**given).columns(id=String()).subquery()
    return select(found.c.id)
