"""What the browser says, before anything believes it: anyone can call a handler with anything (INP-01)."""

from collections.abc import Mapping

from comunik_kit.kernel.errors import InvalidInput, NotFound, WrongType
from comunik_kit.users.inputs import CURSOR_LENGTH, is_id

MAX_SEARCH = 120
MAX_CURSOR = CURSOR_LENGTH


def identifier(value: object) -> str:
    """Read the id of a person; `NotFound` for anything that is none."""
    if isinstance(value, str) and is_id(value):
        return value
    raise NotFound


def words(value: object, limit: int = MAX_SEARCH) -> str:
    """Read a short text; anything else is an empty one."""
    return value.replace("\0", "")[:limit] if isinstance(value, str) else ""


def entries(form: object) -> Mapping[str, object]:
    """Read a form's entries; `InvalidInput` for anything that is no form."""
    if isinstance(form, Mapping):
        return form
    raise InvalidInput({"form": WrongType()})
