"""What comes from outside about keys and requests, and the only parsers of it (INP-01)."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self, cast

from comunik_kit.integrations.errors import HookJsonUnreadable
from comunik_kit.integrations.mapping import ActivityMapping
from comunik_kit.integrations.rules import LIVES
from comunik_kit.kernel.errors import InvalidInput, MissingValue, WrongType
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.fields import Fields

NAME_LENGTH = 80
LONGEST_MAPPING = 10_000
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
class SourceForm:
    """A sender of web hooks to be made or tried: its name, and its mapping as it is said and as it is read."""

    name: str
    said: Mapping[str, object]
    mapping: ActivityMapping

    @classmethod
    def parse(cls, name: object, mapping: object, *, named: bool = True) -> Self:
        """Read the form, whose mapping is JSON; raise `InvalidInput`. A trial needs no name."""
        read = Fields({"name": name}, frozenset({"name"}))
        kept = read.name("name", NAME_LENGTH, required=named)
        if not isinstance(mapping, str) or len(mapping) > LONGEST_MAPPING:
            raise InvalidInput({"mapping": WrongType()})
        try:
            said = read_json(mapping)
        except ValueError as error:
            raise InvalidInput({"mapping": HookJsonUnreadable()}) from error
        found = ActivityMapping.parse(said)
        read.done()
        return cls(kept, cast("dict[str, object]", said), found)


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


def read_json(text: str | bytes) -> object:
    """Read JSON that all readers understand alike; raises `ValueError`: a name twice, no number, too deep."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_number)
    except RecursionError as error:
        raise ValueError from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):  # one reader takes the first of two, another the last
        raise ValueError
    return made


def _number(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):  # « 1e999 »: no database keeps it
        raise ValueError
    return number


def _no_number(_name: str) -> object:
    raise ValueError
