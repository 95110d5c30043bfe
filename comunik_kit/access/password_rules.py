"""The password policies « Kit » and « Long »: one function wherever a password is chosen (AUT-01, AUT-04, AUT-05).

The live check list of the browser (assets/js/door.js) has the same rules; a test compares the two.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path

from comunik_kit.access.errors import (
    PasswordCommon,
    PasswordHasContext,
    PasswordMismatch,
    PasswordNeedsDigit,
    PasswordNeedsSpecial,
    PasswordNeedsUpper,
    PasswordTooLong,
    PasswordTooShort,
)
from comunik_kit.kernel.errors import InvalidInput, KitError, WrongType
from comunik_kit.kernel.folding import fold


class Preset(StrEnum):
    """Which rules a workspace has chosen: short and composed, or long and of anything (NIST SP 800-63B-4)."""

    KIT = "kit"
    LONG = "long"


MIN_LENGTH = 8
LONG_LENGTH = 15
MAX_LENGTH = 1024
PRODUCT_WORDS = ("comunik", "comunikkit")

_COMMON_FILE = Path(__file__).with_name("common_passwords.txt")
_SHORTEST_CONTEXT_WORD = 3
_SPACES = "\t\n\v\f\r\ufeff"  # spaces to a browser, besides those of category Z
_AROUND = re.compile(r"^[^a-z]+|[^a-z]+$")
_AFTER = re.compile(r"[^a-z]+$")
_WORDS = re.compile(r"[^\W_]+")
_LEET = tuple(str.maketrans("0134578@$!|+", letters) for letters in ("oieastbasiit", "oleastbasllt"))


def normalised(password: str) -> str:
    """Bring the ways of typing one password (composed or not) to one text."""
    return unicodedata.normalize("NFC", password)


def is_text(password: str) -> bool:
    """Tell whether the password is Unicode text at all: a broken byte has no place in UTF-8."""
    return not any("\ud800" <= c <= "\udfff" for c in password)


def has_upper(password: str) -> bool:
    r"""Tell whether there is a capital (`\p{Lu}`)."""
    return any(unicodedata.category(c) == "Lu" for c in password)


def has_digit(password: str) -> bool:
    r"""Tell whether there is a digit (`\p{Nd}`)."""
    return any(unicodedata.category(c) == "Nd" for c in password)


def has_special(password: str) -> bool:
    r"""Tell whether there is a character that is no letter, no number and no space (`[^\p{L}\p{N}\s]`)."""
    return any(unicodedata.category(c)[0] not in "LNZ" and c not in _SPACES for c in password)


def is_common(password: str) -> bool:
    """Tell whether this is one of the passwords tried first, in whatever disguise."""
    return not _common().isdisjoint(_cores(fold(password)))


def is_mostly(password: str, context_words: Iterable[str]) -> bool:
    """Tell whether too little is left of the password once the given words are taken out."""
    words = _context(context_words)
    return any(_rest_is_short(spelling, words) for spelling in _spellings(fold(password)))


def check(
    password: str,
    *,
    confirmation: str | None = None,
    context_words: Iterable[str] = (),
    preset: str = Preset.KIT,
    field: str = "password",
) -> None:
    """Refuse with `InvalidInput` (`password`, `confirmation`); None: no confirmation was asked for."""
    errors: dict[str, KitError] = {}
    wrong = first_refusal(password, context_words, preset)
    if wrong is not None:
        errors[field] = wrong
    if confirmation is not None and normalised(password) != normalised(confirmation):
        errors["confirmation"] = PasswordMismatch(field="confirmation")
    if errors:
        raise InvalidInput(errors)


def first_refusal(
    password: str, context_words: Iterable[str] = (), preset: str = Preset.KIT
) -> KitError | None:
    """Find the first rule that the password breaks, however its accents were typed: it is hashed composed."""
    if len(password) > MAX_LENGTH:  # before any work that grows with the length
        return PasswordTooLong(max=MAX_LENGTH)
    if not is_text(password):
        return WrongType()
    password = normalised(password)
    is_long = preset == Preset.LONG
    least = LONG_LENGTH if is_long else MIN_LENGTH
    rules: tuple[tuple[bool, Callable[[], KitError]], ...] = (
        (len(password) < least, lambda: PasswordTooShort(min=least)),
        (not (is_long or has_upper(password)), PasswordNeedsUpper),
        (not (is_long or has_digit(password)), PasswordNeedsDigit),
        (not (is_long or has_special(password)), PasswordNeedsSpecial),
        (is_mostly(password, context_words), PasswordHasContext),
        (is_common(password), PasswordCommon),
    )
    return next((refusal() for broken, refusal in rules if broken), None)


def _spellings(folded: str) -> set[str]:
    return {folded, *(folded.translate(table) for table in _LEET)}


def _cores(folded: str) -> set[str]:
    """Take a base word out of its digits and signs: `p@ssw0rd2024!` is `password`."""
    bases = {folded, _AFTER.sub("", folded), _AROUND.sub("", folded)}
    return {_AROUND.sub("", spelling) for base in bases for spelling in _spellings(base)} | bases


def _context(given: Iterable[str]) -> list[str]:
    """Split names and addresses into words, longest first so that « Marie-Anne » goes before « Anne »."""
    texts = [fold(text) for text in (*given, *PRODUCT_WORDS)]
    whole = {"".join(_WORDS.findall(text)) for text in texts}
    parts = {word for text in texts for word in _WORDS.findall(text)}
    long_enough = {word for word in whole | parts if len(word) >= _SHORTEST_CONTEXT_WORD}
    return sorted(long_enough, key=lambda word: (-len(word), word))


def _rest_is_short(spelling: str, words: list[str]) -> bool:
    rest = spelling
    for word in words:
        rest = rest.replace(word, "")
    return rest != spelling and len(rest) < MIN_LENGTH


@cache
def _common() -> frozenset[str]:
    lines = _COMMON_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
