"""What comes from outside about keys and requests, and the only parsers of it (INP-01)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from comunik_kit.integrations.rules import LIVES
from comunik_kit.kernel.errors import InvalidInput, MissingValue
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.fields import Fields

NAME_LENGTH = 80
PREFIX = "kit_"
HANDLE_LENGTH, SECRET_LENGTH = 12, 43
_SHORT = 20
_KEY = re.compile(rf"{PREFIX}([0-9a-z]{{{HANDLE_LENGTH}}})_([\w-]{{{SECRET_LENGTH}}})", re.ASCII)


class Scope(StrEnum):
    """What a key may do."""

    ACTIVITIES_WRITE = "activities:write"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key to be made: what for, and how many days it lives (None for as long as nobody revokes it)."""

    name: str
    scopes: tuple[Scope, ...]
    days: int | None = None

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput`. `days` is one of the lives that are offered, empty for no end."""
        fields = Fields(form, frozenset({"name", "days"}))
        name = fields.name("name", NAME_LENGTH, required=True)
        days = fields.number("days", 1, max(LIVES))
        if days is not None and days not in LIVES:
            fields.refuse("days", UnknownChoice())
        fields.done()
        return cls(name, (Scope.ACTIVITIES_WRITE,), days)

    @classmethod
    def of(cls, name: str, scopes: Iterable[str], days: int | None) -> Self:
        """Read what a command says; raise `InvalidInput`."""
        wanted = list(dict.fromkeys(scopes))
        if not wanted or set(wanted) - set(Scope):
            raise InvalidInput({"scope": UnknownChoice() if wanted else MissingValue()})
        read = Fields({"name": name}, frozenset({"name"}))
        kept = read.name("name", NAME_LENGTH, required=True)
        read.done()
        return cls(kept, tuple(Scope(each) for each in wanted), days)


@dataclass(frozen=True, slots=True)
class SaidKey:
    """A key taken apart; nothing in it is trusted."""

    handle: str
    secret: str

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read a key; None for what has not the shape of one."""
        found = _KEY.fullmatch(text)
        return cls(found[1], found[2]) if found else None


@dataclass(frozen=True, slots=True)
class Once:
    """A request that may come again: its idempotency key, and what tells its body from another."""

    name: str
    body_digest: str
