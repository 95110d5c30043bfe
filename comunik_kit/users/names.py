"""Pure words about people: initials, the name they are sorted by, the text they are found by."""

import re
from functools import lru_cache

from comunik_kit.kernel import phone as telephone
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.folding import fold

_SORT_LENGTH = 120
_ADDRESS_LENGTH = 254
_TEXT_LENGTH = 700
_WORDS = 8
_FEWEST_DIGITS = 4
_FEWEST_ABROAD = 2
_NUMBER = re.compile(r"\(?\+?[0-9 ./()\u2010-\u2015-]+", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"\(0\)|[^0-9+]", re.ASCII)


@lru_cache(maxsize=4096)  # the same people are on many screens
def initials(full_name: str) -> str:
    """Give the two letters shown where there is no photo: « Marie-Lou Dupont » is `MD`."""
    words = [word for word in full_name.split() if any(c.isalpha() for c in word)] or full_name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(next((c for c in word if c.isalpha()), word[0]).upper()[:1] for word in ends)


def sort_name(full_name: str) -> str:
    """Give what a list of names is ordered by: without accents and case."""
    return fold(full_name)[:_SORT_LENGTH]


def search_text(full_name: str, email: EmailAddress, phone: str = "", company: str = "") -> str:
    """Give the folded text in which a search looks: name, address as written and as servers know it, phone, company.

    `phone` is E.164. What does not fit is cut: the end of a company's name, beside addresses of the greatest length.
    """
    addresses = dict.fromkeys((fold(email.display)[:_ADDRESS_LENGTH], fold(email.key)[:_ADDRESS_LENGTH]))
    words = (sort_name(full_name), *addresses, *telephone.spellings(phone), fold(company))
    return " ".join(word for word in words if word)[:_TEXT_LENGTH]


def search_words(search: str) -> list[str]:
    """Take a search apart; a person is found when each word is in their text, in any order.

    A telephone number is one word, however it is spaced: « 06 12 34 », « +33 (0)6.12.34 ».
    Whoever has it `as_typed` is found too.
    """
    folded = _folded(search)
    number = _digits(folded)
    return [number] if number else list(dict.fromkeys(folded.split()))[:_WORDS]


def as_typed(search: str) -> str:
    """Give a number as it was typed, for it may be a room's or a file's: « Salle 2024 2025 »; empty for no number.

    Empty also where whoever has it so has it as one word too.
    """
    folded = _folded(search)
    return "" if _digits(folded) in folded else folded


def _folded(search: str) -> str:
    return fold("".join(c if c.isprintable() else " " for c in search))


def _digits(folded: str) -> str:
    """Write a telephone number, or its beginning, as it stands in the search text; empty for anything else."""
    if not _NUMBER.fullmatch(folded):
        return ""
    tight = _BETWEEN_DIGITS.sub("", folded)
    if tight.startswith(("+", "00")):
        abroad = tight.removeprefix("+").removeprefix("00")
        return f"+{abroad}" if len(abroad) >= _FEWEST_ABROAD else ""
    return tight if len(tight) >= _FEWEST_DIGITS else ""
