"""Pure words about people: initials, the name they are sorted by, the text they are found by."""

from functools import lru_cache

from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.folding import fold

_SORT_LENGTH = 120
_ADDRESS_LENGTH = 254
_WORDS = 8


@lru_cache(maxsize=4096)  # the same people are on many screens
def initials(full_name: str) -> str:
    """Give the two letters shown where there is no photo: « Marie-Lou Dupont » is `MD`."""
    words = [word for word in full_name.split() if any(c.isalpha() for c in word)] or full_name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(next((c for c in word if c.isalpha()), word[0]).upper()[:1] for word in ends)


def sort_name(full_name: str) -> str:
    """Give what a list of names is ordered by: without accents and case."""
    return fold(full_name)[:_SORT_LENGTH]


def search_text(full_name: str, email: EmailAddress) -> str:
    """Give the folded text in which a search looks: name, address as written, address as servers know it."""
    addresses = dict.fromkeys((fold(email.display)[:_ADDRESS_LENGTH], fold(email.key)[:_ADDRESS_LENGTH]))
    return " ".join((sort_name(full_name), *addresses))


def search_words(search: str) -> list[str]:
    """Take a search apart; a person is found when each word is in their text, in any order."""
    printable = "".join(c if c.isprintable() else " " for c in search)
    return list(dict.fromkeys(fold(printable).split()))[:_WORDS]
