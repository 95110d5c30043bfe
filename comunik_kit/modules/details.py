"""What an activity may tell besides what every activity has: one reader for each detail."""

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

from comunik_kit.kernel.errors import KitError, TooLong, WrongType
from comunik_kit.modules.errors import UnreadableText
from comunik_kit.users.errors import OutOfRange, UnknownChoice

_WEEK = 7 * 24 * 60 * 60
_MOST_MONEY = 10**12
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_JOINS = str.maketrans(
    "", "", "\u200c\u200d"
)  # some scripts and emoji need them; nothing else unseen is text
_ROUGHLY = 4


class Detail(Protocol):
    """Reads one value; raises what is wrong with it."""

    def read(self, value: object) -> object:
        """Give the value as it is kept; what is empty is left out."""
        ...

    def schema(self) -> dict[str, object]:
        """Say it as JSON Schema does."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """One line that can be read."""

    longest: int

    def read(self, value: object) -> str:
        """Give the line without the spaces around; raises `WrongType`, `TooLong`, `UnreadableText`."""
        if not isinstance(value, str):
            raise WrongType
        if len(value) > self.longest * _ROUGHLY:
            raise TooLong(max=self.longest)
        line = " ".join(value.split())
        line = line if line.isascii() else unicodedata.normalize("NFC", line)
        if len(line) > self.longest:
            raise TooLong(max=self.longest)
        if not line.isprintable() and not line.translate(_JOINS).isprintable():
            raise UnreadableText
        return line

    def schema(self) -> dict[str, object]:
        """Say how long."""
        return {"type": "string", "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Number:
    """A number from 0 on; whole unless `broken` says otherwise."""

    highest: int
    broken: bool = False

    def read(self, value: object) -> int | float:
        """Give the number; raises `WrongType`, `OutOfRange`."""
        kinds = (int, float) if self.broken else (int,)
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise WrongType
        if not math.isfinite(value) or not 0 <= value <= self.highest:
            raise OutOfRange(min=0, max=self.highest)
        return value

    def schema(self) -> dict[str, object]:
        """Say between what."""
        kind = "number" if self.broken else "integer"
        return {"type": kind, "minimum": 0, "maximum": self.highest}


@dataclass(frozen=True, slots=True)
class Duration(Number):
    """A length of time in whole seconds, up to a week."""

    highest: int = _WEEK


@dataclass(frozen=True, slots=True)
class Amount(Number):
    """An amount of money, of the currency that is told beside it."""

    highest: int = _MOST_MONEY
    broken: bool = True


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, value: object) -> str:
        """Give the word; raises `UnknownChoice`."""
        if not isinstance(value, str) or value not in self.words:
            raise UnknownChoice
        return value

    def schema(self) -> dict[str, object]:
        """List them."""
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Currency:
    """Three capitals (ISO 4217)."""

    def read(self, value: object) -> str:
        """Give them; raises `UnknownChoice`."""
        if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
            raise UnknownChoice
        return value

    def schema(self) -> dict[str, object]:
        """Give the pattern."""
        return {"type": "string", "pattern": f"^{_CURRENCY.pattern}$"}


def told(detail: Detail, value: object) -> tuple[object, KitError | None]:
    """Read a value, and give what is wrong with it instead of raising it."""
    try:
        return detail.read(value), None
    except KitError as error:
        return None, error
