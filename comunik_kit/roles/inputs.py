"""The form of a role, parsed strictly: unknown keys are refused (ACL-05, INP-01)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from comunik_kit.kernel.errors import InvalidInput, KitError, MissingValue, TooLong, WrongType
from comunik_kit.kernel.folding import fold
from comunik_kit.roles.errors import RoleNameUnreadable, UnknownLevel, UnknownRight
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import LEVELS

NAME_LENGTH = 80
_RIGHTS = frozenset(right.value for right in Permission)
_FIELDS = _RIGHTS | {"name", "level"}
_TICKED, _EMPTY = ("on", True), ("", False, None)


@dataclass(frozen=True, slots=True)
class RoleForm:
    """A role as the form says it; `rank` is that of the shipped role whose level was chosen."""

    name: str
    rank: int
    permissions: frozenset[str]

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput`. A right whose box is not ticked is not in it, or false."""
        if not isinstance(form, Mapping) or any(name not in _FIELDS for name in form):
            raise InvalidInput({"form": UnknownRight()})
        errors: dict[str, KitError] = {}
        name, level = _name(form.get("name", ""), errors), form.get("level", "")
        if not isinstance(level, str) or level not in LEVELS:
            errors["level"] = UnknownLevel()
        if any(form.get(right) not in (*_TICKED, *_EMPTY) for right in _RIGHTS):
            errors["form"] = WrongType()
        if errors:
            raise InvalidInput(errors)
        ticked = frozenset(right for right in _RIGHTS if form.get(right) in _TICKED)
        return cls(name, LEVELS[str(level)], ticked)


def _name(value: object, errors: dict[str, KitError]) -> str:
    """Read what a role is called: one line that can be seen and read."""
    if not isinstance(value, str):
        errors["name"] = WrongType()
        return ""
    name = " ".join(unicodedata.normalize("NFC", value[: NAME_LENGTH * 4]).split())
    wrong = _wrong(name)
    if wrong is not None:
        errors["name"] = wrong
    return name


def _wrong(name: str) -> KitError | None:
    if not name:
        return MissingValue()
    if len(name) > NAME_LENGTH:
        return TooLong(max=NAME_LENGTH)
    unseen = any(unicodedata.category(c).startswith(("C", "Zl", "Zp")) for c in name)
    return RoleNameUnreadable() if unseen or not any(c.isalnum() for c in fold(name)) else None
