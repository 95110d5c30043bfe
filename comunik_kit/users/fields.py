"""A form taken apart, field by field. Nothing that it holds is trusted before (ACL-05, INP-01)."""

import re
import unicodedata
import uuid
from collections.abc import Mapping
from datetime import date

from comunik_kit.kernel import email_address, phone
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.errors import InvalidInput, KitError, MissingValue, TooLong, WrongType
from comunik_kit.kernel.folding import fold
from comunik_kit.locale import LANGUAGES
from comunik_kit.users.errors import BadName, InvalidDay, OutOfRange, UnknownChoice, UnknownField

_PHONE_LENGTH = 40
_ANY_LENGTH = 1_000

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_UNSEEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
# They turn the direction of the text around them, so that a name could pass for another.
_TURNING = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
# Joins that some scripts and emoji need; everything else that is invisible goes.
_JOINS = frozenset("\u200c\u200d")
_BLANKS = re.compile(r"\n{3,}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _visible(line: str) -> str:
    """Leave out what nobody can see and what turns the direction of the words around it; a tab is a space."""
    return "".join(" " if c == "\t" else c for c in line if c == "\t" or _is_visible(c))


def _is_visible(c: str) -> bool:
    return c in _JOINS or not (unicodedata.category(c) in _UNSEEN | {"Cf"} or c in _TURNING)


def _has_unseen(line: str) -> bool:
    """Tell whether some of it cannot be seen, or turns the words around it; all that prints can be seen."""
    return not line.isprintable() and any(unicodedata.category(c) in _UNSEEN or c in _TURNING for c in line)


def is_id(text: object) -> bool:
    """Tell whether a text has the shape of a row id."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


class Fields:
    """Takes a form apart field by field and collects what is wrong, so that all of it is said at once."""

    def __init__(self, form: Mapping[str, object], allowed: frozenset[str]) -> None:
        """Refuse at once what is no form, or one with fields that it does not have."""
        self._form = form
        self._errors: dict[str, KitError] = {}
        if not isinstance(form, Mapping) or any(name not in allowed for name in form):
            raise InvalidInput({"form": UnknownField()})

    def refuse(self, name: str, error: KitError) -> None:
        """Note what is wrong with a field; the first thing said about it stays."""
        self._errors.setdefault(name, error)

    def text(self, name: str, longest: int, *, required: bool = False) -> str:
        """Read one line of text, without the spaces around; empty when the field is absent."""
        value = self._form.get(name, "")
        if not isinstance(value, str):
            self.refuse(name, WrongType())
            return ""
        if len(value) > _ANY_LENGTH:
            self.refuse(name, TooLong(max=longest))
            return ""
        trimmed = " ".join(unicodedata.normalize("NFC", value).split())
        if required and not trimmed:
            self.refuse(name, MissingValue())
        elif len(trimmed) > longest or (not trimmed.isascii() and len(fold(trimmed)) > longest):
            self.refuse(name, TooLong(max=longest))
        return trimmed

    def name(self, name: str, longest: int, *, required: bool = False) -> str:
        """Read what people, departments and companies are called: text that can be seen and read."""
        value = self.text(name, longest, required=required)
        if value and (_has_unseen(value) or not any(c.isalnum() for c in fold(value))):
            self.refuse(name, BadName())
        return value

    def email(self, name: str) -> EmailAddress:
        """Read an address."""
        value = self.text(name, email_address.MAX_LENGTH, required=True)
        try:
            return email_address.parse(value)
        except KitError as error:
            self.refuse(name, error)
            return EmailAddress("", "")

    def phone(self, name: str) -> str:
        """Read a telephone number into E.164; empty for none."""
        value = self.text(name, _PHONE_LENGTH)
        try:
            return phone.parse(value) if value else ""
        except KitError as error:
            self.refuse(name, error)
            return ""

    def id(self, name: str, *, required: bool = False) -> str:
        """Read the id of something chosen; empty for none."""
        value = self.text(name, _ANY_LENGTH, required=required)
        if value and not is_id(value):
            self.refuse(name, UnknownChoice())
        return value

    def language(self, name: str) -> str:
        """Read a language that the product speaks; empty for none."""
        value = self.text(name, _ANY_LENGTH)
        if value and value not in LANGUAGES:
            self.refuse(name, UnknownChoice())
        return value

    def key(self, name: str) -> str:
        """Read the UUID that tells one opening of a form from another, as 32 hex characters."""
        value = self.text(name, _ANY_LENGTH, required=True)
        try:
            return uuid.UUID(value).hex if value else ""
        except ValueError:
            self.refuse(name, WrongType())
            return ""

    def version(self, name: str) -> int:
        """Read the number of the version that the form was filled from."""
        value = self._form.get(name)
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value, re.ASCII):
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9:
            return value
        self.refuse(name, WrongType())
        return 0

    def prose(self, name: str, longest: int) -> str:
        """Read text of several lines, without what nobody can see (INV-11); empty when the field is absent."""
        value = self._form.get(name, "")
        if not isinstance(value, str):
            self.refuse(name, WrongType())
            return ""
        if len(value) > _ANY_LENGTH * 4:
            self.refuse(name, TooLong(max=longest))
            return ""
        lines = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        seen = "\n".join(" ".join(_visible(line).split()) for line in lines).strip()
        text = _BLANKS.sub("\n\n", seen)
        if len(text) > longest:
            self.refuse(name, TooLong(max=longest))
        return text

    def number(self, name: str, lowest: int, highest: int) -> int | None:
        """Read a whole number between two; None when the field is absent or empty."""
        value = self.text(name, _ANY_LENGTH)
        if not value:
            return None
        if re.fullmatch(r"[0-9]{1,9}", value, re.ASCII) and lowest <= int(value) <= highest:
            return int(value)
        self.refuse(name, OutOfRange(min=lowest, max=highest))
        return None

    def day(self, name: str) -> date | None:
        """Read a day as a date field writes it (`2026-03-02`); None when the field is absent or empty."""
        value = self.text(name, _ANY_LENGTH)
        try:
            return date.fromisoformat(value) if _DAY.fullmatch(value) else self._no_day(name, value)
        except ValueError:
            return self._no_day(name, value)

    def _no_day(self, name: str, value: str) -> None:
        if value:
            self.refuse(name, InvalidDay())

    def present(self, names: frozenset[str]) -> None:
        """Refuse the absence of any of these fields."""
        for name in sorted(names - self._form.keys()):
            self.refuse(name, MissingValue())

    def done(self) -> None:
        """Raise `InvalidInput` when anything was wrong."""
        if self._errors:
            raise InvalidInput(self._errors)
